/** A typed event emitter: listeners are isolated from one another, and it can be closed. */

import { logger } from "./logger";

const log = logger("emitter");

export type EventMap = { [name: string]: unknown[] };

type Listener<Args extends unknown[]> = (...args: Args) => void;

export class Emitter<Events extends { [K in keyof Events]: unknown[] }> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never[]>>>();

  /** Calls `listener` at each `name`; the function returned ends it. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known);
    known.add(listener as Listener<never[]>);
    return () => void known.delete(listener as Listener<never[]>);
  }

  /** Tells every listener, in the order they came; one that throws does not keep the others from hearing. */
  emit<K extends keyof Events>(name: K, ...args: Events[K]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[K]>)(...args);
      } catch (error) {
        log.error(`a listener of ${String(name)} failed`, error);
      }
    }
  }

  /** Forgets every listener. */
  close(): void {
    this.listeners.clear();
  }
}
