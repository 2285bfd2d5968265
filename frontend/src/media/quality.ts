/** How good a stream is and what makes it no better: pure rules, written down in docs/quality.md. */

/** What is wrong; "fine" where nothing is worth a word. */
export type QualityReason = "fine" | "loss" | "delay" | "freeze" | "cpu" | "bandwidth" | "silence";

/** 10 best .. 0 nothing arrives, and the cause that weighs most. */
export interface Quality { score: number; reason: QualityReason }

/** What the rules look at; zeros where nothing is known. */
export interface Measured {
  lossPercent: number;
  /** Round trip between the sender and the node, ms. */
  rttMs: number;
  /** How much of the time a received picture stood still. */
  freezePercent: number;
  /** What keeps the sender's picture below what its camera delivers. */
  limitedBy: "" | "cpu" | "bandwidth";
  /** How many of the camera's pixels per second are not sent because of that. */
  shortfallPercent: number;
  /** Since the last packet, s. */
  silentS: number;
}

/** From each value on it is one step worse; at the last one it cannot get worse. The first four are the network state 1 to 4. */
const STEPS = {
  loss: [2, 5, 10, 20, 50],
  delay: [150, 300, 600, 1000, 3000],
  freeze: [5, 15, 35, 60, 100],
  shortfall: [30, 60, 80, 95, 100],
} as const;
/** An open stream of which nothing comes for so long is silent, s. */
const SILENT_S = 3;
const BEST = 10;

/** Judges one stream by its worst cause; of equally bad ones the first counts. */
export function judge(measured: Measured): Quality {
  if (measured.silentS >= SILENT_S) return { score: 0, reason: "silence" };
  const causes: [QualityReason, number][] = [
    ["loss", steps(measured.lossPercent, STEPS.loss)],
    ["delay", steps(measured.rttMs, STEPS.delay)],
    ["freeze", steps(measured.freezePercent, STEPS.freeze)],
    [measured.limitedBy || "cpu", measured.limitedBy ? steps(measured.shortfallPercent, STEPS.shortfall) : 0],
  ];
  const [reason, worst] = causes.reduce((found, cause) => (cause[1] > found[1] ? cause : found));
  return { score: Math.ceil(BEST - 2 * worst), reason: worst < 1 ? "fine" : reason };
}

/** The worst of several; null of none. */
export function worstOf(all: readonly Quality[]): Quality | null {
  return all.reduce<Quality | null>((worst, one) => (worst && worst.score <= one.score ? worst : one), null);
}

/** A score on the scale 0 best .. 4 worst. */
export function stateOf(score: number): number {
  return Math.min(4, Math.floor((BEST - score) / 2));
}

/** 0 best .. 4 worst, by losses and round trip alone: the state of the network and not of the machines at its ends. */
export function networkState(streams: readonly Pick<Measured, "lossPercent" | "rttMs">[]): number {
  const worst = streams.map(({ lossPercent, rttMs }) => Math.max(steps(lossPercent, STEPS.loss), steps(rttMs, STEPS.delay)));
  return Math.min(4, Math.floor(Math.max(0, ...worst)));
}

/** The mean of measurements of one stream, one a second; how long it is silent, and what limits it, are those of the last. */
export function averaged(samples: readonly Measured[]): Measured {
  const mean = (read: (one: Measured) => number) => samples.reduce((sum, one) => sum + read(one), 0) / samples.length;
  const last = samples[samples.length - 1]!;
  return {
    lossPercent: mean((one) => one.lossPercent), rttMs: mean((one) => one.rttMs), freezePercent: mean((one) => one.freezePercent),
    limitedBy: last.limitedBy, shortfallPercent: mean((one) => one.shortfallPercent), silentS: last.silentS,
  };
}

/** How many limits a value has reached, and how far it is to the next: 0 .. 5. */
function steps(value: number, limits: readonly number[]): number {
  const reached = limits.filter((limit) => value >= limit).length;
  const [from, to] = [limits[reached - 1] ?? 0, limits[reached]];
  return to === undefined ? reached : reached + Math.max(0, value - from) / (to - from);
}
