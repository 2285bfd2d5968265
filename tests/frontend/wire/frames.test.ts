import { expect, test } from "vitest";

import { readFrame } from "../../../frontend/src/wire/frames";

test("a frame is an object with an op", () => {
  expect(readFrame('{"op":"pong","t":1}')).toEqual({ op: "pong", t: 1 });
});

test.each(["nonsense", "[]", "null", '{"no":"op"}', 7, undefined])("%o is no frame", (text) => {
  expect(readFrame(text)).toBeNull();
});
