import { beforeEach, expect, test, vi } from "vitest";

import type { Carried, Kind } from "../../../frontend/src/media/messages";
import { Publisher } from "../../../frontend/src/media/publisher";
import { FakePeerConnection, FakeTrack, installMedia, settle } from "../fakes";

let publisher: Publisher;
let pc: FakePeerConnection;

beforeEach(() => {
  installMedia();
  publisher = new Publisher();
  pc = new FakePeerConnection();
});

const line = (mid: string, kind: Kind, index = 0): Carried => ({ mid, account: 1, kind, index });
const track = (kind: "audio" | "video" = "video") => new FakeTrack(kind) as unknown as MediaStreamTrack;

async function offered(...tracks: Carried[]) {
  await pc.setRemoteDescription({ sdp: "0 1 2" });
  await publisher.prepare(pc as unknown as RTCPeerConnection, tracks);
  await publisher.settled();
  return pc.getTransceivers();
}

test("each m-line gets the local track that the node asks for there, the others send nothing", async () => {
  const camera = track();
  const second = track();
  publisher.set("video", 0, camera);
  publisher.set("video", 1, second);
  const lines = await offered(line("0", "video", 1), line("2", "video", 0));
  expect(lines.map(({ direction }) => direction)).toEqual(["sendonly", "inactive", "sendonly"]);
  expect(lines.map(({ sender }) => sender.track)).toEqual([second, null, camera]);
});

test("closing a camera stops sending at once, opening it again sends without a new offer", async () => {
  publisher.set("video", 0, track());
  const [first] = await offered(line("0", "video"));
  publisher.set("video", 0, null);
  await settle();
  expect(first!.sender.track).toBeNull();
  const again = track();
  publisher.set("video", 0, again);
  await settle();
  expect(first!.sender.track).toBe(again);
});

test("bit rate and frame rate are capped; a camera gives way in both, a screen keeps its sharpness", async () => {
  const screen = track();
  publisher.set("video", 0, track(), { maxBitrate: 300_000, frameRate: 15 });
  publisher.set("screen", 0, screen);
  const [camera, shared] = await offered(line("0", "video"), line("1", "screen"));
  expect(camera!.sender.parameters).toEqual({ encodings: [{ maxBitrate: 300_000, maxFramerate: 15 }], degradationPreference: "balanced" });
  expect(shared!.sender.parameters.degradationPreference).toBe("maintain-resolution");
  expect(screen.contentHint).toBe("detail");
});

test("key frames come at the interval in frames, at the rate of the camera; a closed camera sends none", async () => {
  vi.useFakeTimers();
  const keyFrames: unknown[] = [];
  publisher.set("video", 0, track(), { keyFrameInterval: 10, frameRate: 20 });
  await pc.setRemoteDescription({ sdp: "0" });
  const sender = pc.getTransceivers()[0]!.sender;
  sender.setParameters = async (_parameters, ...options: unknown[]) => void (options[0] && keyFrames.push(options[0]));
  await publisher.prepare(pc as unknown as RTCPeerConnection, [line("0", "video")]);
  await publisher.settled();
  await vi.advanceTimersByTimeAsync(1600);
  expect(keyFrames).toHaveLength(3);
  publisher.set("video", 0, null);
  await vi.advanceTimersByTimeAsync(1600);
  expect(keyFrames).toHaveLength(3);
  vi.useRealTimers();
});

test("a camera is sent in the layers that the node offered", async () => {
  const camera = track();
  camera.getSettings = () => ({ width: 1280, height: 720 });
  publisher.set("video", 0, camera, { maxBitrate: 1_000_000 });
  await pc.setRemoteDescription({ sdp: "0" });
  const { sender } = pc.getTransceivers()[0]!;
  sender.parameters = { encodings: [{ rid: "l" }, { rid: "m" }, { rid: "h" }] };
  await publisher.prepare(pc as unknown as RTCPeerConnection, [line("0", "video")]);
  await publisher.settled();
  const encodings: RTCRtpEncodingParameters[] = sender.parameters.encodings;
  expect(encodings.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([["l", 4], ["m", 2], ["h", 1]]);
  expect(encodings.reduce((sum, { maxBitrate }) => sum + maxBitrate!, 0)).toBeLessThanOrEqual(1_000_000);
});

test("a line offered before its track exists is filled when the track comes", async () => {
  const [first] = await offered(line("0", "audio"));
  expect(first!.sender.track).toBeNull();
  const microphone = track("audio");
  publisher.set("audio", 0, microphone);
  await settle();
  expect(first!.sender.track).toBe(microphone);
});
