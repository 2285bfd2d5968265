/** What page and media node say to each other (the `msg` of media frames). The node is the only offerer. */

export type Kind = "audio" | "video" | "screen";
export type PcName = "pub" | "sub";

/** One stream: whose, what, and which camera (0 is the first). */
export interface Carried { mid: string; account: number; kind: Kind; index: number }

export interface Offer { type: "offer"; pc: PcName; peer: string; version: number; sdp: string; tracks: Carried[]; ice_servers?: RTCIceServer[] }
export interface ClosePeer { type: "close"; pc: PcName; peer: string }
/** What the node receives of one stream: bits and frames per second, lost packets per thousand, round trip in ms, loudness below full scale. */
export interface StatsRow {
  account: number; kind: Kind; index: number;
  bitrate_bps: number; loss_permille: number; fps: number; codec: string; clock_hz: number;
  width: number; height: number; channels: number; level_dbov: number; rtt_ms: number;
}
/** What keeps a picture below its highest layer: our link, a tile that needs no more, nobody who sees it; "" where nothing does. */
export type LayerLimit = "" | "bandwidth" | "tile" | "hidden";
/**
 * What really flows of one stream to us: its layer ("l", "m", "h", "single"; "none" while it is paused or not there yet;
 * "undecodable" in no codec that we speak), the `level`th (1 is the lowest) of `levels`, its size and bits per second.
 * `thinned`: with a part of its pictures per second, because our link carries no more.
 */
export interface Served {
  account: number; kind: Kind; index: number; layer: string; width: number; height: number; bitrate_bps: number;
  level: number; levels: number; limit: LayerLimit; thinned: boolean;
}
/** Our link: what it is believed to carry in bits per second (0 = unknown), and what flows. */
export interface LinkState { account: number; estimate_bps: number; served: Served[] }
export interface StatsOfRoom { type: "stats"; rows: StatsRow[]; link: LinkState }
/** Who speaks now, until somebody else is named. */
export interface SpeakerNow { type: "speaker"; account: number }
export type PlaneToPage = Offer | ClosePeer | StatsOfRoom | SpeakerNow;

export interface Answer { type: "answer"; pc: PcName; peer: string; version: number; sdp: string }
export interface Ready { type: "ready" }
export interface Failed { type: "failed"; pc: PcName; peer: string }
/** The connection went silent, or our network changed: look for another path. */
export interface Restart { type: "restart"; pc: PcName; peer: string }
/** Somebody looks at numbers of others; said again every few seconds while it holds. */
export interface WatchStats { type: "watch_stats"; on: boolean }
/** How large we show a picture, in pixels of the screen; 0 by 0 = not at all. */
export interface View { type: "view"; account: number; kind: Kind; index: number; width: number; height: number }
/** The codecs we would like to send, best first, like "vp9"; none leaves it to the node. */
export interface Prefer { type: "prefer"; codecs: string[] }
export type PlaneToNode = Answer | Ready | Failed | Restart | WatchStats | View | Prefer;

/** The key of one stream of one account. */
export function streamKey(account: number, kind: Kind, index: number): string {
  return `${account}/${kind}/${index}`;
}
