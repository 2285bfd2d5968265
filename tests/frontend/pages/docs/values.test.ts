import { expect, test } from "vitest";

import { argument, number, shown } from "../../../../frontend/src/pages/docs/values";

const SCOPE = { BRAC_RECORD_FLAGS_VIDEO: 1, BRAC_RECORD_FLAGS_AUDIO: 2, OTHER: "text" };

test.each([
  ["7", 7], ["-1", -1], [" 12 ", 12], ["BRAC_RECORD_FLAGS_AUDIO", 2],
  ["BRAC_RECORD_FLAGS_VIDEO + BRAC_RECORD_FLAGS_AUDIO", 3], ["BRAC_RECORD_FLAGS_VIDEO|4", 5],
  ["", null], ["NO_SUCH_NAME", null], ["OTHER", null], ["1 +", null], ["hello", null],
])("%s is read as %s", (text, value) => {
  expect(number(text, SCOPE)).toBe(value);
});

test("a number that is none goes as it was typed, a text always", () => {
  expect(argument("number", "BRAC_RECORD_FLAGS_AUDIO", SCOPE)).toBe(2);
  expect(argument("number", "seven", SCOPE)).toBe("seven");
  expect(argument("string", "7", SCOPE)).toBe("7");
  expect(argument("value", "7", SCOPE)).toBe(7);
  expect(argument("value", "camera", SCOPE)).toBe("camera");
});

test("an object, a list or a truth is read as JSON, nothing is left out, and any other text stays one", () => {
  const read = (text: string): unknown => argument("json", text, SCOPE);
  expect([read('{"a":1}'), read("[1]"), read("true"), read(" "), read("{")]).toEqual([{ a: 1 }, [1], true, undefined, "{"]);
});

test("values are shown as one would write them", () => {
  const box = document.createElement("div");
  box.id = "box";
  expect([shown(1), shown("a"), shown([1, 2]), shown(undefined), shown(box)]).toEqual(["1", '"a"', "[1,2]", "undefined", "#box"]);
  expect([shown(Promise.resolve()), shown(new ArrayBuffer(2))]).toEqual(["Promise", "ArrayBuffer(2)"]);
  expect([shown(new File(["x"], "a.txt")), shown(new Uint8Array(3))]).toEqual(['File("a.txt")', "Uint8Array(3)"]);
});
