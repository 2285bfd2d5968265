import { beforeEach, expect, test } from "vitest";

import { Hearing } from "../../../../frontend/src/dialects/crvideo/hearing";
import { Mirror } from "../../../../frontend/src/mirror/mirror";
import type { Session } from "../../../../frontend/src/session";

let mirror: Mirror;
let said: unknown[][];
let hearing: Hearing;

function sit(room: number): void {
  mirror.patch([["put", "me", "me", { id: 7, account_id: 7 }], ["put", "room", "room", { id: room }], ["put", "seats", "7", { account_id: 7 }]] as never);
}

beforeEach(() => {
  mirror = new Mirror();
  said = [];
  hearing = new Hearing({ mirror, tell: (fn: string, args: unknown[]) => void said.push([fn, ...args]) } as unknown as Session);
});

test("whoever never asked for less says nothing", () => {
  sit(1);
  hearing.setMode(0);
  hearing.setList(["ben"], 0);
  expect(said).toEqual([]);
});

test("the list holds in the mode of separate streams only, of both types", () => {
  sit(1);
  hearing.setList(["ben"], 0);
  hearing.setMode(1);
  hearing.setList(["ben"], 1);
  hearing.setMode(0);
  expect(said).toEqual([["sb.hear", "only", ["ben"]], ["sb.hear", "but", ["ben"]], ["sb.hear", "", []]]);
  hearing.setMode(7);
  expect(hearing.subscribeMode).toBe(0);
});

test("what was said before entering, or before the link was lost, is said after the next entry", () => {
  hearing.setMode(1);
  hearing.setList(["ben"], 1);
  expect(said).toEqual([]);
  sit(1);
  mirror.clear();
  sit(1);
  expect(said).toEqual([["sb.hear", "but", ["ben"]], ["sb.hear", "but", ["ben"]]]);
  mirror.clear();
  hearing.setMode(0);
  sit(1);
  expect(said.at(-1)).toEqual(["sb.hear", "", []]);
});
