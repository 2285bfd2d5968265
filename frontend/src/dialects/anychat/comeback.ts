/**
 * After a lost link (option 47): opens it again, logs in and enters the room as the page did, which hears the usual
 * events. A page that does one of these steps by itself is not disturbed: its own word replaces ours.
 */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { backoff, type ReconnectPolicy } from "../../wire/reconnect";
import type { Client } from "./client";
import { ERR } from "./values";

type Said = readonly [fn: string, args: readonly unknown[]];

const LOGIN = "BRAC_Login";
/** A signed login is good for one time only: the page has to sign in by itself. */
const SIGNED_LOGIN = "BRAC_LoginEx";
const ENTRIES: ReadonlySet<string> = new Set(["BRAC_EnterRoom", "BRAC_EnterRoomEx"]);
const LEAVE = "BRAC_LeaveRoom";
/** The server may take the lost link for alive until it has been silent for a while: we are refused because of ourselves. */
const GHOST_PAUSE_MS = 2_000;
const GHOST_ATTEMPTS = 20;

export class Comeback implements ReconnectPolicy {
  private readonly pauses = backoff();
  /** What the page said last, unless it was refused or taken back. */
  private login: Said | null = null;
  private entry: Said | null = null;
  /** The entry that was granted: a refused other one leaves us in that room. */
  private room: Said | null = null;
  /** What is to be said again since the link was lost. */
  private readonly owes = { login: false, entry: false };
  /** Logins of ours that may still be refused because of the lost link. */
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: Client) {}

  /** How long until the next attempt, ms; null when the option forbids it or the server itself closed the link. */
  delayMs(attempt: number): number | null {
    return this.isAllowed && !this.client.wasDismissed ? this.pauses.delayMs(attempt) : null;
  }

  /** The option was set: turned off, it ends attempts that are under way. */
  allow(): void {
    const { session, isLost } = this.client;
    if (!this.isAllowed && isLost && session.link !== "idle") session.disconnect();
  }

  /** The page says a function itself. */
  says(fn: string, args: readonly unknown[]): void {
    if (fn === LOGIN || fn === SIGNED_LOGIN) {
      this.forget();
      if (fn === LOGIN) this.login = [fn, args];
    } else if (ENTRIES.has(fn)) {
      this.entry = [fn, args];
      this.owes.entry = false;
    } else if (fn === LEAVE) this.left();
  }

  /** Out of the room, by one's own will or the server's. */
  left(): void {
    this.entry = this.room = null;
    this.owes.entry = false;
  }

  /** The page begins anew: nothing is to be repeated. */
  forget(): void {
    clearTimeout(this.retry);
    this.attempts = 0;
    this.login = null;
    this.owes.login = false;
    this.left();
  }

  lost(): void {
    clearTimeout(this.retry);
    this.owes.login = this.login !== null;
    this.owes.entry = this.login !== null && this.entry !== null;
    this.room = null;
  }

  /** The link is up, and the page has heard it. */
  connected(): void {
    if (!this.owes.login) return;
    this.owes.login = false;
    this.attempts = GHOST_ATTEMPTS;
    this.client.say(...this.login!);
  }

  /** Whether an event is none of the page's: a refusal of our own login that time will mend. */
  keeps(event: string, [, code]: readonly unknown[]): boolean {
    if (event !== "OnAnyChatLoginSystem" || code !== ERR.ALREADY_LOGIN || this.attempts === 0) return false;
    this.attempts -= 1;
    this.retry = setTimeout(() => this.client.say(...this.login!), GHOST_PAUSE_MS);
    return true;
  }

  /** The page has heard an event of the server. */
  heard(event: string, [, code]: readonly unknown[]): void {
    if (event === "OnAnyChatEnterRoom" && code === ERR.SUCCESS) this.room = this.entry;
    else if (event === "OnAnyChatEnterRoom") this.entry = this.room;
    if (event !== "OnAnyChatLoginSystem") return;
    this.attempts = 0;
    if (code !== ERR.SUCCESS) this.forget();
    if (!this.owes.entry) return;
    this.owes.entry = false;
    this.client.say(...this.entry!);
  }

  private get isAllowed(): boolean {
    return this.client.options.getInt(C.BRAC_SO_NETWORK_AUTORECONNECT) !== 0;
  }
}
