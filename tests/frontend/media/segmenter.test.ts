import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Segmenter } from "../../../frontend/src/media/segmenter";
import { settle } from "../fakes";

/** The library as far as it is used; the model itself is a browser test. */
class FakeSolution {
  static last: FakeSolution;
  static ready: Promise<void>;
  listener: (results: { segmentationMask: unknown }) => void = () => undefined;
  sent: unknown[] = [];
  answers = true;
  constructor() {
    FakeSolution.last = this;
  }
  setOptions(): void {}
  onResults(listener: (results: { segmentationMask: unknown }) => void): void {
    this.listener = listener;
  }
  initialize(): Promise<void> {
    return FakeSolution.ready;
  }
  send({ image }: { image: unknown }): Promise<void> {
    this.sent.push(image);
    if (!this.answers) return new Promise(() => undefined);
    this.listener({ segmentationMask: `mask ${this.sent.length}` });
    return Promise.resolve();
  }
}

const PICTURE = document.createElement("canvas");

beforeEach(() => {
  FakeSolution.ready = Promise.resolve();
  vi.stubGlobal("SelfieSegmentation", FakeSolution);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("nobody knows where the person is before the model has seen its first, empty picture", async () => {
  const segmenter = new Segmenter("/model/");
  expect(await segmenter.maskOf(PICTURE)).toBeNull();
  await settle();
  expect(await segmenter.maskOf(PICTURE)).toBe("mask 2");
  expect(segmenter.isBroken).toBe(false);
});

test("a model that cannot be loaded is broken", async () => {
  FakeSolution.ready = Promise.reject(new Error("no such file"));
  const segmenter = new Segmenter("/model/");
  await settle();
  expect([segmenter.isBroken, await segmenter.maskOf(PICTURE)]).toEqual([true, null]);
});

test("a model that no longer answers is broken after a while, and nobody waits for it again", async () => {
  const segmenter = new Segmenter("/model/");
  await settle();
  vi.useFakeTimers();
  FakeSolution.last.answers = false;
  const waiting = segmenter.maskOf(PICTURE);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([await waiting, segmenter.isBroken]).toEqual([null, true]);
  expect(await segmenter.maskOf(PICTURE)).toBeNull();
  expect(FakeSolution.last.sent).toHaveLength(2);
});
