/** Devices that somebody wants and that cannot be had: each is tried again when its reason may have gone. */

import type { DeviceFailure } from "../lib/errors";
import type { Devices } from "./devices";
import type { Kind } from "./messages";

/** Pauses before a device that another program uses is tried again, ms; the last one repeats. */
export const BUSY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

interface Waiting { reason: DeviceFailure; retry: () => void; tries: number; end: () => void }

export class Awaited {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly devices: Devices) {}

  /**
   * Waits for a device that was refused: one in use by the clock, a missing one until devices change, a forbidden one until it
   * is allowed (never by itself: the person would be asked again and again). True where the reason is new.
   */
  add(kind: Kind, key: string, reason: DeviceFailure, retry: () => void): boolean {
    const before = this.waiting.get(key);
    before?.end();
    const entry: Waiting = { reason, retry, tries: before?.reason === reason ? before.tries + 1 : 0, end: () => undefined };
    this.waiting.set(key, entry);
    entry.end = this.listen(kind === "audio" ? "microphone" : "camera", entry);
    return before?.reason !== reason;
  }

  /** Nobody wants it any more, or it is open; false when nobody waited for it. */
  drop(key: string): boolean {
    this.waiting.get(key)?.end();
    return this.waiting.delete(key);
  }

  /** Why a device is missing, or null when nobody waits for it. */
  reasonOf(key: string): DeviceFailure | null {
    return this.waiting.get(key)?.reason ?? null;
  }

  keys(): string[] {
    return [...this.waiting.keys()];
  }

  close(): void {
    for (const key of this.keys()) this.drop(key);
  }

  private listen(device: "camera" | "microphone", { reason, retry, tries }: Waiting): () => void {
    const unheard = this.devices.events.on("changed", () => this.devices.list(device).some(({ isScreen }) => !isScreen) && reason === "missing" && retry());
    if (reason === "denied" || reason === "dismissed") return both(unheard, this.devices.onGranted(device, retry));
    if (reason !== "busy" && reason !== "failed") return unheard;
    const pause = BUSY_PAUSES_MS[Math.min(tries, BUSY_PAUSES_MS.length - 1)];
    const timer = setTimeout(retry, pause);
    return both(unheard, () => clearTimeout(timer));
  }
}

function both(...ends: (() => void)[]): () => void {
  return () => ends.forEach((end) => end());
}
