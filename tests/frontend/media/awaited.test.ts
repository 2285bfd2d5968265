import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { BUSY_PAUSES_MS } from "../../../frontend/src/media/awaited";
import { Capture } from "../../../frontend/src/media/capture";
import { Devices } from "../../../frontend/src/media/devices";
import { CAMERAS, FakeTrack, installMedia, plugIn, unplug, type FakeMediaDevices } from "../fakes";

let media: FakeMediaDevices;
let capture: Capture;
/** What the capture told: the event's name and its reason or device. */
let told: unknown[][];

beforeEach(async () => {
  vi.useFakeTimers();
  media = installMedia();
  const devices = new Devices();
  await devices.watch();
  capture = new Capture(devices);
  told = [];
  for (const name of ["lost", "missed", "returned", "replaced"] as const) capture.events.on(name, (...args: unknown[]) => void told.push([name, ...args]));
});
afterEach(() => {
  capture.close();
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(1);
const live = () => FakeTrack.all.filter(({ readyState }) => readyState === "live").map(({ deviceId }) => deviceId);

test("a camera that is pulled out while it sends is replaced by another one in the same stream", async () => {
  const stream = await capture.open("video");
  expect(live()).toEqual(["c1"]);
  unplug(media, ({ deviceId }) => deviceId === "c1");
  await soon();
  expect(live()).toEqual(["c2"]);
  expect(capture.stream("video")).toBe(stream);
  expect(stream.getTracks()).toHaveLength(1);
  expect(told).toEqual([["replaced", "video", 0, ""]]);
});

test("the last camera pulled out closes the stream, and one that is plugged in opens it again", async () => {
  await capture.open("video", 0, { width: 320 });
  unplug(media, ({ kind }) => kind === "videoinput");
  await soon();
  expect(capture.stream("video")).toBeNull();
  expect(capture.missing("video")).toBe("missing");
  plugIn(media, CAMERAS);
  await soon();
  expect(live()).toEqual(["c1"]);
  expect(media.asked.at(-1)).toMatchObject({ video: { width: { ideal: 320 } } });
  expect(told).toEqual([["lost", "video", 0], ["missed", "video", 0, "missing"], ["returned", "video", 0]]);
  expect(capture.missing("video")).toBeNull();
});

test("a device that was closed meanwhile does not open when one is plugged in", async () => {
  await capture.open("audio");
  unplug(media, ({ kind }) => kind === "audioinput");
  await soon();
  capture.shut("audio");
  plugIn(media, CAMERAS);
  await soon();
  expect(live()).toEqual([]);
});

test("closed while the replacement is being opened: nothing is live at the end", async () => {
  await capture.open("video");
  let open!: () => void;
  media.gate = new Promise((resolve) => (open = resolve));
  unplug(media, ({ deviceId }) => deviceId === "c1");
  await soon();
  capture.shut("video");
  open();
  await soon();
  expect(live()).toEqual([]);
  expect(told).toEqual([]);
});

test("a camera that another program uses is tried again with growing pauses, and told once", async () => {
  media.refuse = { name: "NotReadableError" };
  await expect(capture.open("video")).rejects.toMatchObject({ reason: "busy" });
  for (const [tried, pause] of BUSY_PAUSES_MS.entries()) {
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(media.asked).toHaveLength(tried + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(media.asked).toHaveLength(tried + 2);
  }
  media.refuse = null;
  await vi.advanceTimersByTimeAsync(BUSY_PAUSES_MS.at(-1)!);
  expect(live()).toEqual(["c1"]);
  expect(told).toEqual([["missed", "video", 0, "busy"], ["returned", "video", 0]]);
});

test("whoever forbade a device is not asked again until it is allowed", async () => {
  const permission = Object.assign(new EventTarget(), { state: "denied" });
  Object.defineProperty(navigator, "permissions", { value: { query: async () => permission }, configurable: true });
  media.refuse = { name: "NotAllowedError" };
  await expect(capture.open("audio")).rejects.toMatchObject({ reason: "denied" });
  await vi.advanceTimersByTimeAsync(60_000);
  plugIn(media, CAMERAS);
  await soon();
  expect(media.asked).toHaveLength(1);
  media.refuse = null;
  permission.state = "granted";
  permission.dispatchEvent(new Event("change"));
  await soon();
  expect(live()).toHaveLength(1);
  expect(told).toEqual([["missed", "audio", 0, "denied"], ["returned", "audio", 0]]);
});

test("a shared screen that ended is nobody's to open again", async () => {
  await capture.open("screen");
  FakeTrack.all[0]!.onended?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(media.asked).toHaveLength(1);
  expect(told).toEqual([["lost", "screen", 0]]);
});
