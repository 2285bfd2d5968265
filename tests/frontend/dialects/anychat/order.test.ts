/** AnyChat 2.2, 5.7, 5.4: what the page answers itself, before and after the login. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { connected, loggedIn, ME, page, type TestPage } from "./page";

let made: TestPage;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval"], shouldAdvanceTime: true });
  made = page();
});

afterEach(() => {
  made.client.release();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** AnyChat 2.2, group A, and 5.1.1: the SDK is initialised first; 2 says that it was not. */
test("connecting and logging in need an initialised SDK", () => {
  expect(made.sdk.BRAC_Connect("127.0.0.1", 8906)).toBe(2);
  expect(made.sdk.BRAC_Login("me", "", 0)).toBe(2);
  expect(made.sdk.BRAC_LoginEx("me", -1, "", "", 0, "", "")).toBe(2);
});

/** AnyChat 2.2, group C: the level is the one that the server gave. */
test("the own level is the server's, a stranger has none", async () => {
  await loggedIn(made);
  expect(made.sdk.BRAC_GetUserLevel(-1)).toBe(3);
  expect(made.sdk.BRAC_GetUserLevel(ME)).toBe(3);
  expect(made.sdk.BRAC_GetUserLevel(4711)).toBe(0);
});

/** AnyChat 3.2: 1 is a camera, 2 a microphone, 3 a loudspeaker; a list of names each, and the one in use. */
test("devices are listed by kind", async () => {
  await loggedIn(made);
  for (const kind of [1, 2, 3]) {
    expect(Array.isArray(made.sdk.BRAC_EnumDevices(kind))).toBe(true);
    expect(typeof made.sdk.BRAC_GetCurrentDevice(kind)).toBe("string");
  }
  expect(made.sdk.BRAC_EnumDevices(9)).toEqual([]);
});

/** AnyChat 3.1, 5.7.6 to 5.7.9: what was set is read back, by number and as text. */
test("options are read back", () => {
  made.sdk.BRAC_InitSDK("0");
  expect(made.sdk.BRAC_SetSDKOptionInt(135, 10)).toBe(0);
  expect(made.sdk.BRAC_GetSDKOptionInt(135)).toBe(10);
  expect(made.sdk.BRAC_SetSDKOptionString(14, "tmp")).toBe(0);
  expect(made.sdk.BRAC_GetSDKOptionString(14)).toBe("tmp");
  expect(made.sdk.BRAC_GetSDKOptionStringEx(14, "", 0)).toBe("tmp");
});

/** AnyChat 3.3, 3.4, 5.4: the general query answers with a number or a text, as the state asked for has it. */
test("the general query answers numbers and texts", async () => {
  await loggedIn(made);
  expect(made.sdk.BRAC_QueryUserState(-1, 6)).toBe("Me");
  expect(typeof made.sdk.BRAC_QueryUserState(-1, 1)).toBe("number");
  expect(typeof made.sdk.BRAC_GetUserStreamInfo(-1, 0, 180)).toBe("number");
  expect(made.sdk.BRAC_GetUserChatMode(-1)).toBe(0);
});

/** AnyChat 6, 101: there is no link to the server, or none any more. */
test("what the server is asked for needs a link", () => {
  const { sdk } = made;
  sdk.BRAC_InitSDK("0");
  expect(sdk.BRAC_Login("me", "", 0)).toBe(101);
  expect(sdk.BRAC_LoginEx("me", -1, "", "", 0, "", "")).toBe(101);
  expect(sdk.BRAC_EnterRoom(1, "", 0)).toBe(101);
  expect(sdk.BRAC_EnterRoomEx("hall", "")).toBe(101);
  expect(sdk.BRAC_VideoCallControl(1, 5, 0, 0, 0, "")).toBe(101);
  expect(sdk.BRAC_SendTextMessage(-1, 0, "hello")).toBe(101);
  expect(sdk.BRAC_TransBuffer(5, "x")).toBe(101);
  expect(sdk.BRAC_SendSDKFilterData("x")).toBe(101);
  expect(sdk.BRAC_UserInfoControl(5, 1, 0, 0, "")).toBe(101);
  expect(sdk.BRAC_CancelTransTask(5, 1)).toBe(101);
  expect(sdk.BRAC_ChangeChatMode(1)).toBe(101);
  expect(sdk.BRAC_PrivateChatRequest(5)).toBe(101);
  expect(sdk.BRAC_PrivateChatEcho(5, 1, 1)).toBe(101);
  expect(sdk.BRAC_PrivateChatEchoEx(5, 1, 0)).toBe(101);
  expect(sdk.BRAC_PrivateChatExit(5)).toBe(101);
  expect(sdk.BRAC_StreamRecordCtrl(-1, 1, 0, 0)).toBe(101);
  expect(sdk.BRAC_StreamRecordCtrlEx(-1, 1, 0, 0, "")).toBe(101);
  expect(sdk.BRAC_SnapShot(-1, 0, 0)).toBe(101);
  expect(sdk.BRAC_ObjectControl(4, 1, 401, 0, 0, 0, 0, "")).toBe(101);
  expect(sdk.BRAC_ObjectSetIntValue(8, -1, 9, 1)).toBe(101);
  expect(sdk.BRAC_ObjectSetStringValue(8, -1, 13, "x")).toBe(101);
  expect(sdk.BRAC_ObjectSetValue(8, -1, 9, 1)).toBe(101);
});

/** AnyChat 6, 2 and 101, for 5.5.6 and 5.5.7: above 0 is a task's number, so that errors are negative; nothing is begun. */
test("a transfer needs a link and a login", async () => {
  expect([made.sdk.BRAC_TransBufferEx(5, "x", 0, 0, 0), made.sdk.BRAC_TransFile(5, "a.txt", 0, 0, 0)]).toEqual([-2, -2]);
  made.sdk.BRAC_InitSDK("0");
  expect(made.sdk.BRAC_TransBufferEx(5, "x", 0, 0, 0)).toBe(-101);
  expect(made.sdk.BRAC_TransFile(5, "a.txt", 0, 0, 0)).toBe(-101);
  await connected(made);
  expect(made.sdk.BRAC_TransBufferEx(5, "x", 0, 0, 0)).toBe(-2);
  expect(made.sdk.BRAC_TransFile(5, "pick", 0, 0, 0)).toBe(-2);
});
