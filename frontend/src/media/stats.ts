/** Size, rate, loss and delay of streams, measured once a second and only while somebody asks: by the browser, and by the node. */

import { steadily } from "../lib/steady";
import { loudness } from "./levels";
import { streamKey, type Kind, type StatsRow } from "./messages";
import type { Plane } from "./plane";
import { sentLayers, type SentLayer } from "./sent_layers";

/** Rates in bits and frames per second; zeros and "" where nothing is known. */
export interface StreamStats {
  width: number; height: number; frameRate: number; bitrate: number;
  /** Lost on the way here, or on the sender's way to the node if that is worse. */
  lossPercent: number;
  /** Round trip between the sender and the node, ms. */
  rttMs: number;
  /** Channels and samples per second of sound. */
  channels: number; sampleRate: number;
  /** How loud it was at most in the last second, 0..100, as the node heard it. */
  volume: number;
  /** Like video/H264. */
  codec: string;
  /** How much of the last second a received picture stood still. */
  freezePercent: number;
  /** What keeps a sent picture below what its camera delivers, and by how much of the pixels per second. */
  limitedBy: "" | "cpu" | "bandwidth"; shortfallPercent: number;
  /** Since the last packet that the browser sent or received, s. */
  silentS: number;
  /** How unevenly packets arrive here, or at the node if we send them, ms. */
  jitterMs: number;
  /** The layers of a picture that we send in several, lowest first. */
  layers: readonly SentLayer[];
}

/** What is asked of the session. */
export interface Surroundings {
  /** Our own account while we sit in a room, else 0: only there the node has something to tell. */
  seated(): number;
  /** The address this machine sends from became known. */
  found(address: string): void;
}

const NOTHING: StreamStats = { width: 0, height: 0, frameRate: 0, bitrate: 0, lossPercent: 0, rttMs: 0, channels: 0, sampleRate: 0, volume: 0, codec: "", freezePercent: 0, limitedBy: "", shortfallPercent: 0, silentS: 0, jitterMs: 0, layers: [] };
const POLL_MS = 1_000;
/** After so long without a question polling stops. */
const IDLE_MS = 10_000;
/** How often the node is told that we still look; it stops by itself when it hears nothing more. */
const WATCH_EVERY_MS = 5_000;
/** Stands for ourselves. */
const OWN = 0;

interface Watched {
  readonly account: number; readonly kind: Kind; readonly index: number;
  /** When the numbers were last asked for, and when those of the node. */
  asked: number; askedNode: number;
  bytes: number; packets: number; lost: number; at: number; frozenS: number;
  /** Bytes sent in each layer so far, by its RID. */
  layerBytes: ReadonlyMap<string, number>;
  /** When packets last moved on. */
  movedAt: number;
  /** Null while the browser neither sends nor receives it. */
  stats: StreamStats | null;
}
type Entry = Record<string, unknown>;

export class Stats {
  private readonly watched = new Map<string, Watched>();
  private stop: (() => void) | undefined;
  private toldAt = 0;
  private address = "";

  constructor(private readonly plane: Plane, private readonly around: Surroundings) {}

  /** The last known numbers of a stream; account 0 = ours. The first question brings zeros and starts the polling. */
  of(account: number, kind: Kind, index: number): StreamStats {
    const known = this.watched.get(streamKey(account, kind, index)) ?? this.watch(account, kind, index);
    known.asked = known.askedNode = Date.now();
    const row = this.plane.statsRow(account === OWN ? this.around.seated() : account, kind, index);
    return row ? together(known, row) : (known.stats ?? NOTHING);
  }

  /** The same as the browser alone measures it, without a word to the node; null while it neither sends nor receives it. */
  measured(account: number, kind: Kind, index: number): StreamStats | null {
    const known = this.watched.get(streamKey(account, kind, index)) ?? this.watch(account, kind, index);
    known.asked = Date.now();
    return known.stats;
  }

  /** The address this machine sends from, as far as the browser tells it; "" when it hides it. */
  localAddress(): string {
    this.of(OWN, "video", 0);
    this.of(OWN, "audio", 0);
    return this.address;
  }

  /** The same without looking for it. */
  get knownAddress(): string {
    return this.address;
  }

  /** Asks the browser now. */
  async poll(): Promise<void> {
    for (const [key, watched] of this.watched) {
      if (Date.now() - watched.asked > IDLE_MS) this.watched.delete(key);
      else await this.measure(watched);
    }
    if ([...this.watched.values()].some(({ askedNode }) => Date.now() - askedNode <= IDLE_MS)) this.tellNode();
    else this.dismissNode();
    if (!this.watched.size) this.rest();
  }

  close(): void {
    this.watched.clear();
    this.rest();
  }

  private watch(account: number, kind: Kind, index: number): Watched {
    const watched: Watched = { account, kind, index, asked: Date.now(), askedNode: 0, stats: null, bytes: 0, packets: 0, lost: 0, at: 0, frozenS: 0, movedAt: 0, layerBytes: new Map() };
    this.watched.set(streamKey(account, kind, index), watched);
    this.stop ??= steadily(POLL_MS, () => void this.poll());
    void this.poll();
    return watched;
  }

  private rest(): void {
    this.stop?.();
    this.stop = undefined;
    this.dismissNode();
  }

  private dismissNode(): void {
    if (this.toldAt && this.around.seated()) this.plane.watchStats(false);
    this.toldAt = 0;
  }

  /** The node must hear that somebody looks; one that says nothing (of a new room, or a new node) is told at once. */
  private tellNode(): void {
    const dueMs = this.plane.isTold ? WATCH_EVERY_MS : POLL_MS;
    if (!this.around.seated() || Date.now() - this.toldAt < dueMs) return;
    this.toldAt = Date.now();
    this.plane.watchStats(true);
  }

  private async measure(watched: Watched): Promise<void> {
    const { account, kind, index } = watched;
    const line = account === OWN ? this.plane.publisher.sender(kind, index) : this.plane.subscriber.receiver(account, kind, index);
    const report = await line?.getStats().catch(() => undefined);
    const entries: Entry[] = [];
    report?.forEach((entry: Entry) => entries.push(entry));
    const streams = entries.filter(({ type }) => type === "outbound-rtp" || type === "inbound-rtp");
    if (streams.length) take(watched, streams, entries);
    else watched.stats = null;
    if (account === OWN && streams.length) this.learn(addressIn(entries));
  }

  private learn(address: string): void {
    if (!address || address === this.address) return;
    this.address = address;
    this.around.found(address);
  }
}

/** What the browser measured, and what only the node can know; all of it from the node where we do not take part. */
function together({ account, stats }: Watched, row: StatsRow): StreamStats {
  const told = fromNode(row);
  if (!stats) return told;
  return {
    ...stats,
    lossPercent: Math.max(stats.lossPercent, told.lossPercent),
    rttMs: (account === OWN ? stats.rttMs : told.rttMs) || told.rttMs || stats.rttMs,
    channels: told.channels || stats.channels, // the browser knows what was agreed on, the node what is sent
    volume: told.volume,
  };
}

function fromNode(row: StatsRow): StreamStats {
  return {
    ...NOTHING, width: row.width, height: row.height, frameRate: row.fps, bitrate: row.bitrate_bps, lossPercent: Math.round(row.loss_permille / 10),
    rttMs: row.rtt_ms, channels: row.channels, sampleRate: row.clock_hz, volume: loudness(10 ** (row.level_dbov / 20)), codec: row.codec,
  };
}

function number(entry: Entry | undefined, name: string): number {
  return Number(entry?.[name] ?? 0);
}

/** Takes the RTP reports of one stream over (several with simulcast); rates are differences to the last ones. */
function take(watched: Watched, streams: readonly Entry[], all: readonly Entry[]): void {
  const sum = (name: string) => streams.reduce((whole, entry) => whole + number(entry, name), 0);
  const most = (name: string) => Math.max(...streams.map((entry) => number(entry, name)));
  const far = all.find(({ type }) => type === "remote-inbound-rtp");
  const codec = all.find(({ type, id }) => type === "codec" && (streams[0]?.codecId === undefined || id === streams[0].codecId));
  const bytes = sum("bytesSent") + sum("bytesReceived");
  const packets = sum("packetsReceived") + sum("packetsSent");
  const lost = sum("packetsLost") + number(far, "packetsLost");
  const at = most("timestamp");
  const seconds = watched.at ? (at - watched.at) / 1000 : 0;
  // The sender's count holds the lost packets already, the receiver's does not.
  const fresh = packets - watched.packets + (far ? 0 : lost - watched.lost);
  const frozenS = sum("totalFreezesDuration");
  if (packets !== watched.packets || !watched.movedAt) watched.movedAt = at;
  const { layers, bytes: layerBytes } = sentLayers(streams, watched.layerBytes, seconds);
  watched.stats = {
    width: most("frameWidth"),
    height: most("frameHeight"),
    frameRate: Math.round(most("framesPerSecond")),
    bitrate: seconds > 0 ? Math.max(0, Math.round(((bytes - watched.bytes) * 8) / seconds)) : 0,
    lossPercent: fresh > 0 ? Math.min(100, Math.max(0, Math.round((100 * (lost - watched.lost)) / fresh))) : 0,
    rttMs: Math.round(1000 * (number(far, "roundTripTime") || number(pairIn(all), "currentRoundTripTime"))),
    channels: number(codec, "channels"),
    sampleRate: number(codec, "clockRate"),
    volume: 0,
    codec: String(codec?.mimeType ?? ""),
    freezePercent: seconds > 0 ? Math.min(100, Math.max(0, Math.round((100 * (frozenS - watched.frozenS)) / seconds))) : 0,
    ...shortfall(streams, all.find(({ type, kind }) => type === "media-source" && kind === "video")),
    silentS: (at - watched.movedAt) / 1000,
    jitterMs: Math.round(1000 * (far ? number(far, "jitter") : most("jitter"))),
    layers,
  };
  Object.assign(watched, { bytes, packets, lost, at, frozenS, layerBytes });
}

/** What machine or network keep an encoder from sending of what its camera delivers. */
function shortfall(streams: readonly Entry[], source: Entry | undefined): Pick<StreamStats, "limitedBy" | "shortfallPercent"> {
  const limits = streams.map(({ qualityLimitationReason }) => qualityLimitationReason);
  const limitedBy = (["cpu", "bandwidth"] as const).find((reason) => limits.includes(reason)) ?? "";
  const pixels = (entry: Entry | undefined, width: string, height: string) => number(entry, width) * number(entry, height) * number(entry, "framesPerSecond");
  const [delivered, sent] = [pixels(source, "width", "height"), Math.max(0, ...streams.map((entry) => pixels(entry, "frameWidth", "frameHeight")))];
  return { limitedBy, shortfallPercent: limitedBy && delivered ? Math.round(100 * Math.max(0, 1 - sent / delivered)) : 0 };
}

function pairIn(all: readonly Entry[]): Entry | undefined {
  const chosen = all.find(({ type }) => type === "transport")?.selectedCandidatePairId;
  return all.find(({ type, id }) => type === "candidate-pair" && (chosen === undefined || id === chosen));
}

/** Where our end of the path is in our own network; a browser may hide it behind a name. */
function addressIn(all: readonly Entry[]): string {
  const own = all.find(({ type, id }) => type === "local-candidate" && id === pairIn(all)?.localCandidateId);
  const address = String(own?.relatedAddress || own?.address || own?.ip || "");
  return address.endsWith(".local") || address === "0.0.0.0" ? "" : address;
}
