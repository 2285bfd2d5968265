/** A typed event emitter: listeners are isolated from one another, and it can be closed. */

import { logger } from "./logger";

const log = logger("emitter");

type Listener<Args extends unknown[]> = (...args: Args) => void;

export class Emitter<Events extends { [K in keyof Events]: unknown[] }> {
  private readonly listeners: { [K in keyof Events]?: Set<Listener<Events[K]>> } = {};

  /** Calls `listener` at each `name`; the function returned ends it. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void {
    const known = (this.listeners[name] ??= new Set());
    known.add(listener);
    return () => void known.delete(listener);
  }

  /** Tells every listener, in the order they came; one that throws does not keep the others from hearing. */
  emit<K extends keyof Events>(name: K, ...args: Events[K]): void {
    for (const listener of [...(this.listeners[name] ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        log.error(`a listener of ${String(name)} failed`, error);
      }
    }
  }

  /** Forgets every listener. */
  close(): void {
    for (const name in this.listeners) delete this.listeners[name];
  }
}
