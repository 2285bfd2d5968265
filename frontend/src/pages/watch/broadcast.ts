/** What a spectator is shown of a broadcast: judged from what the server says of it and from how the player is doing. */

/** What the server says; "" while nothing was heard yet. */
export type Word = "" | "starting" | "running" | "retrying" | "failed" | "ended";
export type Shown = "joining" | "waiting" | "live" | "interrupted" | "ended" | "unplayable";

export interface News {
  readonly state: Word;
  /** Whether there is a play list. */
  readonly isPlayable: boolean;
}
export const NO_NEWS: News = { state: "", isPlayable: false };

export interface Doing {
  /** The picture goes on. */
  readonly moves: boolean;
  /** It went on at some time. */
  readonly hasMoved: boolean;
  /** Somebody, or the browser's rules, made it stand still. */
  readonly isPaused: boolean;
  /** This browser cannot decode it. */
  readonly isUnable: boolean;
}

/** Whether nothing will come any more. */
export function isOver(word: Word): boolean {
  return word === "ended" || word === "failed";
}

/** What is shown: what still plays counts more than the server's word, which is ahead of it by some seconds. */
export function judge(word: Word, doing: Doing): Shown {
  if (doing.isUnable) return "unplayable";
  if (doing.moves) return "live";
  if (isOver(word)) return "ended";
  if (doing.isPaused && doing.hasMoved) return "live";
  if (doing.hasMoved || word === "retrying") return "interrupted";
  return word === "starting" ? "waiting" : "joining";
}

/** The server's answer; one of which nothing is known (any more) has ended. */
export function read(status: number, body: unknown): News | null {
  if (status === 404) return { state: "ended", isPlayable: false };
  const { state, is_playable } = (body ?? {}) as { state?: Word; is_playable?: boolean };
  return status === 200 && state ? { state, isPlayable: is_playable === true } : null;
}

/** Tells by looking now and then whether a picture goes on. */
export class Pulse {
  private second = 0;
  private movedAtMs = -Infinity;
  hasMoved = false;

  constructor(private readonly stallMs: number) {}

  /** Looks at the player's position (seconds). A jump backwards moves, too. */
  look(second: number, nowMs: number): void {
    if (second === this.second) return;
    // The first position is where the player begins, and no movement.
    if (this.second) {
      this.movedAtMs = nowMs;
      this.hasMoved = true;
    }
    this.second = second;
  }

  moves(nowMs: number): boolean {
    return nowMs - this.movedAtMs < this.stallMs;
  }

  /** There is nothing more to wait for. */
  stop(): void {
    this.movedAtMs = -Infinity;
  }
}
