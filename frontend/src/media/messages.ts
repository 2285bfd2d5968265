/** What page and media node say to each other (the `msg` of media frames). The node is the only offerer. */

export type Kind = "audio" | "video" | "screen";
export type PcName = "pub" | "sub";

/** One stream: whose, what, and which camera (0 is the first). */
export interface Carried { mid: string; account: number; kind: Kind; index: number }

export interface Offer { type: "offer"; pc: PcName; peer: string; version: number; sdp: string; tracks: Carried[] }
export interface ClosePeer { type: "close"; pc: PcName; peer: string }
export type PlaneToPage = Offer | ClosePeer;

export interface Answer { type: "answer"; pc: PcName; peer: string; version: number; sdp: string }
export interface Ready { type: "ready" }
export interface Failed { type: "failed"; pc: PcName; peer: string }
export type PlaneToNode = Answer | Ready | Failed;

/** The key of one stream of one account. */
export function streamKey(account: number, kind: Kind, index: number): string {
  return `${account}/${kind}/${index}`;
}
