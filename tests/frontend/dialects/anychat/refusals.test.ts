/** AnyChat 5.5, 5.8.3 and 6: 0 is success, everything else the error number; where no event tells it, the value must. */

import { beforeEach, expect, test } from "vitest";

import { settle, type FakeSocket } from "../../fakes";
import { connected, loggedIn, ME, page, PEER, seated, type TestPage } from "./page";

type Call = (sdk: TestPage["sdk"]) => unknown;

const FOR_THE_LOGGED_IN: readonly [string, Call][] = [
  ["a filter message", (sdk) => sdk.BRAC_SendSDKFilterData("x")], ["a user info command", (sdk) => sdk.BRAC_UserInfoControl(PEER, 101, 0, 0, "")],
  ["a chat mode", (sdk) => sdk.BRAC_ChangeChatMode(1)], ["a cancelled task", (sdk) => sdk.BRAC_CancelTransTask(PEER, 1)],
  ["a number of one's own object", (sdk) => sdk.BRAC_ObjectSetIntValue(8, -1, 9, 1)], ["a text of one's own object", (sdk) => sdk.BRAC_ObjectSetStringValue(8, -1, 13, "x")],
  ["either of them", (sdk) => sdk.BRAC_ObjectSetValue(8, -1, 9, 1)], ["a buffer for one person", (sdk) => sdk.BRAC_TransBuffer(PEER, "x")],
];

const FOR_THE_SEATED: readonly [string, Call][] = [
  ["a text for all", (sdk) => sdk.BRAC_SendTextMessage(-1, 0, "x")], ["a text for one", (sdk) => sdk.BRAC_SendTextMessage(PEER, 1, "x")],
  ["a buffer for all", (sdk) => sdk.BRAC_TransBuffer(-1, "x")], ["a picture", (sdk) => sdk.BRAC_SnapShot(-1, 0, 0)],
  ["a recording on the server", (sdk) => sdk.BRAC_StreamRecordCtrl(-1, 1, 7, 0)], ["its long form", (sdk) => sdk.BRAC_StreamRecordCtrlEx(-1, 1, 7, 0, "")],
];

const STRANGER = 4711;
const ABOUT_SOMEBODY: readonly [string, Call][] = [
  ["a text", (sdk) => sdk.BRAC_SendTextMessage(STRANGER, 0, "x")], ["a picture", (sdk) => sdk.BRAC_SnapShot(STRANGER, 0, 0)],
  ["a recording", (sdk) => sdk.BRAC_StreamRecordCtrl(STRANGER, 1, 7, 0)], ["its long form", (sdk) => sdk.BRAC_StreamRecordCtrlEx(STRANGER, 1, 7, 0, "")],
];

let made: TestPage;

beforeEach(() => void (made = page()));

function refuses(call: Call, raw: FakeSocket, code: number): void {
  const before = raw.calls().length;
  expect(call(made.sdk)).toBe(code);
  expect(raw.calls()).toHaveLength(before);
}

test.each([...FOR_THE_LOGGED_IN, ...FOR_THE_SEATED])("%s needs a login: 2", async (_what, call) => {
  refuses(call, await connected(made), 2);
});

test.each(FOR_THE_SEATED)("%s needs a room: 3", async (_what, call) => {
  refuses(call, await loggedIn(made), 3);
});

test.each(ABOUT_SOMEBODY)("%s of somebody who is not in the room: 401", async (_what, call) => {
  refuses(call, await seated(made), 401);
});

const FOR_SOMEBODY_ONLINE: readonly [string, number, Call][] = [
  ["a buffer", 205, (sdk) => sdk.BRAC_TransBuffer(STRANGER, "x")],
  ["an extended buffer", -205, (sdk) => sdk.BRAC_TransBufferEx(STRANGER, "x", 0, 0, 0)],
  ["a file", -205, (sdk) => sdk.BRAC_TransFile(STRANGER, new File(["x"], "x.txt") as never, 0, 0, 0)],
];

/** 5.5.5 to 5.5.7, 6: no event would tell it. */
test.each(FOR_SOMEBODY_ONLINE)("%s for somebody who is not online: 205", async (_what, code, call) => {
  refuses(call, await loggedIn(made), code);
});

test("where friends are kept in lists somebody else may be online: the server decides", async () => {
  const raw = await loggedIn(made);
  raw.say({ op: "event", patch: [["put", "me", "me", { sees_all: false }]], callbacks: [] });
  await settle();
  expect(made.sdk.BRAC_TransBuffer(STRANGER, "x")).toBe(0);
});

test.each([...FOR_THE_LOGGED_IN, ...FOR_THE_SEATED])("in a room, %s is accepted", async (_what, call) => {
  await seated(made);
  expect(call(made.sdk)).toBe(0);
});

/** 5.2.3, 5.2.5: pages call one function after the other without waiting; the server takes them in this order. */
test("while a login or an entry is under way the server decides", async () => {
  const raw = await connected(made);
  made.sdk.BRAC_Login("me", "", 0);
  expect(made.sdk.BRAC_ObjectSetValue(8, -1, 9, 1)).toBe(0);
  made.sdk.BRAC_EnterRoom(5, "", 0);
  expect(made.sdk.BRAC_SendTextMessage(-1, 0, "hello")).toBe(0);
  expect(raw.calls().map(([name]) => name).slice(-4)).toEqual(["BRAC_Login", "BRAC_ObjectSetValue", "BRAC_EnterRoom", "BRAC_SendTextMessage"]);
});

test("a refused entry is over", async () => {
  const raw = await loggedIn(made);
  made.sdk.BRAC_EnterRoom(5, "", 0);
  raw.answer("BRAC_EnterRoom", { ret: 300, callbacks: [["OnAnyChatEnterRoom", 5, 300]] });
  await settle();
  expect(made.sdk.BRAC_SendTextMessage(-1, 0, "hello")).toBe(3);
});

/** 5.5.10: what was begun can be ended wherever one is by then; one's own id is oneself. */
test("stopping a recording is never refused here, and oneself is always present", async () => {
  await loggedIn(made);
  expect(made.sdk.BRAC_StreamRecordCtrl(-1, 0, 7, 0)).toBe(0);
  await seated(made);
  expect(made.sdk.BRAC_SendTextMessage(ME, 0, "to myself")).toBe(0);
});
