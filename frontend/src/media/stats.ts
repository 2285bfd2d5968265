/** Size, rate, loss and delay of streams, measured once a second and only while somebody asks. */

import type { Kind, StatsRow } from "./messages";
import type { Plane } from "./plane";

/** Rates in bits and frames per second; zeros and "" where nothing is known. */
export interface StreamStats {
  width: number; height: number; frameRate: number; bitrate: number; lossPercent: number;
  /** Round trip to the node, ms. */
  rttMs: number;
  /** Channels and samples per second of sound. */
  channels: number; sampleRate: number;
  /** Like video/H264. */
  codec: string;
}

const NOTHING: StreamStats = { width: 0, height: 0, frameRate: 0, bitrate: 0, lossPercent: 0, rttMs: 0, channels: 0, sampleRate: 0, codec: "" };
const POLL_MS = 1_000;
/** After so long without a question polling stops. */
const IDLE_MS = 10_000;
/** How often the node is told that we still look; it stops by itself when it hears nothing more. */
const WATCH_EVERY_MS = 5_000;

interface Watched { asked: number; stats: StreamStats; bytes: number; packets: number; lost: number; at: number }
type Entry = Record<string, unknown>;

export class Stats {
  private readonly watched = new Map<string, Watched>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private toldAt = 0;
  private address = "";

  constructor(private readonly plane: Plane) {}

  /** The last known numbers of a stream; account 0 = ours. The first question brings zeros and starts the polling. */
  of(account: number, kind: Kind, index: number): StreamStats {
    const key = `${account}/${kind}/${index}`;
    const known = this.watched.get(key);
    if (known) known.asked = Date.now();
    else this.watch(key);
    return known?.stats ?? NOTHING;
  }

  /** The address this machine sends from, as far as the browser tells it; "" when it hides it. */
  localAddress(): string {
    this.of(0, "video", 0);
    this.of(0, "audio", 0);
    return this.address;
  }

  /** Asks the browser now. */
  async poll(): Promise<void> {
    for (const [key, watched] of this.watched) {
      if (Date.now() - watched.asked > IDLE_MS) this.watched.delete(key);
      else await this.measure(key, watched);
    }
    this.tellNode();
    if (!this.watched.size) this.rest();
  }

  close(): void {
    this.watched.clear();
    this.rest();
  }

  private watch(key: string): void {
    this.watched.set(key, { asked: Date.now(), stats: NOTHING, bytes: 0, packets: 0, lost: 0, at: 0 });
    this.timer ??= setInterval(() => void this.poll(), POLL_MS);
    void this.poll();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.toldAt) this.plane.watchStats(false);
    this.toldAt = 0;
  }

  /** The node measures what comes from others; it must hear that somebody looks. */
  private tellNode(): void {
    const looks = [...this.watched.keys()].some((key) => !key.startsWith("0/"));
    if (!looks || Date.now() - this.toldAt < WATCH_EVERY_MS) return;
    this.toldAt = Date.now();
    this.plane.watchStats(true);
  }

  private async measure(key: string, watched: Watched): Promise<void> {
    const [account, kind, index] = key.split("/") as [string, Kind, string];
    const line = account === "0" ? this.plane.publisher.sender(kind, Number(index)) : this.plane.subscriber.receiver(Number(account), kind, Number(index));
    const report = await line?.getStats().catch(() => undefined);
    const entries: Entry[] = [];
    report?.forEach((entry: Entry) => entries.push(entry));
    const streams = entries.filter(({ type }) => type === "outbound-rtp" || type === "inbound-rtp");
    const row = this.plane.statsRow(Number(account), kind, Number(index));
    if (streams.length) take(watched, streams, entries);
    else watched.stats = row ? fromNode(row) : NOTHING;
    if (account === "0" && streams.length) this.address = addressIn(entries) || this.address;
  }
}

/** What the node measured of a stream that we do not receive. */
function fromNode(row: StatsRow): StreamStats {
  const { width = 0, height = 0, fps = 0, rtt_ms = 0 } = row;
  return { ...NOTHING, width, height, frameRate: fps, bitrate: row.bitrate_bps, lossPercent: Math.round(row.loss_permille / 10), rttMs: rtt_ms };
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
  watched.stats = {
    width: most("frameWidth"),
    height: most("frameHeight"),
    frameRate: Math.round(most("framesPerSecond")),
    bitrate: seconds > 0 ? Math.max(0, Math.round(((bytes - watched.bytes) * 8) / seconds)) : 0,
    lossPercent: fresh > 0 ? Math.min(100, Math.max(0, Math.round((100 * (lost - watched.lost)) / fresh))) : 0,
    rttMs: Math.round(1000 * (number(far, "roundTripTime") || number(pairIn(all), "currentRoundTripTime"))),
    channels: number(codec, "channels"),
    sampleRate: number(codec, "clockRate"),
    codec: String(codec?.mimeType ?? ""),
  };
  Object.assign(watched, { bytes, packets, lost, at });
}

function pairIn(all: readonly Entry[]): Entry | undefined {
  const chosen = all.find(({ type }) => type === "transport")?.selectedCandidatePairId;
  return all.find(({ type, id }) => type === "candidate-pair" && (chosen === undefined || id === chosen));
}

/** Where our end of the path is; a browser may hide it behind a name. */
function addressIn(all: readonly Entry[]): string {
  const own = all.find(({ type, id }) => type === "local-candidate" && id === pairIn(all)?.localCandidateId);
  const address = String(own?.address ?? own?.ip ?? "");
  return address.endsWith(".local") ? "" : address;
}
