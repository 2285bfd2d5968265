/** Whose sound the page receives, kept true on the server: said again after every entry. */

import type { Session } from "../../session";

/** CRVideo_AUDIO_SUBSCRIBE_MODE and _LIST_TYPE. */
const MIXED = 0, SEPARATE = 1;
const ALLOWED = 0, DENIED = 1;

/** In the server's words: everybody, only these people, or all but these. */
type Rule = ["" | "only" | "but", readonly string[]];
const EVERYBODY = JSON.stringify(["", []]), UNKNOWN = "";

export class Hearing {
  private mode = MIXED;
  private list: string[] = [];
  private type = DENIED;
  private room: number | null = null;
  private told = EVERYBODY;

  constructor(private readonly session: Session) {
    session.mirror.events.on("changed", () => this.reconcile());
  }

  get subscribeMode(): number {
    return this.mode;
  }

  /** 0: everybody is heard; 1: as the list says. Other numbers mean nothing. */
  setMode(mode: number): void {
    if (mode === MIXED || mode === SEPARATE) this.mode = mode;
    this.reconcile();
  }

  /** The people that are heard (0) or not heard (1) while the mode is 1. */
  setList(people: readonly string[], type: number): void {
    [this.list, this.type] = [[...people], type === ALLOWED ? ALLOWED : DENIED];
    this.reconcile();
  }

  private get rule(): Rule {
    if (this.mode === MIXED) return ["", []];
    return this.type === ALLOWED ? ["only", this.list] : ["but", this.list];
  }

  private reconcile(): void {
    const { mirror } = this.session;
    const room = mirror.mySeat ? (mirror.room?.id ?? null) : null;
    // A new seat hears everybody; one that was kept for a lost link goes by our last word.
    if (room !== this.room && this.told !== EVERYBODY) this.told = UNKNOWN;
    this.room = room;
    const stamp = JSON.stringify(this.rule);
    if (room === null || stamp === this.told) return;
    this.told = stamp;
    this.session.tell("sb.hear", this.rule);
  }
}
