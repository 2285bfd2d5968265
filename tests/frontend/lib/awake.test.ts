import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { onReturn } from "../../../frontend/src/lib/awake";

let back: number;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  back = 0;
  end = onReturn(() => (back += 1));
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test("a clock that jumps was asleep, one that goes on was not", () => {
  vi.advanceTimersByTime(60_000);
  expect(back).toBe(0);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(1000);
  expect(back).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(back).toBe(1);
});

test("a page out of the browser's cache and a network that is back count too, a fresh page does not", () => {
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  expect(back).toBe(0);
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  dispatchEvent(new Event("online"));
  expect(back).toBe(2);
});

test("nobody is told after the end", () => {
  end();
  dispatchEvent(new Event("online"));
  expect([back, vi.getTimerCount()]).toEqual([0, 0]);
});
