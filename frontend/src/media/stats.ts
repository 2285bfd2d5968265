/** Size, rate and loss of streams, polled only while somebody asks. */

import type { Kind } from "./messages";
import type { Plane } from "./plane";

export interface StreamStats { width: number; height: number; frameRate: number; bitrate: number; lossPercent: number }

const NOTHING: StreamStats = { width: 0, height: 0, frameRate: 0, bitrate: 0, lossPercent: 0 };
const POLL_MS = 2_000;
/** After so long without a question polling stops. */
const IDLE_MS = 15_000;

interface Watched { asked: number; stats: StreamStats; bytes: number; packets: number; lost: number; at: number }

export class Stats {
  private readonly watched = new Map<string, Watched>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly plane: Plane) {}

  /** The last known numbers of a stream; account 0 = ours. The first question brings zeros and starts the polling. */
  of(account: number, kind: Kind, index: number): StreamStats {
    const key = `${account}/${kind}/${index}`;
    const known = this.watched.get(key);
    if (known) known.asked = Date.now();
    else this.watch(key);
    return known?.stats ?? NOTHING;
  }

  /** Asks the browser now. */
  async poll(): Promise<void> {
    for (const [key, watched] of this.watched) {
      if (Date.now() - watched.asked > IDLE_MS) this.watched.delete(key);
      else await this.measure(key, watched);
    }
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
  }

  private async measure(key: string, watched: Watched): Promise<void> {
    const [account, kind, index] = key.split("/") as [string, Kind, string];
    const line = account === "0" ? this.plane.publisher.sender(kind, Number(index)) : this.plane.subscriber.receiver(Number(account), kind, Number(index));
    const report = await line?.getStats().catch(() => undefined);
    if (!report) return void (watched.stats = NOTHING);
    report.forEach((entry: Record<string, unknown>) => {
      if (entry.type === "outbound-rtp" || entry.type === "inbound-rtp") take(watched, entry);
    });
  }
}

/** Takes one RTP report over; rates are differences to the last one. */
function take(watched: Watched, entry: Record<string, unknown>): void {
  const number = (name: string) => Number(entry[name] ?? 0);
  const bytes = number("bytesSent") + number("bytesReceived");
  const packets = number("packetsReceived");
  const lost = number("packetsLost");
  const at = number("timestamp");
  const seconds = watched.at ? (at - watched.at) / 1000 : 0;
  const fresh = packets - watched.packets + (lost - watched.lost);
  watched.stats = {
    width: number("frameWidth"),
    height: number("frameHeight"),
    frameRate: Math.round(number("framesPerSecond")),
    bitrate: seconds > 0 ? Math.max(0, Math.round(((bytes - watched.bytes) * 8) / seconds)) : 0,
    lossPercent: fresh > 0 ? Math.max(0, Math.round((100 * (lost - watched.lost)) / fresh)) : 0,
  };
  Object.assign(watched, { bytes, packets, lost, at });
}
