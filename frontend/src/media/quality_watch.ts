/** Judges once a second what we send and what arrives of each person, and tells the server in samples. */

import { Emitter } from "../lib/emitter";
import { reasonOf } from "../lib/errors";
import { logger } from "../lib/logger";
import { steadily } from "../lib/steady";
import type { Kind } from "./messages";
import { averaged, judge, stateOf, worstOf, type Measured, type Quality } from "./quality";

const log = logger("quality");

const LOOK_EVERY_MS = 1_000;
/** One measured second is chance; what is judged is the mean of so many. Until there are as many nobody is judged. */
const SECONDS_JUDGED = 5;
/** The server hears at least so often, and a change of the class not sooner after the last word than this. */
const TELL_EVERY_MS = 10_000, TELL_AGAIN_MS = 2_000;
/** Of more people than this the server hears of the worst. */
const MOST_TOLD = 12;

/** Stands for what we send. */
export const OWN = 0;

export interface StreamName { account: number; kind: Kind; index: number }
/** One person's quality as we have it; account 0 is our own sending. */
export interface PersonQuality extends Quality { account: number; lossPercent: number; rttMs: number }

/** What is asked of the session. */
export interface Watching {
  /** What is being sent (account 0) and received now; nothing outside of a room. */
  streams(): readonly StreamName[];
  /** Null where it is not measured, or not meant to flow now. */
  measured(stream: StreamName): Measured | null;
  /** Tells the server; rejects when it could not. */
  tell(rows: readonly unknown[]): Promise<unknown>;
}

export type QualityEvents = { changed: [all: readonly PersonQuality[]] };

export class QualityWatch {
  readonly events = new Emitter<QualityEvents>();
  private readonly samples = new Map<string, Measured[]>();
  private people: readonly PersonQuality[] = [];
  private toldAt = 0;
  private told = "";
  private stop: (() => void) | undefined;

  constructor(private readonly watching: Watching) {}

  /** Looks from now on, or no longer. */
  run(on: boolean): void {
    if (on) this.stop ??= steadily(LOOK_EVERY_MS, () => this.look());
    else this.rest();
  }

  /** How well somebody arrives, or how well we send (account 0); null until it was measured for a few seconds. */
  of(account: number): PersonQuality | null {
    return this.people.find((person) => person.account === account) ?? null;
  }

  close(): void {
    this.rest();
    this.events.close();
  }

  private rest(): void {
    this.stop?.();
    this.stop = undefined;
    this.samples.clear();
    [this.people, this.told, this.toldAt] = [[], "", 0];
  }

  private look(): void {
    const streams = this.watching.streams();
    this.sample(streams);
    this.people = [...new Set(streams.map(({ account }) => account))].flatMap((account) => this.judged(account, streams));
    this.events.emit("changed", this.people);
    if (this.people.length) this.report();
  }

  private sample(streams: readonly StreamName[]): void {
    const names = new Set(streams.map(nameOf));
    for (const name of [...this.samples.keys()]) if (!names.has(name)) this.samples.delete(name);
    for (const stream of streams) {
      const measured = this.watching.measured(stream);
      if (measured) this.samples.set(nameOf(stream), [...(this.samples.get(nameOf(stream)) ?? []), measured].slice(-SECONDS_JUDGED));
      else this.samples.delete(nameOf(stream));
    }
  }

  private judged(account: number, streams: readonly StreamName[]): PersonQuality[] {
    const samples = streams.filter((stream) => stream.account === account).map((stream) => this.samples.get(nameOf(stream)) ?? []);
    const means = samples.filter(({ length }) => length === SECONDS_JUDGED).map(averaged);
    const worst = worstOf(means.map(judge));
    if (!worst) return [];
    const most = (read: (one: Measured) => number) => Math.round(Math.max(...means.map(read)));
    return [{ ...worst, account, lossPercent: most(({ lossPercent }) => lossPercent), rttMs: most(({ rttMs }) => rttMs) }];
  }

  /** Every few seconds, and soon when somebody's class or its reason is another. */
  private report(): void {
    const classes = this.people.map(({ account, score, reason }) => `${account}:${stateOf(score)}:${reason}`).join();
    const sinceMs = Date.now() - this.toldAt;
    if (sinceMs < (classes === this.told ? TELL_EVERY_MS : TELL_AGAIN_MS)) return;
    [this.toldAt, this.told] = [Date.now(), classes];
    const worstFirst = [...this.people].sort((one, other) => one.score - other.score).slice(0, MOST_TOLD);
    const rows = worstFirst.map(({ account, score, reason, lossPercent, rttMs }) => [account, score, reason, lossPercent, rttMs]);
    this.watching.tell(rows).catch((error: unknown) => log.info("the quality was not told", reasonOf(error)));
  }
}

function nameOf({ account, kind, index }: StreamName): string {
  return `${account}/${kind}/${index}`;
}
