import { expect, test } from "vitest";

import { DeviceRefused, LinkLost, reasonOf, SwitchboardError, UploadFailed } from "../../../frontend/src/lib/errors";

test("every error is one of ours and carries its own name", () => {
  const error = new LinkLost("gone");
  expect(error).toBeInstanceOf(SwitchboardError);
  expect(reasonOf(error)).toBe("LinkLost: gone");
});

test("a refused device says why, a failed upload with which status", () => {
  expect(new DeviceRefused("denied", "x").reason).toBe("denied");
  expect(new UploadFailed(403, "x").status).toBe(403);
});

test("anything thrown has a text", () => {
  expect(reasonOf("plain")).toBe("plain");
});
