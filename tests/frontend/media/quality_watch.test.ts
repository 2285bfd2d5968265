import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Measured } from "../../../frontend/src/media/quality";
import { OWN, QualityWatch, type StreamName } from "../../../frontend/src/media/quality_watch";

const PERFECT: Measured = { lossPercent: 0, rttMs: 40, freezePercent: 0, limitedBy: "", shortfallPercent: 0, silentS: 0 };
const CAMERA: StreamName = { account: OWN, kind: "video", index: 0 };
const VOICE: StreamName = { account: 7, kind: "audio", index: 0 };
const FACE: StreamName = { account: 7, kind: "video", index: 0 };

let streams: StreamName[];
let numbers: Map<StreamName, Measured | null>;
let told: unknown[];
let watch: QualityWatch;

beforeEach(() => {
  vi.useFakeTimers();
  streams = [CAMERA, VOICE, FACE];
  numbers = new Map(streams.map((stream) => [stream, PERFECT]));
  told = [];
  watch = new QualityWatch({ streams: () => streams, measured: (stream) => numbers.get(stream)!, tell: async (rows) => void told.push(rows) });
  watch.run(true);
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

test("nobody is judged before there are five seconds of numbers, then all are and the server hears", async () => {
  await seconds(4);
  expect(watch.of(7)).toBeNull();
  expect(told).toEqual([]);
  await seconds(1);
  expect(watch.of(7)).toMatchObject({ score: 10, reason: "fine" });
  expect(told).toEqual([[[0, 10, "fine", 0, 40], [7, 10, "fine", 0, 40]]]);
});

test("the server hears every ten seconds while nothing changes", async () => {
  await seconds(5 + 30);
  expect(told).toHaveLength(4);
});

test("a person is as good as the worst stream, and a change of the class is told at once, worst first", async () => {
  await seconds(5);
  numbers.set(FACE, { ...PERFECT, silentS: 4 });
  await seconds(2);
  expect(watch.of(7)).toMatchObject({ score: 0, reason: "silence" });
  expect(told.at(-1)).toEqual([[7, 0, "silence", 0, 40], [0, 10, "fine", 0, 40]]);
});

test("a class that changes every second is told every other second at most", async () => {
  await seconds(5);
  for (let turn = 0; turn < 10; turn++) {
    numbers.set(FACE, { ...PERFECT, silentS: turn % 2 ? 0 : 4 });
    await seconds(1);
  }
  expect(told.length).toBeLessThanOrEqual(6);
});

test("a stream that went is forgotten, and one without numbers is not judged", async () => {
  await seconds(5);
  streams = [CAMERA];
  await seconds(1);
  expect(watch.of(7)).toBeNull();
  numbers.set(CAMERA, null);
  streams = [{ ...CAMERA, index: 1 }];
  await seconds(6);
  expect(watch.of(OWN)).toBeNull();
});

test("of many people the server hears of the twelve worst", async () => {
  streams = Array.from({ length: 20 }, (_, nth) => ({ account: nth + 1, kind: "audio" as const, index: 0 }));
  numbers = new Map(streams.map((stream) => [stream, { ...PERFECT, lossPercent: stream.account > 15 ? 30 : 0 }]));
  await seconds(5);
  const rows = told[0] as [number, number][];
  expect(rows).toHaveLength(12);
  expect(rows.slice(0, 5).map(([account]) => account).sort()).toEqual([16, 17, 18, 19, 20]);
});

test("out of the room nothing is looked at any more", async () => {
  await seconds(5);
  watch.run(false);
  expect(watch.of(7)).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});
