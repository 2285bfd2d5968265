import { expect, test, vi } from "vitest";

import { Mirror } from "../../../frontend/src/mirror/mirror";

test("rows are read by key or all at once; unknown ones are undefined, also names of Object's own", () => {
  const mirror = new Mirror();
  mirror.patch([["put", "people", "7", { id: 7 }], ["put", "me", "me", { account_id: 7 }]]);
  expect(mirror.get("people", 7)?.id).toBe(7);
  expect(mirror.all("people")).toEqual([{ id: 7 }]);
  expect(mirror.myId).toBe(7);
  expect(mirror.get("people", 8)).toBeUndefined();
  expect(mirror.get("people", "constructor")).toBeUndefined();
});

test("it tells what a patch touched, after the whole patch was applied", () => {
  const mirror = new Mirror();
  const heard = vi.fn(() => expect(mirror.get("seats", 2)).toBeDefined());
  mirror.events.on("changed", heard);
  mirror.patch([["put", "seats", "1", {}], ["put", "seats", "2", {}], ["clear", "areas"]]);
  expect(heard).toHaveBeenCalledExactlyOnceWith([
    { table: "seats", key: "1" },
    { table: "seats", key: "2" },
    { table: "areas", key: null },
  ]);
});

test("a snapshot replaces everything and touches the tables of before and after", () => {
  const mirror = new Mirror();
  mirror.patch([["put", "seats", "1", {}]]);
  const heard = vi.fn();
  mirror.events.on("changed", heard);
  mirror.replace({ areas: { "1": { id: 1 } } });
  expect(mirror.copy()).toEqual({ areas: { "1": { id: 1 } } });
  expect(heard).toHaveBeenCalledWith([{ table: "seats", key: null }, { table: "areas", key: null }]);
  mirror.clear();
  expect(mirror.copy()).toEqual({});
});
