import { beforeEach, expect, test, vi } from "vitest";

import { surface } from "../../../../frontend/src/dialects/crvideo/surface";
import { logger } from "../../../../frontend/src/lib/logger";
import { FakeSocket, FakeTrack, installMedia, makeSocket, settle } from "../../fakes";
import { loggedIn as logIn, seat, ME, MEETING, PEER, ROOM, type Fn, type Names, type Row } from "./page";

type Holder = { callback?: Fn | null };
let page: Names;
let heard: unknown[][];

const call = (name: string, ...args: unknown[]): unknown => (page[`CRVideo_${name}`] as Fn)(...args);
const hear = (...names: string[]): void => {
  for (const name of names) (page[`CRVideo_${name}`] as Holder).callback = (...args) => void heard.push([name, ...args]);
};

beforeEach(() => {
  installMedia();
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  heard = [];
  page = surface({ makeSocket });
});

const BEN: Row = ["put", "people", String(PEER), { id: PEER, external_id: "ben", name: "Ben" }];
const loggedIn = (cookie: unknown = "c"): Promise<FakeSocket> => logIn(page, [BEN], cookie);

async function seated(): Promise<FakeSocket> {
  const socket = await loggedIn();
  call("EnterMeeting3", ROOM, "e");
  await settle();
  const patch = [...MEETING, seat(PEER, { camera: 2, cameras: [0] })];
  socket.answer("CRVideo_EnterMeeting3", { patch, callbacks: [["CRVideo_EnterMeetingRslt", 0, { $: "cookie" }]] });
  await settle();
  return socket;
}

test("the address needs no scheme, and the login's cookie comes back by reference", async () => {
  hear("LoginSuccess");
  const cookie = { resolve: () => 1 };
  const socket = await loggedIn(cookie);
  expect(socket.url).toBe("ws://server:99/ws/crvideo/");
  expect(socket.calls().find(([fn]) => fn === "CRVideo_Login")).toEqual(["CRVideo_Login", ["默认", "默认", "Ann", "ann", ""]]);
  expect(heard).toEqual([["LoginSuccess", "ann", cookie]]);
  expect(heard[0]![2]).toBe(cookie);
});

test("a server that cannot be reached is LoginFail with 203 and the cookie", async () => {
  hear("LoginFail");
  await call("Init", {});
  call("Login", "默认", "默认", "Ann", "ann", "", "mine");
  await settle();
  FakeSocket.last.drop();
  await settle();
  expect(heard).toEqual([["LoginFail", 203, "mine"]]);
});

test("a server that says nothing is LoginFail with 202 and the cookie, and what it says later is not heard", async () => {
  hear("LoginFail", "LoginSuccess", "LineOff");
  await call("Init", {});
  vi.useFakeTimers();
  call("Login", "默认", "默认", "Ann", "ann", "", "mine");
  await vi.advanceTimersByTimeAsync(10);
  const socket = FakeSocket.last;
  socket.greet();
  await vi.advanceTimersByTimeAsync(10);
  const beat = setInterval(() => socket.say({ op: "pong" } as never), 1000); // the link itself lives
  await vi.advanceTimersByTimeAsync(21_000);
  clearInterval(beat);
  vi.useRealTimers();
  await settle();
  socket.answer("CRVideo_Login", { callbacks: [["CRVideo_LoginSuccess", "ann", { $: "cookie" }]] });
  await settle();
  expect(heard).toEqual([["LoginFail", 202, "mine"]]);
});

test("the page decides whether the SDK writes into the console", async () => {
  const lines = vi.spyOn(console, "info");
  const log = logger("topic");
  for (const isSDKConsole of [true, false]) {
    call("SetSDKParams", { isSDKConsole });
    call("SetSDKParams", {});
    log.info("said", isSDKConsole);
  }
  expect(lines.mock.calls).toEqual([["switchboard/topic:", "said", true]]);
});

test("a login by token opens the link too, and an unreachable server is LoginFail with 203", async () => {
  hear("LoginFail");
  await call("Init", {});
  call("LoginByToken", "a.b.c", "Ann", "ann", "", "mine");
  await settle();
  FakeSocket.last.drop();
  await settle();
  expect(heard).toEqual([["LoginFail", 203, "mine"]]);
});

test("a broken link is LineOff 204, a dismissal keeps the server's own number", async () => {
  hear("LineOff");
  (await loggedIn()).drop();
  await settle();
  expect(heard).toEqual([["LineOff", 204]]);
  heard.length = 0;
  const again = await loggedIn();
  again.say({ op: "event", patch: [], callbacks: [["CRVideo_LineOff", 10]] });
  again.drop();
  await settle();
  expect(heard).toEqual([["LineOff", 10]]);
});

test("a holder without a callback, with null and with one that throws stop nothing", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  (page.CRVideo_LoginSuccess as Holder).callback = null;
  const socket = await loggedIn();
  (page.CRVideo_NotifyCmdData as Holder).callback = () => {
    throw new Error("page bug");
  };
  hear("UserEnterMeeting");
  socket.say({ op: "event", callbacks: [["CRVideo_NotifyCmdData", "ben", "x"], ["CRVideo_UserEnterMeeting", "ben"]] });
  await settle();
  expect(heard).toEqual([["UserEnterMeeting", "ben"]]);
});

test("the id that Call returns is the id the server gets", async () => {
  const socket = await loggedIn();
  const id = call("Call", "ben", { ID: 1 }, "ext", "cookie");
  await settle();
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  const [, args] = socket.calls().find(([fn]) => fn === "CRVideo_Call")!;
  expect(args).toContain(id);
  expect(args).not.toContain("cookie");
});

test("invitations return their ids at once, each its own", async () => {
  const socket = await loggedIn();
  const ids = [call("Invite", "ben", "ext", "cookie"), call("CallMoreParty", "ben", { ID: 1 }, "ext", "cookie")];
  await settle();
  expect(new Set(ids).size).toBe(2);
  const said = (fn: string): unknown => socket.calls().find(([name]) => name === `CRVideo_${fn}`)?.[1];
  expect(said("Invite")).toEqual(["ben", "ext", ids[0]]);
  expect(said("CallMoreParty")).toEqual(["ben", { ID: 1 }, "ext", ids[1]]);
});

test("a call to a third party is not the call that one would come back to", async () => {
  const socket = await loggedIn();
  const row = { key: "k", caller_id: ME, callee_id: PEER, caller_external_id: "ann", callee_external_id: "ben", state: "active", is_third_party: true };
  socket.say({ op: "event", patch: [["put", "calls", "7", row]], callbacks: [] });
  await settle();
  expect(call("GetSessionInfo")).toMatchObject({ callID: "" });
  socket.say({ op: "event", patch: [["put", "calls", "7", { caller_id: PEER, callee_id: ME }]], callbacks: [] });
  await settle();
  expect(call("GetSessionInfo")).toMatchObject({ callID: "k", peerID: "ann" });
});

test("getters answer from the mirror with fresh copies and this dialect's numbers", async () => {
  await seated();
  const members = call("GetAllMembers") as Record<string, unknown>[];
  expect(members.find(({ userID }) => userID === "ben")).toEqual({ userID: "ben", nickname: "Ben", audioStatus: 2, videoStatus: 3, spkStatus: 3 });
  members.length = 0;
  expect(call("GetAllMembers")).toHaveLength(2);
  expect(call("GetVideoStatus", "ben")).toBe(3);
  expect(call("GetAudioStatus", "stranger")).toBe(0);
  expect(call("GetOpenedVideoIDs", "ben")).toEqual([1]);
  expect(call("GetMemberInfo", "stranger")).toBeFalsy();
  expect(call("IsUserInMeeting", "ben")).toBe(true);
  expect(call("GetQueuingInfo")).toEqual({ queID: -1, position: 0, queuingTime: 0 });
  expect(call("GetServingQueues")).toEqual([]);
  expect(call("GetSessionInfo")).toMatchObject({ callID: "" });
});

test("the session names the peer, whom the page may know from nowhere else", async () => {
  const socket = await seated();
  const ends = { caller_id: 77, caller_external_id: "amy", caller_name: "Amy", callee_id: ME, callee_external_id: "ann", callee_name: "Ann" };
  socket.say({ op: "event", patch: [["put", "calls", "9", { id: 9, key: "k", ...ends, state: "active", room_id: 5, started_ms: 0 }]] });
  await settle();
  expect(call("GetSessionInfo")).toMatchObject({ callID: "k", peerID: "amy", peerName: "Amy", bCallAccepted: 1, meetingID: 5 });
});

test("a component survives JSON.stringify, keeps its root, and asks for the stream once the person is there", async () => {
  const socket = await loggedIn();
  const view = call("CreatVideoObj", { poster: "p.png" }) as Record<string, Fn>;
  expect(JSON.stringify({ members: [{ view }] })).toContain("videoID");
  const root = view.handler!() as HTMLElement;
  expect(view.handler!()).toBe(root);
  expect(root.getElementsByTagName("video")).toHaveLength(1);
  expect(root.children[1]!.tagName).toBe("VIDEO");
  view.setVideo!("ben", -1);
  await settle();
  expect(socket.calls().filter(([fn]) => fn === "sb.want")).toEqual([]);
  await seated();
  const wants = (): unknown[] => FakeSocket.last.calls().filter(([fn]) => fn === "sb.want").map(([, args]) => args);
  await settle();
  expect(wants()).toEqual([[PEER, "video", 0, 1]]);
  view.setVideo!("ben", 2);
  await settle();
  expect(wants().slice(1)).toEqual([[PEER, "video", 0, 0], [PEER, "video", 1, 1]]);
  view.destroy!();
  await settle();
  expect(wants().at(-1)).toEqual([PEER, "video", 1, 0]);
});

test("opening one's camera opens the device first and then tells the server; somebody else's only tells", async () => {
  const socket = await seated();
  call("OpenVideo", "ann");
  await settle();
  expect(socket.calls().some(([fn]) => fn === "CRVideo_OpenVideo")).toBe(true);
  expect(call("GetAllVideoInfo", "ann")).not.toHaveLength(0);
  call("OpenMic", "ben");
  await settle();
  expect(socket.calls().filter(([fn]) => fn === "CRVideo_OpenMic")).toEqual([["CRVideo_OpenMic", ["ben"]]]);
});

test("a microphone and a camera that somebody else closed stop capturing here", async () => {
  const socket = await seated();
  call("OpenMic", "ann");
  call("OpenVideo", "ann");
  await settle();
  const live = (): string[] => FakeTrack.all.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind).sort();
  const others = live().length - 2;
  socket.say({ op: "event", callbacks: [["sb.asked", "audio", 0]] });
  await settle();
  expect(live()).toHaveLength(others + 1);
  socket.say({ op: "event", callbacks: [["sb.asked", "video", 0]] });
  await settle();
  expect(live()).toHaveLength(others);
});

test("a camera that is closed and opened again in one go stays open", async () => {
  const socket = await seated();
  const live = (): number => FakeTrack.all.filter(({ readyState, kind }) => readyState === "live" && kind === "video").length;
  const before = live();
  call("OpenVideo", "ann");
  await settle();
  socket.answer("CRVideo_OpenVideo", { patch: [["put", "seats", String(ME), { camera: 2, cameras: [0], rev: 2 }]] });
  await settle();
  call("CloseVideo", "ann");
  call("OpenVideo", "ann");
  await Promise.resolve();
  await settle();
  socket.answer("CRVideo_CloseVideo", { patch: [["put", "seats", String(ME), { camera: 1, cameras: [], rev: 3 }]] });
  await settle();
  socket.answer("CRVideo_OpenVideo", { patch: [["put", "seats", String(ME), { camera: 2, cameras: [0], rev: 4 }]] });
  await settle();
  expect(live()).toBe(before + 1);
  expect(call("GetVideoStatus", "ann")).toBe(3);
});

test("a page that is asked opens its device as if its own person had pressed the button", async () => {
  const socket = await seated();
  socket.say({ op: "event", callbacks: [["sb.asked", "audio", 1], ["sb.asked", "video", 1]] });
  await settle();
  expect([call("GetAudioStatus", "ann"), call("GetVideoStatus", "ann")]).toEqual([4, 4]);
  expect(socket.calls().filter(([fn]) => fn.startsWith("CRVideo_Open"))).toEqual([["CRVideo_OpenMic", ["ann"]], ["CRVideo_OpenVideo", ["ann", 1]]]);
});

test("a page that is asked and may not open its microphone hears why, and its status stays as it was", async () => {
  hear("OpenMicFailed");
  const socket = await seated();
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockRejectedValue(new DOMException("no", "NotAllowedError"));
  socket.say({ op: "event", callbacks: [["sb.asked", "audio", 1]] });
  await settle();
  expect(heard).toEqual([["OpenMicFailed", 808, expect.any(String)]]);
  expect(call("GetAudioStatus", "ann")).toBe(2);
  expect(socket.calls().some(([fn]) => fn === "CRVideo_OpenMic")).toBe(false);
});

test("somebody else's microphone is being opened until it is, or has not been for ten seconds", async () => {
  const socket = await seated();
  for (const outcome of ["opened", "never"]) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    call("OpenMic", "ben");
    await vi.advanceTimersByTimeAsync(10);
    socket.answer("CRVideo_OpenMic");
    await vi.advanceTimersByTimeAsync(10);
    expect(call("GetAudioStatus", "ben")).toBe(5);
    if (outcome === "opened") socket.say({ op: "event", patch: [["put", "seats", String(PEER), { microphone: 1, rev: 9 }]] });
    await vi.advanceTimersByTimeAsync(outcome === "opened" ? 10 : 10_000);
    if (outcome === "opened") socket.say({ op: "event", patch: [["put", "seats", String(PEER), { microphone: 0, rev: 10 }]] });
    await vi.advanceTimersByTimeAsync(10);
    expect(call("GetAudioStatus", "ben")).toBe(2);
    vi.useRealTimers();
  }
});

test("status news reach only pages that asked for them", async () => {
  hear("NotifyUserStatus");
  const socket = await loggedIn();
  const news = { op: "event" as const, callbacks: [["CRVideo_NotifyUserStatus", { userID: "ben", userStatus: 1, DNDType: 0 }]] as [string, unknown][] };
  socket.say(news);
  await settle();
  expect(heard).toEqual([]);
  call("StartUserStatusNotify", "c");
  await settle();
  socket.say(news);
  await settle();
  expect(heard).toHaveLength(1);
});

test("SetVideoCfg promises, GetVideoCfg answers numbers", async () => {
  await expect(call("SetVideoCfg", { size: 3, fps: 20 }) as Promise<void>).resolves.toBeUndefined();
  expect(call("GetVideoCfg")).toMatchObject({ size: 3, fps: 20, ratio: 1 });
});

test("camera settings are numbers; pixels hold until a size or a shape is named, and what is none is refused with 5", async () => {
  await call("SetVideoCfg", { width: 1000, height: 500, fps: "60" });
  expect(call("GetVideoCfg")).toEqual({ size: 2, fps: 30, ratio: 1, width: 1000, height: 500 });
  await call("SetVideoCfg", { ratio: 2, width: undefined });
  expect(call("GetVideoCfg")).toEqual({ size: 2, fps: 30, ratio: 2 });
  for (const wrong of [{ size: 5 }, { ratio: 6 }, { fps: 0 }, { width: "wide" }]) {
    await expect(call("SetVideoCfg", wrong) as Promise<void>).rejects.toMatchObject({ errCode: 5 });
  }
});

test("a device that the server has not answered for yet is opening, somebody else's microphone has a number of its own", async () => {
  const socket = await seated();
  expect([call("GetAudioStatus", "ann"), call("GetVideoStatus", "ann")]).toEqual([2, 2]);
  for (const [open, uid] of [["OpenMic", "ann"], ["OpenVideo", "ann"], ["OpenMic", "ben"]]) call(open!, uid);
  expect([call("GetAudioStatus", "ann"), call("GetVideoStatus", "ann"), call("GetAudioStatus", "ben")]).toEqual([4, 4, 5]);
  await settle();
  socket.answer("CRVideo_OpenVideo", { patch: [["put", "seats", String(ME), { camera: 2, cameras: [0], rev: 2 }]] });
  await settle();
  expect([call("GetAudioStatus", "ann"), call("GetVideoStatus", "ann")]).toEqual([4, 3]);
});

test("what the server refuses leaves no light on", async () => {
  const socket = await seated();
  const live = (): number => FakeTrack.all.filter(({ readyState, kind }) => readyState === "live" && kind === "video").length;
  const before = live();
  call("OpenVideo", "ann");
  await settle();
  call("StartScreenShare");
  await settle();
  expect(live()).toBe(before + 2);
  socket.answer("CRVideo_OpenVideo", { ret: 702 });
  socket.answer("CRVideo_StartScreenShare", { ret: 700 });
  await settle();
  expect(live()).toBe(before);
  expect(call("GetVideoStatus", "ann")).toBe(2);
});

test("audio settings name the devices by their places, and a muted speaker says so", async () => {
  await call("Init", {});
  expect(call("GetAudioCfg")).toMatchObject({ micID: 0, speakerID: 0, micVolume: 100, speakerPause: false });
  call("SetAudioCfg", { micID: 3, micVolume: 50 });
  expect(call("GetAudioCfg")).toMatchObject({ micID: 0, micVolume: 50 });
  call("PauseSpeaker");
  expect(call("GetAudioCfg")).toMatchObject({ speakerPause: true });
  call("PlaySpeaker");
  expect(call("GetAudioCfg")).toMatchObject({ speakerPause: false });
});

test("a rename promises, and a refusal rejects with the number", async () => {
  const socket = await seated();
  const done = call("SetNickName", "ann", "Anna") as Promise<unknown>;
  await settle();
  socket.answer("CRVideo_SetNickName", { ret: 9 });
  await expect(done).rejects.toEqual({ errCode: 9, errDesc: expect.stringContaining("SetNickName") });
});

test("the verdict about a mixer is what its promise resolves to, and never a rejection", async () => {
  const socket = await seated();
  for (const [name, ret] of [["UpdateCloudMixerContent", 0], ["DestroyCloudMixer", 905]] as const) {
    const done = call(name, "m1", {}) as Promise<unknown>;
    await settle();
    socket.answer(`CRVideo_${name}`, { ret });
    await expect(done).resolves.toEqual({ errCode: ret });
  }
});

test("after Logout and Uninit the page may Init and log in again", async () => {
  hear("LineOff");
  const socket = await loggedIn();
  call("Logout");
  await settle();
  socket.answer("CRVideo_Logout");
  await settle();
  call("Uninit");
  expect(heard).toEqual([]);
  const again = await loggedIn();
  expect(again).not.toBe(socket);
});
