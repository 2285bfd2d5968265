/** The page's copy of what it may know: answers every synchronous question, and tells who watches what changed. */

import { Emitter } from "../lib/emitter";
import { apply, type Change, type State } from "./apply";
import type { MeRow, RoomRow, SeatRow, TableName, Tables, TicketRow } from "./rows";

export interface MirrorEvents {
  /** Tables (and keys; null = whole table) that a patch or snapshot touched. */
  changed: [touched: readonly Touched[]];
}
export interface Touched { table: string; key: string | null }

export class Mirror {
  readonly events = new Emitter<MirrorEvents>();
  private state: State = {};

  /** The row, or undefined. */
  get<T extends TableName>(table: T, key: string | number): Readonly<Tables[T]> | undefined {
    const rows = this.state[table];
    const at = String(key);
    return rows && Object.prototype.hasOwnProperty.call(rows, at) ? (rows[at] as unknown as Tables[T]) : undefined;
  }

  /** All rows of a table (a fresh array), in the order in which they came; integer keys ascending. */
  all<T extends TableName>(table: T): Readonly<Tables[T]>[] {
    return Object.values(this.state[table] ?? {}) as unknown as Tables[T][];
  }

  get me(): Readonly<MeRow> | undefined { return this.get("me", "me"); }
  get room(): Readonly<RoomRow> | undefined { return this.get("room", "room"); }
  get ticket(): Readonly<TicketRow> | undefined { return this.get("ticket", "ticket"); }
  get myId(): number { return this.me?.account_id ?? 0; }
  get mySeat(): Readonly<SeatRow> | undefined { return this.get("seats", this.myId); }

  /** Applies the changes of one frame, then tells. */
  patch(changes: readonly Change[]): void {
    if (!changes.length) return;
    apply(this.state, changes);
    this.events.emit("changed", changes.map(([, table, key]) => ({ table, key: key ?? null })));
  }

  /** Replaces everything (after login, or after a gap). */
  replace(state: State): void {
    const tables = new Set([...Object.keys(this.state), ...Object.keys(state)]);
    this.state = {};
    for (const [table, rows] of Object.entries(state)) this.state[table] = { ...rows };
    this.events.emit("changed", [...tables].map((table) => ({ table, key: null })));
  }

  /** Forgets everything: nobody is logged in. */
  clear(): void {
    this.replace({});
  }

  /** A copy, for tests and for comparing with a snapshot. */
  copy(): State {
    return JSON.parse(JSON.stringify(this.state)) as State;
  }

  close(): void {
    this.events.close();
    this.state = {};
  }
}
