import { beforeEach, expect, test, vi } from "vitest";

import { Marks } from "../../../../frontend/src/dialects/crvideo/marks";
import { Emitter } from "../../../../frontend/src/lib/emitter";
import { Mirror } from "../../../../frontend/src/mirror/mirror";
import type { Session, SessionEvents } from "../../../../frontend/src/session";

const ME = 7, PEER = 8;
let mirror: Mirror;
let events: Emitter<SessionEvents>;
let said: unknown[][];
let marks: Marks;

const hear = (piece: unknown): void => events.emit("callback", "sb.mark", [PEER, typeof piece === "string" ? piece : JSON.stringify(piece)]);
const piece = (more: object = {}) => ({ id: "a", color: "#f00", width: 0.01, at: 0, points: [0.1, 0.2], ...more });
const seat = (account_id: number, is_marked = false) => ["put", "seats", String(account_id), { account_id, is_marked }] as never;
/** The pieces that were said, without the words around them. */
const pieces = (): Record<string, unknown>[] => said.map(([, args]) => JSON.parse((args as string[])[0]!) as Record<string, unknown>);

beforeEach(() => {
  vi.useFakeTimers();
  mirror = new Mirror();
  events = new Emitter();
  said = [];
  const session = { mirror, events, tell: (fn: string, args: unknown[]) => void said.push([fn, args]) };
  marks = new Marks(session as unknown as Session);
  mirror.patch([["put", "me", "me", { account_id: ME }] as never, seat(ME, true), seat(PEER)]);
});

test("a line that grows is said in pieces, each from where the last one ended", () => {
  marks.draw("a", "#f00", 0.01, [0.1, 0.1]);
  marks.draw("a", "#f00", 0.01, [0.2, 0.2]);
  vi.advanceTimersByTime(100);
  marks.draw("a", "#f00", 0.01, [0.3, 0.3]);
  marks.finish("a");
  expect(pieces().map(({ at, points }) => [at, points])).toEqual([[0, [0.1, 0.1, 0.2, 0.2]], [4, [0.3, 0.3]]]);
  expect(marks.all()).toEqual([{ id: "a", color: "#f00", width: 0.01, points: [0.1, 0.1, 0.2, 0.2, 0.3, 0.3] }]);
});

test("pieces of another page become one line, and one that comes twice changes nothing", () => {
  hear(piece());
  hear(piece({ at: 2, points: [0.3, 0.4] }));
  hear(piece());
  expect(marks.all().map(({ points }) => points)).toEqual([[0.1, 0.2, 0.3, 0.4]]);
});

test.each([["no JSON", "{"], ["null", "null"], ["no numbers", piece({ points: ["x", null] })], ["a hole", piece({ at: -1 })], ["too much", piece({ at: 9000 })]])(
  "%s from another page is left out",
  (_, wrong) => {
    hear(wrong);
    expect(marks.all()).toEqual([]);
  },
);

test("whoever shows the screen tells it again to those who ask", () => {
  hear(piece());
  mirror.patch([seat(9)]);
  expect(said).toEqual([]);
  hear('"ask"');
  expect(pieces()).toEqual([expect.objectContaining({ id: "a", at: 0, points: [0.1, 0.2] })]);
});

test("a page that comes late asks once what is drawn, and does not answer others", () => {
  mirror.patch([seat(ME)]);
  mirror.patch([seat(PEER, true)]);
  expect(said).toEqual([["sb.mark", ['"ask"']]]);
  hear(piece());
  hear('"ask"');
  mirror.patch([seat(9)]);
  expect(said).toHaveLength(1);
});

test("what was drawn is gone when drawing ends", () => {
  const changed = vi.fn();
  hear(piece());
  marks.events.on("changed", changed);
  mirror.patch([seat(ME, false)]);
  expect([marks.isOn, marks.all(), changed.mock.calls.length]).toEqual([false, [], 1]);
});
