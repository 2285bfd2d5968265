import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Plane } from "../../../frontend/src/media/plane";
import { Stats } from "../../../frontend/src/media/stats";
import { FakePeerConnection, installMedia } from "../fakes";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("rates are what came between two looks; the first look brings sizes only", async () => {
  installMedia();
  const plane = new Plane(() => undefined);
  const pc = new FakePeerConnection();
  await pc.setRemoteDescription({ sdp: "0" });
  plane.subscriber.settled(pc as unknown as RTCPeerConnection, [{ mid: "0", account: 7, kind: "video", index: 0 }]);
  let report = { type: "inbound-rtp", timestamp: 1000, bytesReceived: 1000, packetsReceived: 100, packetsLost: 0, frameWidth: 640, frameHeight: 480, framesPerSecond: 24.6 };
  pc.getTransceivers()[0]!.receiver.getStats = async () => new Map([["a", report]]);
  const stats = new Stats(plane);
  expect(stats.of(7, "video", 0).width).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(stats.of(7, "video", 0)).toEqual({ width: 640, height: 480, frameRate: 25, bitrate: 0, lossPercent: 0 });
  report = { ...report, timestamp: 3000, bytesReceived: 251_000, packetsReceived: 190, packetsLost: 10 };
  await vi.advanceTimersByTimeAsync(2000);
  expect(stats.of(7, "video", 0)).toMatchObject({ bitrate: 1_000_000, lossPercent: 10 });
  stats.close();
});

test("nobody asks, nothing is polled", async () => {
  installMedia();
  const stats = new Stats(new Plane(() => undefined));
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
