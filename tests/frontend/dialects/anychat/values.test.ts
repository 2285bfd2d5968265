import { expect, test } from "vitest";

import { int, text } from "../../../../frontend/src/dialects/anychat/values";

test.each([["8906", 8906], [7.9, 7], [true, 1], ["", 4], [null, 4], [undefined, 4], ["x", 4], [-1, -1], [NaN, 4], [{}, 4]])("int(%o) is %i", (value, expected) => {
  expect(int(value, 4)).toBe(expected);
});

test.each([[null, ""], [undefined, ""], [5, "5"], ["a", "a"]])("text(%o) is %o", (value, expected) => {
  expect(text(value)).toBe(expected);
});
