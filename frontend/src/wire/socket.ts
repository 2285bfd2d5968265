/** One WebSocket: opens with a time limit, pings, notices silence, and ends exactly once. */

import { Emitter } from "../lib/emitter";
import { logger } from "../lib/logger";
import { steadily } from "../lib/steady";
import { readFrame, type ToPage, type ToServer } from "./frames";

const log = logger("socket");

export const PING_EVERY_MS = 5_000;
export const SILENCE_MS = 15_000;
export const CONNECT_TIMEOUT_MS = 10_000;
/** How long a link may take to answer after the page was away. */
export const PROBE_MS = 3_000;

export type MakeSocket = (url: string) => WebSocket;

/** Why a link ended: `again` is false where reconnecting would only repeat it (the server said goodbye for good). */
export interface LinkEnd { why: string; again: boolean }

export interface SocketOptions { makeSocket?: MakeSocket | undefined; connectTimeoutMs?: number | undefined }

/** How the server tells our goodbye from a link that we have given up (RFC 6455 7.4.2: ours to choose). */
const CLOSED_ON_PURPOSE = 1000, GIVEN_UP = 4000;

/** Goodbyes after which a new link makes no sense: somebody else took the account. */
const FINAL_BYES = new Set(["replaced"]);

export type SocketEvents = { frame: [frame: ToPage]; ended: [reason: LinkEnd] };

export class Socket {
  readonly events = new Emitter<SocketEvents>();
  private readonly raw: WebSocket | null;
  private readonly endPings: () => void;
  private readonly limit: ReturnType<typeof setTimeout>;
  private probing: ReturnType<typeof setTimeout> | undefined;
  private heardAt = Date.now();
  private greeted = false;
  private received = 0;
  private bye: string | null = null;
  private ended = false;

  constructor(url: string, { makeSocket = (at) => new WebSocket(at), connectTimeoutMs = CONNECT_TIMEOUT_MS }: SocketOptions = {}) {
    // A background tab that does not ping would be taken for lost.
    this.endPings = steadily(PING_EVERY_MS, () => this.ping());
    this.limit = setTimeout(() => this.end({ why: "timeout", again: true }), connectTimeoutMs);
    this.raw = this.start(url, makeSocket);
  }

  /** False when there is no open link to send on. */
  send(frame: ToServer): boolean {
    if (this.raw?.readyState !== 1) return false;
    this.raw.send(JSON.stringify(frame));
    return true;
  }

  /** Asks whether the other end is still there: a link of before the machine slept looks open for minutes. */
  probe(): void {
    if (!this.greeted) return;
    const before = this.received;
    this.heardAt = Date.now(); // the silence of our own sleep proves nothing
    this.ping();
    clearTimeout(this.probing);
    this.probing = setTimeout(() => void (this.received === before && this.end({ why: "silent", again: true })), PROBE_MS);
  }

  /** Ends the link quietly: no `ended`. */
  close(): void {
    this.ended = true;
    this.stop(CLOSED_ON_PURPOSE);
  }

  private start(url: string, makeSocket: MakeSocket): WebSocket | null {
    try {
      const raw = makeSocket(url);
      raw.onmessage = (message) => this.hear(message.data);
      raw.onclose = (closed) => this.end({ why: this.bye ?? (this.greeted ? `closed ${closed.code}` : "refused"), again: !FINAL_BYES.has(this.bye ?? "") });
      return raw;
    } catch (error) {
      log.warn("cannot connect", error); // a malformed address, or ws: from an https page
      queueMicrotask(() => this.end({ why: "refused", again: false }));
      return null;
    }
  }

  private hear(data: unknown): void {
    if (this.ended) return;
    this.heardAt = Date.now();
    this.received += 1;
    const frame = readFrame(data);
    if (!frame) return log.warn("not a frame", String(data).slice(0, 80));
    if (frame.op === "hello") this.welcome();
    if (frame.op === "bye") this.bye = frame.reason;
    log.debug("<-", frame);
    this.events.emit("frame", frame);
  }

  private welcome(): void {
    this.greeted = true;
    clearTimeout(this.limit);
  }

  private ping(): void {
    if (!this.greeted) return;
    if (Date.now() - this.heardAt > SILENCE_MS) return this.end({ why: "silent", again: true });
    this.send({ op: "ping", t: Date.now(), got: this.received });
  }

  private end(reason: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.stop(GIVEN_UP);
    this.events.emit("ended", reason);
  }

  private stop(code: number): void {
    this.endPings();
    clearTimeout(this.limit);
    clearTimeout(this.probing);
    const raw = this.raw;
    if (!raw) return;
    raw.onmessage = raw.onclose = raw.onerror = null;
    raw.close(code);
  }
}
