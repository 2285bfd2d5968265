/** The way back after a lost link: the proof that this page held it, and whether the server went on with its login. */

import type { Hello } from "./frames";

interface Held { secret: string; session: string }

export class Resume {
  private secret = "";
  private graceMs = 0;
  /** The login on the link that was lost last, while the server may still wait for us. */
  private held: Held | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `over` is told when nothing of a lost login is left. */
  constructor(private readonly over: () => void) {}

  /** Whether a lost login may still go on. */
  get isOpen(): boolean {
    return this.held !== null;
  }

  /** What the server wants to see on a new link before the login; empty when there is nothing to go on with. */
  get proof(): string {
    return this.held?.secret ?? "";
  }

  greeted({ resume = "", grace_s: graceS = 0 }: Hello): void {
    this.secret = resume;
    this.graceMs = graceS * 1000;
  }

  /** The link is gone, and with it this login; without one, an earlier lost login may still go on. */
  lost(session: string | undefined): void {
    if (!session || !this.secret || !this.graceMs) return;
    this.held = { secret: this.secret, session };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.forget(), this.graceMs);
  }

  /** We are logged in again: whether it is the lost login that goes on. */
  settle(session: string): boolean {
    const isSame = this.held?.session === session;
    if (!isSame) this.forget();
    this.held = null;
    clearTimeout(this.timer);
    return isSame;
  }

  /** Nothing shall go on. */
  forget(): void {
    clearTimeout(this.timer);
    if (!this.held) return;
    this.held = null;
    this.over();
  }
}
