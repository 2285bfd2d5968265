import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Plane } from "../../../frontend/src/media/plane";
import { Stats } from "../../../frontend/src/media/stats";
import type { StatsRow } from "../../../frontend/src/media/messages";
import { FakePeerConnection, installMedia } from "../fakes";

const ME = 1;
/** Seated in a room; the address is of no interest. */
const AROUND = { seated: () => ME, found: () => undefined };
/** What a node tells of somebody's camera. */
const LINK = { account: 1, estimate_bps: 0, served: [] };
const ROW: StatsRow = { account: 7, kind: "video", index: 0, bitrate_bps: 300_000, loss_permille: 40, fps: 15, codec: "video/VP8", clock_hz: 90_000, width: 320, height: 180, channels: 0, level_dbov: -127, rtt_ms: 80 };
const VOICE: StatsRow = { ...ROW, kind: "audio", bitrate_bps: 40_000, loss_permille: 0, fps: 0, codec: "audio/opus", clock_hz: 48_000, width: 0, height: 0, channels: 1, level_dbov: -30 };

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
  const stats = new Stats(plane, AROUND);
  expect(stats.of(7, "video", 0).width).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(stats.of(7, "video", 0)).toMatchObject({ width: 640, height: 480, frameRate: 25, bitrate: 0, lossPercent: 0 });
  report = { ...report, timestamp: 3000, bytesReceived: 251_000, packetsReceived: 190, packetsLost: 10 };
  await vi.advanceTimersByTimeAsync(1000);
  expect(stats.of(7, "video", 0)).toMatchObject({ bitrate: 1_000_000, lossPercent: 10 });
  stats.close();
});

test("nobody asks, nothing is polled", async () => {
  installMedia();
  const stats = new Stats(new Plane(() => undefined), AROUND);
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("what we send is measured with the losses and the delay that the node reports", async () => {
  installMedia();
  const plane = new Plane(() => undefined);
  let sent = { id: "o", type: "outbound-rtp", codecId: "c", timestamp: 1000, bytesSent: 0, packetsSent: 0, frameWidth: 1280, frameHeight: 720, framesPerSecond: 15 };
  let far = { id: "r", type: "remote-inbound-rtp", packetsLost: 0, roundTripTime: 0.25 };
  const still = [
    { id: "c", type: "codec", mimeType: "video/H264", clockRate: 90_000 }, { id: "t", type: "transport", selectedCandidatePairId: "p" },
    { id: "p", type: "candidate-pair", localCandidateId: "l" }, { id: "l", type: "local-candidate", address: "192.0.2.7" },
  ];
  vi.spyOn(plane.publisher, "sender").mockImplementation((kind) =>
    kind === "video" ? ({ getStats: async () => new Map([sent, far, ...still].map((row) => [row.id, row])) } as unknown as RTCRtpSender) : undefined);
  const found: string[] = [];
  const stats = new Stats(plane, { seated: () => ME, found: (address) => void found.push(address) });
  expect(stats.localAddress()).toBe("");
  await vi.advanceTimersByTimeAsync(1);
  sent = { ...sent, timestamp: 2000, bytesSent: 50_000, packetsSent: 100 };
  far = { ...far, packetsLost: 20 };
  await vi.advanceTimersByTimeAsync(1000);
  expect(stats.of(0, "video", 0)).toMatchObject({ bitrate: 400_000, lossPercent: 20, rttMs: 250, codec: "video/H264", width: 1280 });
  expect(stats.localAddress()).toBe("192.0.2.7");
  expect(found).toEqual(["192.0.2.7"]);
  stats.close();
});

test("of somebody whom the page does not receive the node tells everything, as long as somebody looks", async () => {
  installMedia();
  const said: unknown[] = [];
  const plane = new Plane((msg) => void said.push(msg));
  const stats = new Stats(plane, AROUND);
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(1);
  expect(said).toEqual([{ type: "watch_stats", on: true }]);
  plane.hear({ type: "stats", rows: [ROW, VOICE], link: LINK });
  expect(stats.of(7, "video", 0)).toMatchObject({ bitrate: 300_000, lossPercent: 4, width: 320, height: 180, frameRate: 15, rttMs: 80, codec: "video/VP8" });
  expect(stats.of(7, "audio", 0)).toMatchObject({ bitrate: 40_000, channels: 1, sampleRate: 48_000, volume: 50 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said.at(-1)).toEqual({ type: "watch_stats", on: false });
  expect(vi.getTimerCount()).toBe(0);
});

test("what was lost between sender and node counts for a stream that arrives whole", async () => {
  installMedia();
  const plane = new Plane(() => undefined);
  const pc = new FakePeerConnection();
  await pc.setRemoteDescription({ sdp: "0" });
  plane.subscriber.settled(pc as unknown as RTCPeerConnection, [{ mid: "0", account: 7, kind: "video", index: 0 }]);
  const line = { type: "inbound-rtp", timestamp: 1000, bytesReceived: 1000, packetsReceived: 100, packetsLost: 0, frameWidth: 640, frameHeight: 360 };
  pc.getTransceivers()[0]!.receiver.getStats = async () => new Map([["a", line]]);
  const stats = new Stats(plane, AROUND);
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(1);
  plane.hear({ type: "stats", rows: [ROW], link: LINK });
  expect(stats.of(7, "video", 0)).toMatchObject({ lossPercent: 4, rttMs: 80, width: 640, height: 360 });
  stats.close();
});

test("old numbers of the node are forgotten, and it is told every second until it tells new ones", async () => {
  installMedia();
  const said: unknown[] = [];
  const plane = new Plane((msg) => void said.push(msg));
  const stats = new Stats(plane, AROUND);
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(1);
  plane.hear({ type: "stats", rows: [ROW], link: LINK });
  await vi.advanceTimersByTimeAsync(3000);
  expect(stats.of(7, "video", 0).bitrate).toBe(0);
  const before = said.length;
  await vi.advanceTimersByTimeAsync(2000);
  expect(said.slice(before)).toEqual([{ type: "watch_stats", on: true }, { type: "watch_stats", on: true }]);
  stats.close();
});

test("outside of a room no node is asked", async () => {
  installMedia();
  const said: unknown[] = [];
  const stats = new Stats(new Plane((msg) => void said.push(msg)), { seated: () => 0, found: () => undefined });
  stats.of(7, "video", 0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([]);
});

test("freezes, what limits the encoder and by how much, and how long nothing came, are measured without a word to the node", async () => {
  installMedia();
  const said: unknown[] = [];
  const plane = new Plane((msg) => void said.push(msg));
  let sent = { id: "o", type: "outbound-rtp", timestamp: 1000, packetsSent: 10, frameWidth: 640, frameHeight: 360, framesPerSecond: 15, qualityLimitationReason: "cpu" };
  const source = { id: "s", type: "media-source", kind: "video", width: 1280, height: 720, framesPerSecond: 30 };
  let got = { id: "i", type: "inbound-rtp", timestamp: 1000, packetsReceived: 10, totalFreezesDuration: 1 };
  vi.spyOn(plane.publisher, "sender").mockReturnValue({ getStats: async () => new Map([sent, source].map((row) => [row.id, row])) } as unknown as RTCRtpSender);
  vi.spyOn(plane.subscriber, "receiver").mockReturnValue({ getStats: async () => new Map([[got.id, got]]) } as unknown as RTCRtpReceiver);
  const stats = new Stats(plane, AROUND);
  expect(stats.measured(0, "video", 0)).toBeNull();
  stats.measured(7, "video", 0);
  await vi.advanceTimersByTimeAsync(1);
  [sent, got] = [{ ...sent, timestamp: 2000 }, { ...got, timestamp: 2000, packetsReceived: 20, totalFreezesDuration: 1.4 }];
  await vi.advanceTimersByTimeAsync(1000);
  expect(stats.measured(0, "video", 0)).toMatchObject({ limitedBy: "cpu", shortfallPercent: 88, silentS: 1 });
  expect(stats.measured(7, "video", 0)).toMatchObject({ freezePercent: 40, silentS: 0, limitedBy: "" });
  expect(said).toEqual([]);
  stats.close();
});

test("a picture that is sent in layers is measured layer by layer, and those that rest are left out", async () => {
  installMedia();
  const plane = new Plane(() => undefined);
  const layer = (rid: string, width: number, bytesSent: number) => ({ id: rid, type: "outbound-rtp", rid, timestamp: 1000, bytesSent, frameWidth: width, frameHeight: (width * 9) / 16, framesPerSecond: width ? 24 : 0 });
  let sent = [layer("h", 0, 0), layer("m", 640, 1000), layer("l", 320, 500)];
  vi.spyOn(plane.publisher, "sender").mockReturnValue({ getStats: async () => new Map([...sent, { id: "r", type: "remote-inbound-rtp", jitter: 0.012 }].map((row) => [row.id, row])) } as unknown as RTCRtpSender);
  const stats = new Stats(plane, AROUND);
  stats.measured(0, "video", 0);
  await vi.advanceTimersByTimeAsync(1);
  sent = [layer("h", 0, 0), layer("m", 640, 51_000), layer("l", 320, 13_000)].map((row) => ({ ...row, timestamp: 2000 }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(stats.measured(0, "video", 0)).toMatchObject({
    bitrate: 500_000, jitterMs: 12,
    layers: [{ width: 320, height: 180, frameRate: 24, bitrate: 100_000 }, { width: 640, height: 360, frameRate: 24, bitrate: 400_000 }],
  });
  stats.close();
});
