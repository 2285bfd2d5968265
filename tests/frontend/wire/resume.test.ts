import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Resume } from "../../../frontend/src/wire/resume";

let over: ReturnType<typeof vi.fn<() => void>>;
let way: Resume;

beforeEach(() => {
  vi.useFakeTimers();
  over = vi.fn<() => void>();
  way = new Resume(over);
});
afterEach(() => void vi.useRealTimers());

function greeted(resume: string, grace_s = 10): void {
  way.greeted({ op: "hello", session: "s", time_ms: 0, version: 1, resume, grace_s });
}

test("the secret of the lost link is shown, not that of the new one", () => {
  greeted("first");
  expect(way.proof).toBe("");
  way.lost("login");
  greeted("second");
  expect(way.proof).toBe("first");
});

test("a link that is lost before the login leaves the way back to the earlier one open", () => {
  greeted("first");
  way.lost("login");
  greeted("second");
  way.lost(undefined);
  expect(way.proof).toBe("first");
});

test("the same login goes on, and the next loss is that of the new link", () => {
  greeted("first");
  way.lost("login");
  greeted("second");
  expect(way.settle("login")).toBe(true);
  expect(over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(over).not.toHaveBeenCalled();
  way.lost("login");
  expect(way.proof).toBe("second");
});

test("another login means that nothing is left of the lost one", () => {
  greeted("first");
  way.lost("login");
  expect(way.settle("new login")).toBe(false);
  expect(over).toHaveBeenCalledOnce();
  expect(way.isOpen).toBe(false);
});

test("when the time is up nothing is left", () => {
  greeted("first");
  way.lost("login");
  vi.advanceTimersByTime(9_999);
  expect(way.isOpen).toBe(true);
  vi.advanceTimersByTime(1);
  expect(way.isOpen).toBe(false);
  expect(over).toHaveBeenCalledOnce();
});

test("a server that does not wait leaves no way back", () => {
  greeted("first", 0);
  way.lost("login");
  expect(way.isOpen).toBe(false);
});
