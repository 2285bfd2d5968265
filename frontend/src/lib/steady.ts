/** Intervals that go on in a background tab, where a browser may let a page's own timers run once a minute only. */

/** One worker's clock for the whole page: `ms` starts an interval, 0 ends it. */
const CLOCK = `
  const timers = {};
  onmessage = ({ data: { id, ms } }) => {
    clearInterval(timers[id]);
    if (ms) timers[id] = setInterval(() => postMessage(id), ms);
  };`;

interface Interval { ms: number; tick: () => void; own?: ReturnType<typeof setInterval> }

const running = new Map<number, Interval>();
let clock: Worker | null = null;
let isForbidden = false;
let made = 0;

/** Calls `tick` every `ms`; by the page's own timers where it may have no worker. Returns an "end". */
export function steadily(ms: number, tick: () => void): () => void {
  const id = ++made;
  const interval: Interval = { ms, tick };
  running.set(id, interval);
  clock ??= worker();
  if (clock) clock.postMessage({ id, ms });
  else interval.own = setInterval(tick, ms);
  return () => {
    running.delete(id);
    clearInterval(interval.own);
    clock?.postMessage({ id, ms: 0 });
  };
}

function worker(): Worker | null {
  if (typeof Worker === "undefined" || isForbidden) return null;
  try {
    const made = new Worker(URL.createObjectURL(new Blob([CLOCK], { type: "text/javascript" })));
    made.onmessage = ({ data }) => running.get(Number(data))?.tick();
    made.onerror = fallBack;
    return made;
  } catch {
    fallBack();
    return null;
  }
}

/** The page's content security policy forbids workers; a browser may say so only after one was made. */
function fallBack(): void {
  isForbidden = true;
  clock = null;
  for (const interval of running.values()) interval.own ??= setInterval(interval.tick, interval.ms);
}
