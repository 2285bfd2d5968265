import { beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS, ANYCHAT_FUNCTIONS } from "../../../../frontend/src/generated/anychat";
import { FakeSocket, settle } from "../../fakes";
import { connected, loggedIn, ME, page, PEER, seated } from "./page";

beforeEach(() => void (document.body.innerHTML = '<div id="box"></div>'));

const NAMES = Object.keys(ANYCHAT_FUNCTIONS).filter((name) => name.startsWith("BRAC_"));
type Any = (...args: unknown[]) => unknown;

test("every function of the table is there, and every constant, and they may be defined again", () => {
  const { sdk } = page();
  expect(NAMES.filter((name) => typeof sdk[name] !== "function")).toEqual([]);
  for (const [name, value] of Object.entries(ANYCHAT_CONSTANTS)) expect(sdk[name]).toBe(value);
  sdk.ANYCHAT_OBJECT_TYPE_AREA = 4;
  expect(Object.getOwnPropertyDescriptor(sdk, "BRAC_InitSDK")!.writable).toBe(true);
});

test("nothing but functions and constants is put into the page", () => {
  const { sdk } = page([]);
  expect(Object.keys(sdk).filter((name) => !/^(BRAC|ANYCHAT|WM_GV|GV_ERR|TRANSTASK)/.test(name))).toEqual([]);
});

test("functions answer 2 before InitSDK, which may be called again", () => {
  const { sdk } = page();
  expect([sdk.BRAC_Connect("h", 1), sdk.BRAC_Login("a", "b", 0), sdk.BRAC_EnterRoom(1, "", 0), sdk.BRAC_SetVideoPos(0, "box", "v")]).toEqual([2, 2, 2, 2]);
  expect([sdk.BRAC_InitSDK("0"), sdk.BRAC_InitSDK("0")]).toEqual([0, 0]);
  expect(sdk.BRAC_SetVideoPos(0, "box", "v")).toBe(0);
});

test("getters have answers before anything happened: numbers, texts and real arrays", () => {
  const { sdk } = page();
  expect(sdk.BRAC_GetUserInfo(5, 1)).toBe("");
  expect(sdk.BRAC_GetUserName(-1)).toBe("");
  expect(sdk.BRAC_GetCameraState(5)).toBe(0);
  expect(Array.isArray(sdk.BRAC_GetOnlineUser())).toBe(true);
  expect(sdk.BRAC_EnumDevices(1)[0]).toBeUndefined();
  expect(sdk.BRAC_QueryUserStateInt(5, 3)).toBe(0);
});

const ENDING = new Set(["BRAC_Connect", "BRAC_Logout", "BRAC_Release"]);
const ODD_ARGUMENTS = [[], [null, undefined], ["x", {}, [], NaN], [-1, -1, -1], [0, 0, "0", 0, 0], [ME, PEER]];

test.each([["before anything", async () => undefined], ["connected", connected], ["in a room", seated]])("no function throws, whatever it is given (%s)", async (_when, reach) => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const made = page();
  await reach(made);
  for (const name of [...NAMES.filter((name) => !ENDING.has(name)), ...ENDING]) {
    for (const args of ODD_ARGUMENTS) expect(() => (made.sdk[name] as Any)(...args), name).not.toThrow();
  }
  made.client.release();
  await settle();
});

test("a server function says what it was given and answers 0; the outcome is an event", async () => {
  const made = page();
  const raw = await seated(made);
  expect(made.sdk.BRAC_SendTextMessage(0, 0, "<b>hi</b> ")).toBe(0);
  expect(raw.calls().at(-1)).toEqual(["BRAC_SendTextMessage", [0, 0, "<b>hi</b> "]]);
});

test("arguments that the function does not have are not sent", async () => {
  const made = page();
  const raw = await loggedIn(made);
  (made.sdk.BRAC_ObjectControl as Any)(4, 1, 401, 0, 0, 0, 0, "", 0);
  expect(raw.calls().at(-1)![1]).toHaveLength(8);
});

test("without any link server functions answer 101, but what pages call while leaving is accepted", () => {
  const { sdk } = page();
  sdk.BRAC_InitSDK("0");
  expect(sdk.BRAC_EnterRoom(1, "", 0)).toBe(101);
  expect([sdk.BRAC_Logout(), sdk.BRAC_LeaveRoom(-1), sdk.BRAC_LeaveRoom(-1), sdk.BRAC_UserCameraControl(-1, 0), sdk.BRAC_UserSpeakControl(5, 0)]).toEqual([0, 0, 0, 0, 0]);
});

test("arrays have nothing that for..in would show", () => {
  page();
  const seen: string[] = [];
  for (const key in [1, 2]) seen.push(key);
  expect(seen).toEqual(["0", "1"]);
});

test("events that come meanwhile are not heard inside a call", async () => {
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  raw.say({ op: "event", callbacks: [["OnAnyChatTextMessage", PEER, ME, 0, "x", 1]] });
  made.sdk.BRAC_SendTextMessage(PEER, 0, "y");
  expect(made.heard).toEqual([]);
  await settle();
  expect(made.heard).toHaveLength(1);
  expect(FakeSocket.last).toBe(raw);
});
