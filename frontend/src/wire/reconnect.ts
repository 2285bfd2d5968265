/** When a lost link is opened again: a policy is one object, so that each dialect or page brings its own. */

import { pauseMs, type Pauses } from "../lib/pauses";

export interface ReconnectPolicy {
  /** Milliseconds before attempt `attempt` (0 = the first after the loss); null = give up. */
  delayMs(attempt: number): number | null;
}

/** A lost link stays lost: the page decides. */
export const NEVER: ReconnectPolicy = { delayMs: () => null };

/** Tries again after `pauseMs`, for ever or `attempts` times. */
export function backoff({ attempts = Infinity, ...pauses }: Pauses & { attempts?: number } = {}): ReconnectPolicy {
  return { delayMs: (attempt) => (attempt >= attempts ? null : pauseMs(attempt, pauses)) };
}
