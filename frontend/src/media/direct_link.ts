/** One person to whom our page may connect: takes streams over from the node once they flow, and gives them back first. */

import { logger } from "../lib/logger";
import { DirectPath, type Outgoing, type Transport, type Words } from "./direct_path";
import type { Kind } from "./messages";
import { Flow } from "./flow";
import type { Subscriber } from "./subscriber";

const log = logger("direct");

/** A connection that is not up by then never will be, ms. */
export const CONNECT_LIMIT_MS = 12_000;
/** So long we wait for the node's stream before we let the direct one go, ms. */
export const HANDOVER_LIMIT_MS = 5_000;
/** A direct camera or voice that stands still for so long is given back, ms. */
export const STALL_MS = 800;
const FIRST_RETRY_MS = 5_000;
const MOST_TRIES = 6;
/** A path that was up for so long was a good one: tries are counted anew, ms. */
const PROVEN_MS = 30_000;

/** What travels in a signal: which pair, which try of it, and the words or the news that it failed. */
export interface Signal extends Words { pair: number; attempt: number; failed?: boolean }

export interface LinkHome {
  subscriber: Subscriber;
  sources(): ReadonlyMap<string, Outgoing>;
  signal(other: number, signal: Signal): void;
  /** Tells the server that a stream is taken directly, or no longer; resolves to whether it agreed. */
  take(other: number, kind: Kind, index: number, on: boolean): Promise<boolean>;
  state(other: number, state: Transport): void;
}

export class DirectLink {
  path: DirectPath | null = null;
  private attempt = 0;
  private tries = 0;
  private startedMs = 0;
  private upMs = 0;
  private leavingMs = 0;
  private isReleased = false;
  private retryAtMs = 0;
  private state: Transport = "none";
  /** The streams that we show from here, and whether the server has confirmed it. */
  private readonly playing = new Map<string, boolean>();
  /** What the server would not let us take from here. */
  private readonly refused = new Set<string>();
  private readonly direct = new Flow();
  private readonly forwarded = new Flow();

  constructor(
    readonly pair: number,
    readonly other: number,
    private readonly isCaller: boolean,
    private readonly iceServers: RTCIceServer[],
    private readonly home: LinkHome,
    public isAllowed = true,
  ) {
    if (isCaller) this.start(1);
  }

  /** Whether something is changing hands right now. */
  get isBusy(): boolean {
    return this.leavingMs > 0 || (this.path !== null && [...this.path.incoming().keys()].some((key) => !this.playing.has(key) && !this.refused.has(key) && this.carried(key)));
  }

  /** Nothing is left to do here. */
  get isOver(): boolean {
    return !this.isAllowed && !this.path;
  }

  hear({ attempt, failed, ...words }: Signal): void {
    if (attempt < this.attempt || !this.isAllowed) return;
    if (failed) return this.leave();
    if (attempt > this.attempt && !this.isCaller) this.start(attempt);
    void this.path?.hear(words);
  }

  /** The server says which streams count as taken: one that no longer does was given up by the page. */
  confirm(taken: readonly string[]): void {
    for (const [key, isConfirmed] of [...this.playing]) {
      if (taken.includes(key)) this.playing.set(key, true);
      else if (isConfirmed && !this.leavingMs) this.show(key, null);
    }
  }

  /** No longer allowed: everything goes back to the node, then the connection ends. */
  disallow(): void {
    this.isAllowed = false;
    this.leave();
  }

  /** Looks at what flows and acts on it; called a few times per second. */
  async look(now = performance.now()): Promise<void> {
    const path = this.path;
    if (!path) {
      if (this.retryAtMs && now >= this.retryAtMs && this.isAllowed) this.start(this.attempt + 1);
      return;
    }
    await this.measure(path, now);
    if (path !== this.path) return;
    if (this.leavingMs) return this.handBack(path, now);
    if (path.isDown || (!path.isUp && now - this.startedMs > CONNECT_LIMIT_MS)) return this.leave();
    if (path.isReleased || this.stalled(now)) return this.leave();
    if (path.isUp) this.takeOver(path);
  }

  /** Ends at once, without handing anything over. */
  close(): void {
    this.isAllowed = false;
    for (const key of [...this.playing.keys()]) this.show(key, null);
    this.drop();
  }

  private start(attempt: number): void {
    this.drop();
    this.attempt = attempt;
    this.startedMs = performance.now();
    this.leavingMs = this.retryAtMs = 0;
    this.isReleased = false;
    this.upMs = 0;
    this.refused.clear();
    const path: DirectPath = new DirectPath(this.iceServers, !this.isCaller, {
      say: (words) => void (path === this.path && this.home.signal(this.other, { pair: this.pair, attempt, ...words })),
      changed: () => void (path === this.path && this.changed(path)),
    });
    this.path = path;
    for (const [key, source] of this.home.sources()) path.send(key, source);
  }

  private changed(path: DirectPath): void {
    if (path.isUp && this.state === "none") {
      this.upMs ||= performance.now();
      void path.transport().then((state) => path === this.path && path.isUp && this.tell(state));
    }
    void this.look();
  }

  private tell(state: Transport): void {
    if (state === this.state) return;
    this.state = state;
    this.home.state(this.other, state);
  }

  private async measure(path: DirectPath, now: number): Promise<void> {
    const incoming = path.incoming();
    const ours = [...incoming.keys()].map((key) => [key, this.home.subscriber.forwarded(this.other, ...parts(key))] as const);
    await Promise.all([this.direct.measure(incoming, now), this.forwarded.measure(new Map(ours.filter((row) => row[1])) as Map<string, RTCRtpReceiver>, now)]);
  }

  private carried(key: string): boolean {
    return this.home.subscriber.forwarded(this.other, ...parts(key)) !== undefined;
  }

  /** Streams that the page gets from the node and that flow here, too. */
  private takeOver(path: DirectPath): void {
    for (const [key, receiver] of path.incoming()) {
      if (this.playing.has(key) || this.refused.has(key) || !this.carried(key) || !this.direct.isMoving(key)) continue;
      this.playing.set(key, false);
      this.show(key, receiver);
      void this.home.take(this.other, ...parts(key), true).then((agreed) => void (!agreed && this.refuse(key)));
    }
  }

  private refuse(key: string): void {
    this.refused.add(key);
    if (!this.leavingMs) this.show(key, null);
  }

  private stalled(now: number): boolean {
    const incoming = this.path!.incoming();
    const lively = [...this.playing.keys()].filter((key) => incoming.has(key) && !key.startsWith("screen"));
    return lively.some((key) => this.direct.stillMs(key, now) > STALL_MS);
  }

  /** Asks the node for everything again; what plays here goes on until the node's flows. */
  private leave(): void {
    if (this.leavingMs || !this.path) return;
    this.leavingMs = performance.now();
    this.forwarded.clear();
    if (this.isAllowed) {
      log.info(`the direct path to ${this.other} is given up for now`);
      for (const key of this.playing.keys()) void this.home.take(this.other, ...parts(key), false);
    }
    void this.look();
  }

  private handBack(path: DirectPath, now: number): void {
    const isLate = now - this.leavingMs > HANDOVER_LIMIT_MS;
    for (const key of [...this.playing.keys()]) if (isLate || this.forwarded.isMoving(key)) this.show(key, null);
    if (this.playing.size) return;
    if (!this.isReleased) path.release();
    this.isReleased = true;
    if (isLate || path.isReleased || path.isDown || !path.isUp) this.end();
  }

  private end(): void {
    const wasTold = this.attempt;
    this.drop();
    if (this.upMs && performance.now() - this.upMs > PROVEN_MS) this.tries = 0;
    if (!this.isAllowed || ++this.tries >= MOST_TRIES) return;
    if (this.isCaller) this.retryAtMs = performance.now() + FIRST_RETRY_MS * 2 ** (this.tries - 1);
    else this.home.signal(this.other, { pair: this.pair, attempt: wasTold, failed: true });
  }

  private show(key: string, receiver: RTCRtpReceiver | null): void {
    if (!receiver) this.playing.delete(key);
    this.home.subscriber.prefer(this.other, ...parts(key), receiver);
  }

  private drop(): void {
    this.path?.close();
    this.path = null;
    this.leavingMs = 0;
    this.direct.clear();
    this.forwarded.clear();
    this.tell("none");
  }
}

function parts(key: string): [Kind, number] {
  const [kind, index] = key.split("/") as [Kind, string];
  return [kind, Number(index)];
}
