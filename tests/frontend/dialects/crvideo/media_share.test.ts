import { beforeEach, expect, test, vi } from "vitest";

import { surface } from "../../../../frontend/src/dialects/crvideo/surface";
import { FakeTrack, installMedia, makeSocket, settle, type FakeSocket } from "../../fakes";
import { loggedIn, ME, PEER, type Fn, type Names } from "./page";

type Component = Record<string, (...args: unknown[]) => unknown>;

const ROW = { account_id: ME, external_id: "ann", name: "clip.webm", by: "page", state: "playing", rev: 1 };
const FILE = new File(["film"], "clip.webm");

let page: Names;
let heard: unknown[][];
let socket: FakeSocket;
let component: Component;

const call = (name: string, ...args: unknown[]): unknown => (page[`CRVideo_${name}`] as Fn)(...args);
const video = (): HTMLVideoElement => (component.handler!() as HTMLElement).querySelector("video")!;
const said = (): string[] => socket.calls().map(([fn]) => fn).filter((fn) => fn.startsWith("sb.play"));

/** What a browser's element does once it has read the beginning of the file. */
async function read(): Promise<void> {
  Object.defineProperty(video(), "duration", { value: 4, configurable: true });
  video().dispatchEvent(new Event("loadedmetadata"));
  await settle();
}

async function playing(): Promise<void> {
  expect(call("StartPlayMedia", component, FILE, 0, 2)).toBe(1);
  await read();
  socket.answer("sb.play.page", { patch: [["put", "playback", "playback", ROW]], callbacks: [["CRVideo_NotifyMediaStart", "ann"]] });
  await settle();
}

beforeEach(async () => {
  installMedia();
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const copied = (kind: "audio" | "video"): FakeTrack => Object.assign(new FakeTrack(kind), { clone: () => new FakeTrack(kind, "copy") });
  const captured = { getVideoTracks: () => [copied("video")], getAudioTracks: () => [copied("audio")] };
  Object.assign(HTMLVideoElement.prototype, { captureStream: () => captured, play: () => Promise.resolve(), pause: () => undefined, load: () => undefined });
  Object.assign(URL, { createObjectURL: () => "blob:film", revokeObjectURL: () => undefined });
  heard = [];
  page = surface({ makeSocket });
  for (const name of ["NotifyMediaOpened", "NotifyMediaStart", "NotifyMediaPause", "NotifyMediaStop"]) {
    (page[`CRVideo_${name}`] as { callback: Fn }).callback = (...args) => void heard.push([name, ...args]);
  }
  socket = await loggedIn(page, [["put", "me", "me", { room_id: 7 }], ["put", "room", "room", { id: 7 }]]);
  component = call("CreatMediaObj", { poster: "" }) as Component;
});

test("StartPlayMedia answers at once, asks the meeting when the file is open, and sends picture and sound beside the own ones", async () => {
  expect(call("GetMediaInfo")).toEqual({ userID: "", state: 2, mediaName: "" });
  await playing();
  expect(heard).toEqual([["NotifyMediaOpened"], ["NotifyMediaStart", "ann"]]);
  expect(socket.calls().find(([fn]) => fn === "sb.play.page")?.[1]).toEqual(["clip.webm", 4000, 0]);
  expect([video().src, video().loop, video().muted]).toEqual(["blob:film", true, false]);
  expect(FakeTrack.all.filter(({ deviceId, readyState }) => deviceId === "copy" && readyState === "live").map(({ kind }) => kind)).toEqual(["video", "audio"]);
  expect(call("GetMediaInfo")).toEqual({ userID: "ann", state: 0, mediaName: "clip.webm" });
});

test("PausePlayMedia is said once however often it is asked for, and StopPlayMedia closes what was sent", async () => {
  await playing();
  call("PausePlayMedia", true);
  call("PausePlayMedia", true);
  call("PausePlayMedia", false);
  call("StopPlayMedia");
  await settle();
  expect(said()).toEqual(["sb.play.page", "sb.play.pause", "sb.play.resume", "sb.play.stop"]);
  expect(FakeTrack.all.filter(({ deviceId, readyState }) => deviceId === "copy" && readyState === "live")).toEqual([]);
  expect(video().hasAttribute("src")).toBe(false);
});

test("nothing is played outside of a meeting, without a component or a file, or while anything is played", async () => {
  expect(call("StartPlayMedia", {}, FILE)).toBe(0);
  expect(call("StartPlayMedia", component, "")).toBe(0);
  socket.say({ op: "event", patch: [["put", "playback", "playback", { ...ROW, account_id: PEER, external_id: "ben" }]], callbacks: [] });
  await settle();
  expect(call("StartPlayMedia", component, FILE)).toBe(0);
  expect(call("GetMediaInfo")).toEqual({ userID: "ben", state: 0, mediaName: "clip.webm" });
  socket.say({ op: "event", patch: [["clear", "playback"], ["clear", "room"]], callbacks: [] });
  await settle();
  expect(call("StartPlayMedia", component, FILE)).toBe(0);
});

test("a refusal by the meeting, and its end there, end the playing here", async () => {
  call("StartPlayMedia", component, FILE, 0, 0);
  await read();
  socket.answer("sb.play.page", { ret: 9 });
  await settle();
  expect([video().hasAttribute("src"), heard]).toEqual([false, [["NotifyMediaOpened"]]]);
  await playing();
  socket.say({ op: "event", patch: [["drop", "playback", "playback"]], callbacks: [["CRVideo_NotifyMediaStop", "ann"]] });
  await settle();
  expect([video().hasAttribute("src"), said().includes("sb.play.stop")]).toEqual([false, false]);
});

test("played for oneself alone, the meeting hears nothing, and the page hears the same", async () => {
  expect(call("StartPlayMedia", component, FILE, 1)).toBe(1);
  await read();
  call("PausePlayMedia", true);
  expect(call("GetMediaInfo")).toEqual({ userID: "ann", state: 1, mediaName: "clip.webm" });
  video().dispatchEvent(new Event("ended"));
  await settle();
  expect(heard).toEqual([["NotifyMediaOpened"], ["NotifyMediaStart", "ann"], ["NotifyMediaPause", "ann", 1], ["NotifyMediaStop", "ann"]]);
  expect(said()).toEqual([]);
});
