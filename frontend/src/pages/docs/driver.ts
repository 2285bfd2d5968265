/** What the console needs to know of an SDK, beyond its functions and events. */

import { byId } from "../lib/dom";

/** What the console's badge tells. */
export interface State { connected: boolean; me: number | string; room: number }
/** Runs a function of the SDK and logs it. */
export type Run = (name: string, args: readonly unknown[]) => unknown;
export type Hear = (...args: unknown[]) => void;

export interface Driver {
  /** Events that stand for others: a page that hears them hears nothing else, so they are heard on demand only. */
  readonly raw: readonly string[];
  /** Lets the page hear an event. */
  hear(name: string, handler: Hear): void;
  deafen(name: string): void;
  /** Keeps the state right after an event, */
  heard(state: State, name: string, args: readonly unknown[]): void;
  /** or after a call that ends something without an event. */
  said(state: State, name: string, args: readonly unknown[]): void;
  /** Whether a number that this function returned is an error's. */
  answersErrors(name: string): boolean;
  logIn(run: Run, state: State): void;
  logOut(run: Run): void;
  create?(run: Run): void;
  enter(run: Run, room: string): void;
  leave(run: Run): void;
  openOwn(run: Run): void;
  watch(run: Run): void;
  /** Ends everything: the page goes away. */
  release(): void;
  /** A value for a parameter that nobody can type. */
  standIn(kind: string): unknown;
}

export type Scope = Record<string, unknown>;
export const scope = window as unknown as Scope;

/** What somebody typed. */
export function value(id: string): string {
  return (byId(id) as HTMLInputElement).value;
}

export function forget(state: State): void {
  state.connected = false;
  state.me = state.room = 0;
}
