/** What the page shall hear, in order, each in a task of its own turn: never inside a call of the page. */

import { logger } from "../lib/logger";

const log = logger("deliveries");

export class Deliveries {
  private readonly waiting: (() => void)[] = [];
  private readonly tasks = new MessageChannel();
  private scheduled = false;
  private closed = false;

  constructor() {
    // Not setTimeout: a hidden tab gets one of those per second.
    this.tasks.port1.onmessage = () => this.deliver();
  }

  /** Plays `play` after everything added before, in a later task. */
  add(play: () => void): void {
    if (this.closed) return;
    this.waiting.push(play);
    this.schedule();
  }

  close(): void {
    this.closed = true;
    this.waiting.length = 0;
    this.tasks.port1.close();
  }

  private schedule(): void {
    if (this.scheduled || this.closed) return;
    this.scheduled = true;
    this.tasks.port2.postMessage(0);
  }

  private deliver(): void {
    this.scheduled = false;
    const play = this.waiting.shift();
    if (this.waiting.length) this.schedule(); // before playing: a handler that blocks or throws must not stop the rest
    try {
      play?.();
    } catch (error) {
      log.error("a delivery failed", error);
    }
  }
}
