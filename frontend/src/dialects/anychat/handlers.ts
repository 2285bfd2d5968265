/** Handlers of a page without globals: the dispatcher finds them where it would find a page's own functions. */

type Handler = (...args: never[]) => void;

export class Handlers {
  /** What the dispatcher looks handlers up in: an event is there as long as somebody hears it. */
  readonly scope: Record<string, Handler> = {};
  private readonly heard = new Map<string, Set<Handler>>();

  /** Adds a handler; returns a function that takes it away. */
  on(event: string, handler: Handler): () => void {
    const handlers = this.heard.get(event) ?? new Set<Handler>();
    this.heard.set(event, handlers.add(handler));
    this.scope[event] = (...args) => this.play(event, args);
    return () => {
      handlers.delete(handler);
      if (handlers.size === 0) delete this.scope[event];
    };
  }

  /** One that throws is reported and does no harm to the others. */
  private play(event: string, args: never[]): void {
    for (const handler of [...(this.heard.get(event) ?? [])]) {
      try {
        handler(...args);
      } catch (error) {
        console.error(`${event} failed`, error);
      }
    }
  }
}
