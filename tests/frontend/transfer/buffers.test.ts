import { expect, test } from "vitest";

import { bufferOf, textOf } from "../../../frontend/src/transfer/buffers";

test.each([
  ["text", "\u4f60", [0xe4, 0xbd, 0xa0]],
  ["an array of numbers", [1, 2], [1, 2]],
  ["a typed array", new Uint8Array([3, 4]), [3, 4]],
  ["nothing", undefined, []],
])("the bytes of %s", async (_what, value, expected) => {
  expect([...new Uint8Array(await bufferOf(value).arrayBuffer())]).toEqual(expected);
});

test("bytes that nobody called bytes are text where they can be", () => {
  const read = (url: string, ...bytes: number[]): string | null => textOf(url, new Uint8Array(bytes).buffer);
  expect([read("/t/buffer.txt", 65), read("/t/buffer", 65), read("/t/buffer", 255), read("/t/buffer.bin", 65)]).toEqual(["A", "A", null, null]);
});
