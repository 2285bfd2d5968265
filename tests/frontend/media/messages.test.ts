import { expect, test } from "vitest";

import { streamKey } from "../../../frontend/src/media/messages";

test("streams of one account differ by kind and index", () => {
  expect(new Set([streamKey(1, "video", 0), streamKey(1, "video", 1), streamKey(1, "screen", 0), streamKey(11, "video", 0)]).size).toBe(4);
});
