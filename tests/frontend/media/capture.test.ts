import { beforeEach, expect, test } from "vitest";

import { Capture, type LocalChange } from "../../../frontend/src/media/capture";
import { constraintsOf } from "../../../frontend/src/media/constraints";
import { Devices, SCREEN_NAME } from "../../../frontend/src/media/devices";
import { FakeTrack, installMedia, type FakeMediaDevices } from "../fakes";

let media: FakeMediaDevices;
let devices: Devices;
let capture: Capture;
let changes: LocalChange[];

beforeEach(async () => {
  media = installMedia();
  devices = new Devices();
  await devices.watch();
  capture = new Capture(devices);
  changes = [];
  capture.events.on("changed", (change) => changes.push(change));
});

const live = () => FakeTrack.all.filter(({ readyState }) => readyState === "live");

test("opening twice opens one device", async () => {
  const [first, second] = await Promise.all([capture.open("video"), capture.open("video")]);
  expect(first).toBe(second);
  expect(media.asked).toHaveLength(1);
  expect(changes.map(({ kind, index }) => [kind, index])).toEqual([["video", 0]]);
});

test("closed while the browser still asks the user: the light goes off as soon as it came on", async () => {
  let open!: () => void;
  media.gate = new Promise((resolve) => (open = resolve));
  const opening = capture.open("video");
  const refused = expect(opening).rejects.toMatchObject({ reason: "cancelled" });
  capture.shut("video");
  open();
  await refused;
  expect(live()).toEqual([]);
  expect(changes).toEqual([]);
});

test("closed and opened again while the browser still asks: one camera is live at the end", async () => {
  let open!: () => void;
  media.gate = new Promise((resolve) => (open = resolve));
  const first = expect(capture.open("video")).rejects.toMatchObject({ reason: "cancelled" });
  capture.shut("video");
  const second = capture.open("video");
  open();
  await first;
  await second;
  expect(live()).toHaveLength(1);
  expect(capture.stream("video")).not.toBeNull();
});

test("closing stops the track and tells", async () => {
  await capture.open("audio");
  capture.shutAll();
  expect(live()).toEqual([]);
  expect(changes.map(({ stream }) => stream === null)).toEqual([false, true]);
  expect(capture.isOpen("audio")).toBe(false);
});

test("a refused device says why and can be asked for again", async () => {
  media.refuse = { name: "NotAllowedError" };
  await expect(capture.open("video")).rejects.toMatchObject({ reason: "denied" });
  media.refuse = null;
  await expect(capture.open("video")).resolves.toBeTruthy();
});

test("camera k is the k-th camera; one that does not exist is refused", async () => {
  await capture.open("video", 1);
  expect(media.asked).toEqual([{ video: { deviceId: { exact: "c2" } } }]);
  await expect(capture.open("video", 5)).rejects.toMatchObject({ reason: "missing" });
});

test("the screen chosen as a camera is asked for as a screen, without a camera's size", async () => {
  devices.offerScreen(true);
  devices.select("camera", SCREEN_NAME);
  await capture.open("video", 0, { width: 320, height: 240, frameRate: 5 });
  expect(media.asked).toEqual([{ screen: { video: { frameRate: { max: 5 } }, audio: false } }]);
});

test("a track that ends by itself closes the stream and is told as lost", async () => {
  const lost: unknown[] = [];
  capture.events.on("lost", (kind, index) => lost.push([kind, index]));
  await capture.open("screen");
  FakeTrack.all[0]!.onended?.();
  expect(lost).toEqual([["screen", 0]]);
  expect(capture.stream("screen")).toBeNull();
});

test("new sizes are applied in place; another device replaces the track in the same stream", async () => {
  const stream = await capture.open("video", 0, { width: 640 });
  await capture.change("video", 0, { width: 320 });
  expect(FakeTrack.all[0]!.applied).toEqual([{ width: { ideal: 320 } }]);
  devices.select("camera", "Back");
  await capture.change("video", 0, { width: 320 });
  expect(capture.stream("video")).toBe(stream);
  expect(live().map(({ deviceId }) => deviceId)).toEqual(["c2"]);
});

test("other sound processing opens the microphone anew, in the same stream and with one microphone live at the end", async () => {
  const stream = await capture.open("audio");
  await capture.change("audio", 0, { echoCancellation: false });
  expect(media.asked.at(-1)).toEqual({ audio: { echoCancellation: false, noiseSuppression: true, autoGainControl: true } });
  expect(capture.stream("audio")).toBe(stream);
  expect(live()).toEqual(stream.getTracks());
  await capture.change("audio", 0, { echoCancellation: false, maxBitrate: 20_000 });
  expect(media.asked).toHaveLength(2);
  expect(changes.at(-1)!.settings.maxBitrate).toBe(20_000);
});

test("a microphone that cannot be opened anew goes on as it was", async () => {
  const stream = await capture.open("audio");
  media.refuse = { name: "NotReadableError" };
  await expect(capture.change("audio", 0, { autoGainControl: false })).rejects.toMatchObject({ reason: "busy" });
  expect(live()).toEqual(stream.getTracks());
});

test("changes asked for while the camera opens, and one upon the other, end in the last one", async () => {
  const opening = capture.open("video", 0, { width: 640 });
  void capture.change("video", 0, { width: 320 });
  await capture.change("video", 0, { width: 160 });
  await opening;
  expect(FakeTrack.all[0]!.applied).toEqual([{ width: { ideal: 320 } }, { width: { ideal: 160 } }]);
  expect(changes.map(({ settings }) => settings.width)).toEqual([640, 320, 160]);
});

test("focus is asked of a camera that can, apart from its size: browsers refuse both at once", async () => {
  await capture.open("video", 0, { autoFocus: true });
  const [track] = FakeTrack.all;
  expect(track!.applied).toEqual([{}]);
  track!.capabilities = { focusMode: ["manual", "continuous"] } as MediaTrackCapabilities;
  await capture.change("video", 0, { width: 320, autoFocus: true });
  expect(track!.applied.slice(1)).toEqual([{ width: { ideal: 320 } }, { advanced: [{ focusMode: "continuous" }] }]);
});

test("a size that the camera has not becomes the nearest it has, or the usual one", async () => {
  await capture.open("video");
  FakeTrack.all[0]!.capabilities = { width: { max: 1280 }, height: { max: 720 } };
  await capture.change("video", 0, { width: 3840, height: 2160, ifTooLarge: "nearest" });
  await capture.change("video", 0, { width: 3840, height: 2160, ifTooLarge: "usual" });
  await capture.change("video", 0, { width: 1280, height: 720, ifTooLarge: "usual" });
  const sizes = FakeTrack.all[0]!.applied.map((constraints) => (constraints as MediaTrackConstraints).width);
  expect(sizes).toEqual([{ ideal: 3840 }, { ideal: 640 }, { ideal: 1280 }]);
});

test("a shared screen keeps its size, and is not asked for again when options change", async () => {
  devices.offerScreen(true);
  devices.select("camera", SCREEN_NAME);
  await capture.open("video", 0, { width: 640 });
  await capture.change("video", 0, { width: 320, frameRate: 5 });
  expect(media.asked).toHaveLength(1);
  expect(FakeTrack.all[0]!.applied).toEqual([{ frameRate: { max: 5 } }]);
});

test("echo, noise and gain control are on unless switched off", () => {
  expect(constraintsOf("audio", { noiseSuppression: false })).toEqual({ echoCancellation: true, noiseSuppression: false, autoGainControl: true });
});
