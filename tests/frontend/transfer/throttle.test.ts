import { afterEach, expect, test, vi } from "vitest";

import { TransferAborted } from "../../../frontend/src/lib/errors";
import { fetchBytes } from "../../../frontend/src/transfer/download";
import { Throttle } from "../../../frontend/src/transfer/throttle";
import { upload } from "../../../frontend/src/transfer/upload";

const KIB = 1024;

/** A clock that stands still except while somebody waits. */
function clocked(): { throttle: Throttle; now: () => number } {
  let nowMs = 1_000_000;
  const throttle = new Throttle(() => nowMs, async (ms) => void (nowMs += Math.max(0, ms)));
  return { throttle, now: () => nowMs - 1_000_000 };
}

afterEach(() => void vi.unstubAllGlobals());

test("without a limit nothing waits", async () => {
  const { throttle, now } = clocked();
  await throttle.take(100_000_000);
  expect([throttle.isLimited, now()]).toEqual([false, 0]);
});

test("bytes are through after the time that they take at the limit", async () => {
  const { throttle, now } = clocked();
  throttle.setLimit(8_000);
  await throttle.take(500);
  expect(now()).toBe(500);
  await throttle.take(1_000);
  expect(now()).toBe(1_500);
});

test("two at once share the budget, one after the other", async () => {
  vi.useFakeTimers();
  const throttle = new Throttle();
  throttle.setLimit(8_000);
  const through: string[] = [];
  void throttle.take(1_000).then(() => through.push("first"));
  void throttle.take(1_000).then(() => through.push("second"));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(through).toEqual(["first"]);
  await vi.advanceTimersByTimeAsync(600);
  expect(through).toEqual(["first", "second"]);
  vi.useRealTimers();
});

test("an upload sends no piece before its time, and stops waiting when it is cancelled", async () => {
  const { throttle, now } = clocked();
  const sentAt: number[] = [];
  vi.stubGlobal("fetch", async (_url: string, { method }: RequestInit) => {
    if (method === "PUT") sentAt.push(now());
    return new Response(JSON.stringify({ have: [], chunk_size: KIB }));
  });
  throttle.setLimit(8 * KIB);
  await upload("http://h/t", new Blob([new Uint8Array(3 * KIB)]), { throttle });
  expect(sentAt).toEqual([1_000, 2_000, 3_000]);
  const stop = new AbortController();
  const never = new Throttle(Date.now, () => new Promise(() => undefined));
  never.setLimit(1);
  const cancelled = upload("http://h/t", new Blob([new Uint8Array(KIB)]), { throttle: never, signal: stop.signal });
  setTimeout(() => stop.abort());
  await expect(cancelled).rejects.toBeInstanceOf(TransferAborted);
});

test("a download is read no faster than the limit", async () => {
  const { throttle, now } = clocked();
  vi.stubGlobal("fetch", async () => new Response(new Blob([new Uint8Array(4 * KIB).fill(7)])));
  throttle.setLimit(16 * KIB);
  const bytes = new Uint8Array(await fetchBytes("http://h/b", throttle));
  expect([bytes.length, bytes.every((byte) => byte === 7), now()]).toEqual([4 * KIB, true, 2_000]);
});
