import { afterEach, expect, test, vi } from "vitest";

import { logger, setVerbose } from "../../../frontend/src/lib/logger";

afterEach(() => setVerbose(false));

test("debug lines appear only when the page asked for them", () => {
  const debug = vi.spyOn(console, "debug").mockImplementation(() => undefined);
  logger("x").debug("hidden");
  setVerbose(true);
  logger("x").debug("shown");
  expect(debug.mock.calls).toEqual([["switchboard/x:", "shown"]]);
});

test("warnings always appear, with their topic", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  logger("wire").warn("late", 3);
  expect(warn).toHaveBeenCalledWith("switchboard/wire:", "late", 3);
});
