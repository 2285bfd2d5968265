import { beforeEach, expect, test, vi } from "vitest";

import { Capture, type LocalChange } from "../../../frontend/src/media/capture";
import { Devices } from "../../../frontend/src/media/devices";
import type { PictureStyle } from "../../../frontend/src/media/picture_draw";
import { FakeTrack, installMedia, settle, unplug, type FakeMediaDevices } from "../fakes";

interface Made { camera: FakeTrack; track: FakeTrack; style: PictureStyle; close(): void }

const made: Made[] = vi.hoisted(() => []);

// No canvas and no frames here: what a picture looks like is a browser test.
vi.mock("../../../frontend/src/media/picture", () => ({
  processPicture(camera: FakeTrack, style: PictureStyle) {
    const track = new FakeTrack("video", "processed");
    made.push({ camera, track, style, close: () => track.stop() });
    return made.at(-1);
  },
}));

let media: FakeMediaDevices;
let devices: Devices;
let capture: Capture;
let changes: LocalChange[];

beforeEach(async () => {
  made.length = 0;
  media = installMedia();
  devices = new Devices();
  await devices.watch();
  capture = new Capture(devices);
  changes = [];
  capture.events.on("changed", (change) => changes.push(change));
});

const TURNED = { picture: { rotation: 90 as const } };
const live = () => FakeTrack.all.filter(({ readyState }) => readyState === "live");

test("a processed picture takes the camera's place in the same stream, and gives it back", async () => {
  const stream = await capture.open("video");
  const [camera] = stream.getTracks();
  await capture.change("video", 0, TURNED);
  expect(stream.getTracks()).toEqual([made[0]!.track]);
  expect(capture.device("video")).toBe(camera);
  await capture.change("video", 0, {});
  expect(capture.stream("video")).toBe(stream);
  expect(stream.getTracks()).toEqual([camera]);
  expect(live()).toEqual([camera]);
});

test("another style changes the picture that is there", async () => {
  await capture.open("video", 0, TURNED);
  await capture.change("video", 0, { picture: { rotation: 180 } });
  expect(made.map(({ style }) => style)).toEqual([{ rotation: 180 }]);
});

test("closing stops the camera itself with its picture", async () => {
  await capture.open("video", 0, TURNED);
  expect(live()).toHaveLength(2);
  capture.shut("video");
  expect(live()).toEqual([]);
});

test("another camera gets a picture of its own, the old camera and its picture end", async () => {
  const stream = await capture.open("video", 0, TURNED);
  devices.select("camera", "Back");
  await capture.change("video", 0, TURNED);
  expect(made.map(({ camera }) => camera.deviceId)).toEqual(["c1", "c2"]);
  expect(stream.getTracks()).toEqual([made[1]!.track]);
  expect(live()).toEqual([made[1]!.camera, made[1]!.track]);
});

test("the last camera that is pulled out closes its picture too", async () => {
  await capture.open("video", 0, TURNED);
  unplug(media, ({ kind }) => kind === "videoinput");
  await settle();
  expect(made[0]!.track.readyState).toBe("ended");
  expect(changes.at(-1)!.stream).toBeNull();
});

test("the sizes of a processed camera are asked of the camera", async () => {
  await capture.open("video", 0, TURNED);
  await capture.change("video", 0, { ...TURNED, width: 320 });
  expect(made[0]!.camera.applied).toEqual([{ width: { ideal: 320 } }]);
});
