/** What the page's view components want to see, told to the server once per stream and again after every entry. */

import type { Kind } from "../../media/messages";
import type { Session } from "../../session";
import { accountOf } from "./people";

/** The index is asked for anew: somebody's default camera may become another. */
interface Want { uid: string; kind: Kind; index: () => number }

export class Wants {
  private readonly wanted = new Map<object, Want>();
  private told = new Set<string>();
  private room: number | null = null;

  constructor(private readonly session: Session) {
    session.mirror.events.on("changed", () => this.reconcile());
  }

  /** A component shows a stream from now on; replaces what it showed before. */
  set(component: object, want: Want | null): void {
    if (want) this.wanted.set(component, want);
    else this.wanted.delete(component);
    this.reconcile();
  }

  /** Makes what the server was told equal to what is wanted, for everybody the mirror knows. */
  private reconcile(): void {
    const { mirror } = this.session;
    const room = mirror.room?.id ?? null;
    if (room !== this.room) {
      // Leaving a room ends all its deliveries on the server.
      this.room = room;
      this.told.clear();
    }
    if (room === null) return;
    const now = new Set<string>();
    for (const { uid, kind, index } of this.wanted.values()) {
      const account = accountOf(mirror, uid);
      if (account && account !== mirror.myId) now.add(`${account} ${kind} ${index()}`);
    }
    for (const key of this.told) if (!now.has(key)) this.tell(key, 0);
    for (const key of now) if (!this.told.has(key)) this.tell(key, 1);
    this.told = now;
  }

  private tell(key: string, on: 0 | 1): void {
    const [account, kind, index] = key.split(" ");
    this.session.tell("sb.want", [Number(account), kind, Number(index), on]);
  }
}
