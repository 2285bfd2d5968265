/** Notices that the page was away: the machine slept, the page came back from the browser's cache, or the network is back. */

import { steadily } from "./steady";

const BEAT_MS = 1_000;
/** A clock that jumps by more has stood still; a background tab's timers may be late by seconds. */
const SLEPT_MS = 10_000;

/** Calls `back` whenever the page may have missed something; returns an "end". */
export function onReturn(back: () => void): () => void {
  const heard = new AbortController();
  let beat = Date.now();
  const stop = steadily(BEAT_MS, () => {
    const pause = Date.now() - beat;
    beat = Date.now();
    if (pause > SLEPT_MS) back();
  });
  addEventListener("pageshow", (event) => void ((event as PageTransitionEvent).persisted && back()), { signal: heard.signal });
  addEventListener("online", back, { signal: heard.signal });
  return () => {
    stop();
    heard.abort();
  };
}
