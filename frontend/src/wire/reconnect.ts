/** When a lost link is opened again: a policy is one object, so that each dialect or page brings its own. */

export interface ReconnectPolicy {
  /** Milliseconds before attempt `attempt` (0 = the first after the loss); null = give up. */
  delayMs(attempt: number): number | null;
}

/** A lost link stays lost: the page decides. */
export const NEVER: ReconnectPolicy = { delayMs: () => null };

export interface Backoff { firstMs?: number; maxMs?: number; attempts?: number; random?: () => number }

/** Doubling delays with a random half, so that a restarted server is not met by everybody at once. */
export function backoff({ firstMs = 500, maxMs = 10_000, attempts = Infinity, random = Math.random }: Backoff = {}): ReconnectPolicy {
  return {
    delayMs: (attempt) => (attempt >= attempts ? null : Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 16)) * (0.5 + random() / 2)),
  };
}
