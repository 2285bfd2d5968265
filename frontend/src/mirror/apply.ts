/** How a patch changes the mirror: the same rule as `applied` in webapp/gateway/changes/base.py. */

export type Row = Record<string, unknown>;
export type Table = Record<string, Row>;
export type State = Record<string, Table>;

export type Change =
  | ["put", table: string, key: string, row: Row]
  | ["drop", table: string, key: string]
  | ["clear", table: string];

/** True when `row` is older than what we have: both carry `rev` and the new one is smaller. */
function isStale(row: Row, old: Row | undefined): boolean {
  return typeof row.rev === "number" && typeof old?.rev === "number" && row.rev < old.rev;
}

/** Changes `state` in place; a put merges its fields into the row. Throws on an unknown change. */
export function apply(state: State, changes: readonly Change[]): void {
  for (const change of changes) {
    switch (change[0]) {
      case "put": {
        const [, table, key, row] = change;
        const rows = (state[table] ??= {});
        if (!isStale(row, rows[key])) rows[key] = { ...rows[key], ...row };
        break;
      }
      case "drop":
        if (state[change[1]]) delete state[change[1]]![change[2]];
        break;
      case "clear":
        state[change[1]] = {};
        break;
      default:
        throw new TypeError(`no such change: ${JSON.stringify(change)}`);
    }
  }
}
