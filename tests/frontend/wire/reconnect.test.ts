import { expect, test } from "vitest";

import { backoff, NEVER } from "../../../frontend/src/wire/reconnect";

test("delays double up to a limit, with a random half", () => {
  const policy = backoff({ firstMs: 100, maxMs: 1000, random: () => 1 });
  expect([0, 1, 2, 3, 4, 50].map((attempt) => policy.delayMs(attempt))).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(backoff({ firstMs: 100, random: () => 0 }).delayMs(0)).toBe(50);
});

test("while the server keeps a lost login it is tried often, whatever the chance; later seldom", () => {
  for (const random of [() => 0, () => 1]) {
    const policy = backoff({ random });
    let [passedMs, tries] = [0, 0];
    while (passedMs + policy.delayMs(tries)! < 10_000) passedMs += policy.delayMs(tries++)!;
    expect(tries).toBeGreaterThanOrEqual(6);
  }
  expect(backoff({ random: () => 1 }).delayMs(8)).toBe(10_000);
});

test("after the last attempt it gives up", () => {
  expect(backoff({ attempts: 2 }).delayMs(2)).toBeNull();
  expect(NEVER.delayMs(0)).toBeNull();
});
