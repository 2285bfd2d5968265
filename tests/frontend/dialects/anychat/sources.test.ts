import { expect, test } from "vitest";

import { sourceOf } from "../../../../frontend/src/dialects/anychat/sources";

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
