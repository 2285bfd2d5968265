import { expect, test } from "vitest";

import { cameraRefused, followDevices, followPlugs, microphoneRefused, screenRefused } from "../../../../frontend/src/dialects/crvideo/devices";
import { Emitter } from "../../../../frontend/src/lib/emitter";
import { DeviceRefused, type DeviceFailure } from "../../../../frontend/src/lib/errors";
import type { Session, SessionEvents } from "../../../../frontend/src/session";

test("a device that ends or comes back by itself is told to the server, and to the page with the number of a refused one", () => {
  const events = new Emitter<SessionEvents>();
  const said: unknown[] = [];
  const played: unknown[] = [];
  const session = { events, tell: (fn: string, args: unknown[]) => void said.push([fn, ...args]) } as unknown as Session;
  followDevices(session, (...args) => void played.push(args), () => void said.push("stop sharing"));
  events.emit("deviceLost", "video", 1);
  events.emit("deviceReturned", "video", 1);
  events.emit("deviceLost", "audio", 0);
  events.emit("deviceLost", "screen", 0);
  expect(said).toEqual([["sb.publish", "video", 1, 0], ["sb.publish", "video", 1, 1], ["sb.publish", "audio", 0, 0], "stop sharing"]);
  expect(played).toEqual([["CRVideo_OpenVideoFailed", 702, "the device was lost", 2], ["CRVideo_OpenMicFailed", 810, "the device was lost"]]);
});

test("why a device cannot be opened has a number, and one that was closed meanwhile none", () => {
  const played: unknown[][] = [];
  const play = (...args: unknown[]) => void played.push(args.slice(0, 2));
  for (const reason of ["denied", "busy", "missing", "cancelled"] satisfies DeviceFailure[]) {
    microphoneRefused(play, new DeviceRefused(reason, "no"));
    cameraRefused(play, new DeviceRefused(reason, "no"), 0);
  }
  expect(played.filter(([name]) => name === "CRVideo_OpenMicFailed").map(([, code]) => code)).toEqual([808, 809, 810]);
  expect(played.filter(([name]) => name === "CRVideo_OpenVideoFailed").map(([, code]) => code)).toEqual([702, 702, 702]);
});

test.each([["denied", 8002], ["dismissed", 8002], ["unsupported", 8004], ["failed", 8007]] as const)("a screen that is %s is %i", (reason, code) => {
  const played: unknown[] = [];
  screenRefused((...args) => void played.push(args), new DeviceRefused(reason, "no"));
  expect(played).toEqual([["CRVideo_StartScreenShareRslt", code]]);
});

test("plugged microphones and speakers are told, the first look and a mere choice are not", () => {
  const events = new Emitter<{ changed: [] }>();
  const lists = { microphone: [{ id: "m1" }], speaker: [{ id: "s1" }] };
  const played: string[] = [];
  const devices = { events, known: true, list: (kind: "microphone" | "speaker") => lists[kind] };
  followPlugs({ devices } as unknown as Session, (name) => void played.push(name));
  events.emit("changed");
  events.emit("changed");
  expect(played).toEqual([]);
  lists.microphone.push({ id: "m2" });
  events.emit("changed");
  lists.speaker.length = 0;
  events.emit("changed");
  expect(played).toEqual(["CRVideo_MicDeviceChanged", "CRVideo_SpkDeviceChanged"]);
});
