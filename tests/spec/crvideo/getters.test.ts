/** CRVideo: what a page reads at once, and what it sets for itself (web documents; crvideo-pages, section 9). */

import { beforeEach, expect, test, vi } from "vitest";

import { allNames, unprefixed } from "../../../frontend/src/dialects/crvideo/names";
import { seated, ME, PEER, type Fn, type Names } from "../../frontend/dialects/crvideo/page";
import { FakeSocket, installMedia, makeSocket, settle } from "../../frontend/fakes";

let page: Names;
let heard: unknown[][];

const call = (name: string, ...args: unknown[]): unknown => (page[`CRVideo_${name}`] as Fn)(...args);

vi.mock("../../../frontend/src/dialects/crvideo/surface", async (original) => {
  const real = await original<typeof import("../../../frontend/src/dialects/crvideo/surface")>();
  return { surface: () => real.surface({ makeSocket }) };
});

beforeEach(() => {
  installMedia();
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
  heard = [];
  page = allNames();
});

function hear(...names: string[]): void {
  for (const name of names) (page[`CRVideo_${name}`] as { callback?: Fn }).callback = (...args) => void heard.push([name, ...args]);
}

test("the version can be read before anything else, and settings may be changed at any time", async () => {
  expect(call("GetSDKVersion")).toMatch(/^\d+\.\d+\.\d+$/);
  expect((page.CRVideo as { sdkver: string }).sdkver).toBe(call("GetSDKVersion"));
  call("SetSDKParams", { isHttp: true, MSProtocol: "0" });
  const socket = await seated(page);
  expect(socket.url).toBe("ws://server:99/ws/crvideo/");
});

test("members have names, strangers an empty one", async () => {
  await seated(page);
  expect([call("GetMemberNickName", "ben"), call("GetMemberNickName", "eve")]).toEqual(["Ben", ""]);
  expect([call("IsUserInMeeting", "ben"), call("IsUserInMeeting", "eve")]).toEqual([true, false]);
});

test("queues are copies with a number, a name, a text and a priority", async () => {
  await seated(page, ["put", "queues", "101", { id: 101, name: "Loans", description: "d", priority: 3 }]);
  const [queue] = call("GetAllQueueInfo") as Record<string, unknown>[];
  expect(queue).toEqual({ queID: 101, name: "Loans", desc: "d", prio: 3 });
  queue!.name = "spoilt";
  expect((call("GetAllQueueInfo") as { name: string }[])[0]!.name).toBe("Loans");
});

test("microphones and speakers are listed with numbers", async () => {
  await call("Init", {});
  expect(call("GetAudioMicNames")).toEqual(expect.arrayContaining([{ micID: 0, micName: expect.any(String) }]));
  expect(Array.isArray(call("GetAudioSpkNames"))).toBe(true);
});

test("a mixer is listed while it starts, runs or ends, with its owner and its configuration", async () => {
  const film = { id: 1, key: "m", owner_external_id: "ben", config: { videoFileCfg: {} } };
  await seated(page, ["put", "recordings", "1", { ...film, state: "running" }], ["put", "recordings", "2", { ...film, id: 2, state: "written" }]);
  expect(call("GetAllCloudMixerInfo")).toEqual([{ ID: "m", owner: "ben", cfg: { mode: 0, videoFileCfg: {} }, state: 2 }]);
});

test("a shared screen has a component of its own, and its settings are kept", async () => {
  await call("Init", {});
  const view = call("CreatScreenShareObj", {}) as { handler(): HTMLElement };
  expect(view.handler().querySelector("video")).toBeTruthy();
  expect(view.handler()).toBe(view.handler());
  expect(() => call("SetScreenShareCfg", { catchRect: null, maxFPS: 8 })).not.toThrow();
});

test.each([["NotAllowedError", 8002], ["NotSupportedError", 8004]])("a screen that the browser refuses with %s is StartScreenShareRslt %i", async (name, code) => {
  hear("StartScreenShareRslt");
  await seated(page);
  vi.spyOn(navigator.mediaDevices, "getDisplayMedia").mockRejectedValue(new DOMException("no", name));
  call("StartScreenShare");
  await settle();
  expect(heard).toEqual([["StartScreenShareRslt", code]]);
});

test("sound comes mixed until the page asks for one stream each", async () => {
  const socket = await seated(page);
  expect(call("GetAudioSubscribeMode")).toBe(0);
  call("SetAudioSubscribeMode", 1);
  call("SetAudioSubscribeList", ["ben"], 1);
  expect(call("GetAudioSubscribeMode")).toBe(1);
  expect(socket.calls().some(([, args]) => JSON.stringify(args).includes(String(PEER)) || JSON.stringify(args).includes("ben"))).toBe(true);
});

test("a stream of the page's own is one more camera until it is removed", async () => {
  await seated(page);
  const listed = (): number[] => (call("GetAllVideoInfo", "ann") as { videoID: number }[]).map(({ videoID }) => videoID);
  const before = listed();
  const id = call("AddStreamCam", await navigator.mediaDevices.getUserMedia({ video: true }), "Slides") as number;
  expect(listed()).toEqual([...before, id]);
  call("RemoveStreamVideo", id);
  expect(listed()).toEqual(before);
});

test("several cameras open at once only where the page wants it", async () => {
  const socket = await seated(page);
  const opened = (): unknown[] => socket.calls().filter(([fn]) => fn === "CRVideo_OpenVideo");
  call("OpenVideo", "ann");
  await settle();
  const one = opened().length;
  call("AddStreamCam", await navigator.mediaDevices.getUserMedia({ video: true }), "Slides");
  call("SetEnableMutiVideo", "ann", true);
  await settle();
  const published = socket.calls().filter(([fn]) => fn === "sb.publish" || fn === "CRVideo_OpenVideo");
  expect(published.length).toBeGreaterThan(one);
});

test("the vendor's numbers are frozen maps; a module has them and everything else without prefix", () => {
  expect(page.CRVideo_ASTATUS).toMatchObject({ AUNKNOWN: 0, ANULL: 1, ACLOSE: 2, AOPEN: 3 });
  expect(page.CRVideo_ERR_DEF).toMatchObject({ CRVIDEOSDK_NOERR: 0, CRVIDEOSDK_ERR_BUSY: 602 });
  expect(Object.isFrozen(page.CRVideo_ERR_DEF)).toBe(true);
  const bare = unprefixed(page);
  expect(bare.Login).toBe(page.CRVideo_Login);
  expect(bare.LoginSuccess).toBe(page.CRVideo_LoginSuccess);
  expect(Object.keys(bare).filter((name) => name.includes("CRVideo"))).toEqual([]);
});
