import { expect, test } from "vitest";

import { bufferOf, sourceOf } from "../../../../frontend/src/dialects/anychat/sources";

test("a file keeps its name, a blob gets one", () => {
  expect(sourceOf(new File(["x"], "a.txt"))!.name).toBe("a.txt");
  expect(sourceOf(new Blob(["x"]))!.name).toBe("file");
});

test.each([[null], [undefined], [""], ["C:\\a.txt"], ["/etc/passwd"], [5]])("%o is no file that a page may read", (value) => {
  expect(sourceOf(value)).toBeNull();
});

test("an empty file input is no file", () => {
  expect(sourceOf(Object.assign(document.createElement("input"), { type: "file" }))).toBeNull();
});

test.each([
  ["text", "\u4f60", [0xe4, 0xbd, 0xa0]],
  ["an array of numbers", [1, 2], [1, 2]],
  ["a typed array", new Uint8Array([3, 4]), [3, 4]],
  ["nothing", undefined, []],
])("the bytes of %s", async (_what, value, expected) => {
  expect([...new Uint8Array(await bufferOf(value).arrayBuffer())]).toEqual(expected);
});
