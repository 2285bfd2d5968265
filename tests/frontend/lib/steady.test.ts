import { afterEach, beforeEach, expect, test, vi } from "vitest";

interface Said { id: number; ms: number }
class FakeWorker {
  static all: FakeWorker[] = [];
  said: Said[] = [];
  onmessage: ((message: { data: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(said: Said): void {
    this.said.push(said);
  }
}

let steadily: (ms: number, tick: () => void) => () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  FakeWorker.all = [];
  vi.stubGlobal("Worker", FakeWorker);
  ({ steadily } = await import("../../../frontend/src/lib/steady"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("all intervals of a page are beaten by one worker, and none by the page's own timers", () => {
  const beats: string[] = [];
  steadily(1000, () => beats.push("one"));
  const end = steadily(5000, () => beats.push("other"));
  expect(FakeWorker.all).toHaveLength(1);
  const [worker] = FakeWorker.all;
  const [one, other] = worker!.said;
  expect([one!.ms, other!.ms]).toEqual([1000, 5000]);
  for (const id of [one!.id, other!.id, one!.id]) worker!.onmessage!({ data: id });
  expect(beats).toEqual(["one", "other", "one"]);
  end();
  worker!.onmessage!({ data: other!.id });
  expect(beats).toHaveLength(3);
  expect(worker!.said.at(-1)).toEqual({ id: other!.id, ms: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test("a page that may have no workers, and learns it late, goes on with its own timers", () => {
  const beats: number[] = [];
  const end = steadily(1000, () => beats.push(1));
  FakeWorker.all[0]!.onerror!();
  vi.advanceTimersByTime(3000);
  expect(beats).toHaveLength(3);
  steadily(1000, () => beats.push(2));
  expect(FakeWorker.all).toHaveLength(1);
  end();
  vi.advanceTimersByTime(1000);
  expect(beats).toEqual([1, 1, 1, 2]);
});
