/** Keeps what is sent or received within a bit rate: one budget, shared by everything that asks it. */

type Pause = (ms: number) => Promise<void>;

export class Throttle {
  private bitsPerSecond = 0;
  /** When what was granted so far is over, ms. */
  private freeAtMs = 0;

  constructor(private readonly now: () => number = Date.now, private readonly pause: Pause = sleep) {}

  /** Bits per second from now on; 0 = no limit. */
  setLimit(bitsPerSecond: number): void {
    this.bitsPerSecond = Math.max(0, bitsPerSecond);
    this.freeAtMs = 0; // what waits already keeps its turn
  }

  get isLimited(): boolean {
    return this.bitsPerSecond > 0;
  }

  /**
   * Waits until `bytes` may be on their way: the time they take at the limit, after everything granted before. So no
   * more than the limit has passed at any moment. Rejects with the signal's reason when it is aborted meanwhile.
   */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    if (!this.isLimited) return;
    const start = Math.max(this.now(), this.freeAtMs);
    this.freeAtMs = start + (bytes * 8000) / this.bitsPerSecond;
    await until(this.pause(this.freeAtMs - this.now()), signal);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function until(pause: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return pause;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    pause.then(resolve, reject);
  });
}
