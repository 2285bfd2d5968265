import { expect, test, vi } from "vitest";

import { addressOf } from "../../../../frontend/src/dialects/anychat/client";
import { CAMERAS, FakeSocket, FakeTrack, plugIn, settle, unplug, type FakeMediaDevices } from "../../fakes";
import { connected, loggedIn, ME, page, PEER, SEAT, seated } from "./page";

const HTTP = { protocol: "http:", hostname: "sb.example", port: "8000" };
const HTTPS = { protocol: "https:", hostname: "sb.example", port: "" };

test.each([
  ["10.0.0.5", 8906, HTTP, "ws://10.0.0.5:8906/ws/anychat/"],
  ["", 0, HTTP, "ws://sb.example:8000/ws/anychat/"],
  ["sb.example", 0, HTTPS, "wss://sb.example/ws/anychat/"],
  ["other.example", 443, HTTPS, "wss://other.example:443/ws/anychat/"],
  ["https://other.example:8443/x", 0, HTTPS, "wss://other.example:8443/ws/anychat/"],
  ["other.example", 0, HTTP, "ws://other.example/ws/anychat/"],
  ["[::1]", 8000, HTTP, "ws://[::1]:8000/ws/anychat/"],
  [" 127.0.0.1 ", 80, HTTP, "ws://127.0.0.1:80/ws/anychat/"],
])("host %o and port %o become an address", (host, port, at, expected) => {
  expect(addressOf(host, port, at)).toBe(expected);
});

/** AnyChat 5.2.3: Login may follow Connect at once; the request is kept until the link is up. */
test("connect and login called back to back: connected first, then the login goes out", async () => {
  const made = page();
  made.sdk.BRAC_InitSDK("0");
  expect(made.sdk.BRAC_Connect("127.0.0.1", "8906" as unknown as number)).toBe(0);
  expect(made.sdk.BRAC_Login("me", "pw", 0)).toBe(0);
  expect(FakeSocket.last.url).toBe("ws://127.0.0.1:8906/ws/anychat/");
  expect(FakeSocket.last.calls()).toEqual([]);
  FakeSocket.last.greet();
  await settle();
  const said = FakeSocket.last.calls().map(([fn]) => fn);
  expect(said.indexOf("sb.present")).toBeLessThan(said.indexOf("BRAC_Login"));
  expect(made.heard).toEqual([]);
  FakeSocket.last.answer("sb.present");
  FakeSocket.last.answer("BRAC_Login", { callbacks: [["OnAnyChatLoginSystem", ME, 0]] });
  await settle();
  expect(made.heard).toEqual([["Connect", 1, 0], ["LoginSystem", ME, 0]]);
});

/** AnyChat 4.1.2 and 5.2.1: a wrong connection secret ends the attempt with 102. */
test("a wrong connection secret fails the connect and ends the link without LinkClose", async () => {
  const made = page();
  made.sdk.BRAC_InitSDK("0");
  made.sdk.BRAC_SetServerAuthPass("wrong");
  made.sdk.BRAC_Connect("127.0.0.1", 1);
  FakeSocket.last.greet();
  await settle();
  expect(FakeSocket.last.calls()).toContainEqual(["sb.present", ["wrong"]]);
  FakeSocket.last.answer("sb.present", { ret: 102 });
  await settle();
  expect(made.heard).toEqual([["Connect", 0, 102]]);
  expect(made.client.session.link).toBe("idle");
});

test("a server that cannot be reached is a failed connect, told later and once", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const made = page();
  made.sdk.BRAC_InitSDK("0");
  made.sdk.BRAC_Connect("127.0.0.1", 1);
  FakeSocket.last.drop();
  expect(made.heard).toEqual([]);
  await settle();
  expect(made.heard).toEqual([["Connect", 0, 100]]);
});

/** AnyChat 4.1.7: the event is for a link that was lost, not for one that was ended. */
test("a lost link is told and turns the devices off; a logout is silent", async () => {
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  made.heard.length = 0;
  raw.drop();
  await settle();
  expect(made.heard).toEqual([["LinkClose", 0, 101]]);
  expect(FakeTrack.all.filter(({ readyState, deviceId }) => readyState === "live" && deviceId)).toEqual([]);
  const again = await loggedIn(made);
  made.heard.length = 0;
  expect(made.sdk.BRAC_Logout()).toBe(0);
  expect(again.calls().at(-1)![0]).toBe("BRAC_Logout");
  expect(again.readyState).toBe(3);
  await settle();
  expect(made.heard).toEqual([]);
});

test("when the server itself says that the link is closing, it is told once", async () => {
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  raw.say({ op: "event", callbacks: [["OnAnyChatLinkClose", 0, 201]] });
  raw.say({ op: "bye", reason: "replaced" });
  raw.drop(1001);
  await settle();
  expect(made.heard).toEqual([["LinkClose", 0, 201]]);
});

test("after a logout the same page can log in again", async () => {
  const made = page();
  await loggedIn(made);
  made.sdk.BRAC_Logout();
  await loggedIn(made);
  expect(made.sdk.BRAC_GetUserName(-1)).toBe("Me");
});

test("release never throws, closes the link and the devices, and needs InitSDK afterwards", async () => {
  const made = page();
  await seated(made);
  made.sdk.BRAC_UserSpeakControl(-1, 1);
  await settle();
  expect(() => (made.sdk.BRAC_Release(), made.sdk.BRAC_Release())).not.toThrow();
  expect(FakeTrack.all.filter(({ readyState, kind }) => readyState === "live" && kind === "audio")).toEqual([]);
  expect(made.sdk.BRAC_Connect("127.0.0.1", 1)).toBe(2);
  expect(made.sdk.BRAC_InitSDK("0")).toBe(0);
});

/** The role (option 200) is set after login by pages, but may be set before it; it has to be said again after each login. */
test("the role is a flag of the own client object and is told after every login", async () => {
  const made = page();
  await connected(made);
  made.sdk.BRAC_SetSDKOption(200, 2);
  expect(FakeSocket.last.calls().some(([fn]) => fn === "BRAC_ObjectSetIntValue")).toBe(false);
  const raw = await loggedIn(made);
  expect(raw.calls()).toContainEqual(["BRAC_ObjectSetIntValue", [8, ME, 7, 2]]);
});

test("a camera opened before the room is told to the room on entry", async () => {
  const made = page();
  await loggedIn(made);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  const before = FakeSocket.last.calls().length;
  await made.sdk.BRAC_EnterRoom(5, "", 0);
  FakeSocket.last.answer("BRAC_EnterRoom", { patch: [["put", "me", "me", { room_id: 5 }], ["put", "seats", String(ME), { ...SEAT, account_id: ME }]] });
  await settle();
  expect(FakeSocket.last.calls().slice(before)).toEqual([["BRAC_EnterRoom", [5, "", 0]], ["BRAC_UserCameraControl", [-1, 1]], ["sb.direct", ["server"]]]);
});

test("a camera that was pulled out is told as closed, and as open when it is back", async () => {
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  const machine = navigator.mediaDevices as unknown as FakeMediaDevices;
  unplug(machine, ({ kind }) => kind === "videoinput");
  await settle();
  expect(raw.calls().at(-1)).toEqual(["BRAC_UserCameraControl", [-1, 0]]);
  plugIn(machine, CAMERAS);
  await settle();
  expect(raw.calls().at(-1)).toEqual(["BRAC_UserCameraControl", [-1, 1]]);
});

test("events stay in order when handlers throw", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  (made.sdk as Record<string, unknown>).OnAnyChatCameraStateChange = () => {
    throw new Error("demo");
  };
  raw.say({ op: "event", callbacks: [["OnAnyChatCameraStateChange", PEER, 2], ["OnAnyChatMicStateChange", PEER, 1]] });
  await settle();
  expect(made.heard).toEqual([["MicStateChange", PEER, 1]]);
});

/** AnyChat 5.2.3: the application may be named in the login, or before it by option 300. */
test("a signed login without an application takes the one of the option", async () => {
  const made = page();
  const raw = await connected(made);
  made.sdk.BRAC_SetSDKOption(300, "app-1");
  made.sdk.BRAC_LoginEx("Nick", -1, "u1", "", 5, "sig", "");
  expect(raw.calls().at(-1)).toEqual(["BRAC_LoginEx", ["Nick", -1, "u1", "app-1", 5, "sig", ""]]);
  made.sdk.BRAC_LoginEx("Nick", -1, "u1", "app-2", 5, "sig", "");
  expect(raw.calls().at(-1)![1][3]).toBe("app-2");
});
