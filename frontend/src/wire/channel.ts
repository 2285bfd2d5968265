/** Calls and their returns, matched by id; calls made before the link is up wait for it. */

import { CallTimedOut, LinkLost } from "../lib/errors";
import type { Call, Callback, Return } from "./frames";

export const CALL_TIMEOUT_MS = 20_000;

/** What a call brought: the value the vendor's function returns (0 = accepted in most dialects). */
export interface Outcome { ret: unknown }

interface Pending { resolve(outcome: Outcome): void; reject(error: Error): void; cookie: unknown; timer: ReturnType<typeof setTimeout> }

export class Channel {
  private readonly pending = new Map<number, Pending>();
  private held: Call[] = [];
  private isOpen = false;
  private lastId = 0;

  constructor(private readonly send: (call: Call) => boolean, private readonly timeoutMs: number = CALL_TIMEOUT_MS) {}

  /** Sends a call, now or when the link is up; with `first` before those that wait. Rejects with LinkLost or CallTimedOut. */
  call(fn: string, args: readonly unknown[], cookie?: unknown, first = false): Promise<Outcome> {
    const id = ++this.lastId;
    const frame: Call = { op: "call", id, fn, args: [...args] };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.expire(id, fn), this.timeoutMs);
      this.pending.set(id, { resolve, reject, cookie, timer });
      if ((this.isOpen || first) && this.send(frame)) return;
      if (first) this.held.unshift(frame);
      else this.held.push(frame);
    });
  }

  /** The link is up: what waited goes out, in order. */
  opened(): void {
    this.isOpen = true;
    const held = this.held;
    this.held = [];
    for (const frame of held) if (this.pending.has(frame.id)) this.send(frame);
  }

  /** The callbacks of a return with the live cookie put in, and what settles its call afterwards. */
  take(frame: Return): { callbacks: Callback[]; settle(): void } {
    const id = frame.id ?? 0; // without an id it answers a frame the server could not read
    const call = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(call?.timer);
    const callbacks = (frame.callbacks ?? []).map((said) => said.map((value) => withCookie(value, call?.cookie)) as Callback);
    return { callbacks, settle: () => call?.resolve({ ret: frame.ret }) };
  }

  /** The link is gone: every unanswered call fails. */
  lose(): void {
    this.isOpen = false;
    this.held = [];
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const call of lost) {
      clearTimeout(call.timer);
      call.reject(new LinkLost("the link to the server was lost"));
    }
  }

  close(): void {
    this.lose();
  }

  private expire(id: number, fn: string): void {
    const call = this.pending.get(id);
    this.pending.delete(id);
    call?.reject(new CallTimedOut(`${fn} was not answered within ${this.timeoutMs} ms`));
  }
}

/** Puts the caller's own object wherever an answer says `{"$":"cookie"}`. */
export function withCookie(value: unknown, cookie: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withCookie(item, cookie));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === "$" && entries[0]![1] === "cookie") return cookie;
  return Object.fromEntries(entries.map(([key, item]) => [key, withCookie(item, cookie)]));
}
