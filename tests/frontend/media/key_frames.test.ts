import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { keepKeyFrames } from "../../../frontend/src/media/key_frames";
import { FakeSender, FakeTrack } from "../fakes";

let sender: FakeSender & { transport?: { state: string } };
let asked: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  sender = new FakeSender();
  sender.track = new FakeTrack("video");
  sender.setParameters = async (...args: unknown[]) => void asked.push(args[1]);
});

afterEach(() => vi.useRealTimers());

const keep = (everyMs: number) => keepKeyFrames(sender as unknown as RTCRtpSender, everyMs);

test("every encoding is asked for a key frame at the interval, until it is ended", () => {
  sender.parameters.encodings = [{}, {}];
  keep(500);
  vi.advanceTimersByTime(1100);
  expect(asked).toEqual(Array(2).fill({ encodingOptions: [{ keyFrame: true }, { keyFrame: true }] }));
  keep(0);
  vi.advanceTimersByTime(2000);
  expect(asked).toHaveLength(2);
});

test("the same interval set again does not put the next key frame off", () => {
  keep(500);
  vi.advanceTimersByTime(400);
  keep(500);
  vi.advanceTimersByTime(150);
  expect(asked).toHaveLength(1);
});

test("nothing is asked of a sender without a track, nor of a connection that is gone", () => {
  keep(500);
  sender.track = null;
  vi.advanceTimersByTime(600);
  sender.track = new FakeTrack("video");
  sender.transport = { state: "closed" };
  vi.advanceTimersByTime(600);
  expect(asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
