import { expect, test } from "vitest";

import { apply, type Change, type State } from "../../../frontend/src/mirror/apply";

test("a put merges its fields into the row", () => {
  const state: State = { seats: { "1": { camera: 1, name: "a" } } };
  apply(state, [["put", "seats", "1", { camera: 2 }]]);
  expect(state).toEqual({ seats: { "1": { camera: 2, name: "a" } } });
});

test("a put with a smaller rev is ignored, one with the same or a greater is taken", () => {
  const state: State = {};
  apply(state, [["put", "q", "1", { rev: 5, length: 5 }], ["put", "q", "1", { rev: 4, length: 4 }]]);
  expect(state.q!["1"]).toEqual({ rev: 5, length: 5 });
  apply(state, [["put", "q", "1", { rev: 5, length: 6 }], ["put", "q", "1", { length: 7 }]]);
  expect(state.q!["1"]).toEqual({ rev: 5, length: 7 });
});

test("after a drop an old rev counts again: the row was forgotten", () => {
  const state: State = { q: { "1": { rev: 9 } } };
  apply(state, [["drop", "q", "1"], ["put", "q", "1", { rev: 1 }]]);
  expect(state.q!["1"]).toEqual({ rev: 1 });
});

test("clear empties one table; dropping what is not there harms nothing", () => {
  const state: State = { a: { "1": {} }, b: { "1": {} } };
  apply(state, [["clear", "a"], ["drop", "a", "1"], ["drop", "none", "1"]]);
  expect(state).toEqual({ a: {}, b: { "1": {} } });
});

test("an unknown change is a mistake", () => {
  expect(() => apply({}, [["move", "a"] as unknown as Change])).toThrow(TypeError);
});
