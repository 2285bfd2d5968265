import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Signal } from "../../../../frontend/src/pages/lib/signal";

let quality: { score: number; reason: string } | null;

beforeEach(() => {
  document.documentElement.lang = "en";
  quality = null;
  vi.stubGlobal("anychat", { qualityOf: () => quality });
});
afterEach(() => void vi.unstubAllGlobals());

test("nothing is shown until it is known, then a word, and the reason where there is one", () => {
  const signal = new Signal(7, "Li: ");
  signal.refresh();
  expect(signal.element.hidden).toBe(true);
  quality = { score: 9, reason: "fine" };
  signal.refresh();
  expect([signal.element.hidden, signal.element.dataset["state"], signal.element.textContent]).toEqual([false, "0", "Li: excellent"]);
  quality = { score: 3, reason: "loss" };
  signal.refresh();
  expect([signal.element.dataset["state"], signal.element.textContent]).toEqual(["3", "Li: poor (packets are lost)"]);
});
