import { expect, test, vi } from "vitest";

import { Devices, failureOf, SCREEN_NAME } from "../../../frontend/src/media/devices";
import { installMedia } from "../fakes";

async function listed(infos?: { kind: string; deviceId: string; label: string }[]) {
  const media = installMedia(infos);
  const devices = new Devices();
  await devices.watch();
  return { media, devices };
}

test("names come from the browser, or are made up until it tells them", async () => {
  const { devices } = await listed([
    { kind: "videoinput", deviceId: "", label: "" },
    { kind: "videoinput", deviceId: "x", label: "Cam" },
    { kind: "videoinput", deviceId: "y", label: "Cam" },
  ]);
  expect(devices.list("camera").map(({ name }) => name)).toEqual(["Camera 1", "Cam", "Cam (2)"]);
});

test("before the browser was asked nothing is known, and nothing throws", () => {
  installMedia();
  const devices = new Devices();
  expect(devices.known).toBe(false);
  expect(devices.list("camera")).toEqual([]);
  expect(devices.current("camera")).toBeUndefined();
});

test("the chosen camera is the first one, the others follow", async () => {
  const { devices } = await listed();
  expect(devices.camera(1)?.name).toBe("Back");
  expect(devices.select("camera", "Back")).toBe(true);
  expect(devices.current("camera")?.id).toBe("c2");
  expect([0, 1, 2].map((index) => devices.camera(index)?.name)).toEqual(["Back", "Front", undefined]);
  expect(devices.select("camera", "No such")).toBe(false);
});

test("the screen can be offered as one more camera, and taken back", async () => {
  const { devices } = await listed();
  devices.offerScreen(true);
  expect(devices.list("camera").map(({ name }) => name)).toEqual(["Front", "Back", SCREEN_NAME]);
  devices.select("camera", SCREEN_NAME);
  devices.offerScreen(false);
  expect(devices.current("camera")?.name).toBe("Front");
});

test("a device plugged in later is noticed", async () => {
  const { media, devices } = await listed([]);
  const changed = vi.fn();
  devices.events.on("changed", changed);
  media.infos = [{ kind: "videoinput", deviceId: "new", label: "New" }];
  media.dispatchEvent(new Event("devicechange"));
  await Promise.resolve();
  await Promise.resolve();
  expect(changed).toHaveBeenCalled();
  expect(devices.list("camera").map(({ name }) => name)).toEqual(["New"]);
});

test.each([
  ["NotAllowedError", "denied"], ["NotFoundError", "missing"], ["OverconstrainedError", "missing"],
  ["NotReadableError", "busy"], ["TypeError", "unsupported"], ["Strange", "failed"],
])("%s means %s", (name, reason) => {
  expect(failureOf({ name })).toBe(reason);
});

test("a page without device access refuses with a reason", async () => {
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  await expect(new Devices().open({ audio: true })).rejects.toMatchObject({ reason: "unsupported" });
});
