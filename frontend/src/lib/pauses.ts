/** How long to wait before trying again what failed. */

export interface Pauses { firstMs?: number; maxMs?: number; random?: () => number }

/** For about as long as the server keeps a lost login (ten seconds, unless set otherwise) trying often is worth it. */
const OFTEN_ATTEMPTS = 8, OFTEN_MS = 2_000;

/** Doubling pauses with a random half, so that a restarted server is not met by everybody at once; the first ones are short. */
export function pauseMs(attempt: number, { firstMs = 500, maxMs = 10_000, random = Math.random }: Pauses = {}): number {
  const grown = firstMs * 2 ** Math.min(attempt, 16);
  const mostMs = attempt < OFTEN_ATTEMPTS ? Math.min(OFTEN_MS, maxMs) : maxMs;
  return Math.min(mostMs, grown) * (0.5 + random() / 2);
}
