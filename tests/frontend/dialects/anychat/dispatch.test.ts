import { expect, test, vi } from "vitest";

import { Dispatcher, NOTIFY_CODES } from "../../../../frontend/src/dialects/anychat/dispatch";
import { ANYCHAT_CONSTANTS as C } from "../../../../frontend/src/generated/anychat";

function scoped(...names: string[]) {
  const heard: unknown[][] = [];
  const scope: Record<string, unknown> = {};
  for (const name of names) scope[name] = (...args: unknown[]) => void heard.push([name, ...args]);
  return { scope, heard, dispatcher: new Dispatcher(scope) };
}

/** Observed pages define one entry point for all numbered messages and fan out themselves (design notes, section 3). */
test("a page with a dispatcher gets the numbered message there and nothing else", () => {
  const { dispatcher, heard } = scoped("OnAnyChatNotifyMessage", "OnAnyChatEnterRoom");
  dispatcher.say("OnAnyChatEnterRoom", [5, 0]);
  expect(heard).toEqual([["OnAnyChatNotifyMessage", 1227, 5, 0]]);
});

test("a page written from the manual gets the specific handler", () => {
  const { dispatcher, heard } = scoped("OnAnyChatEnterRoom");
  dispatcher.say("OnAnyChatEnterRoom", [5, 0]);
  expect(heard).toEqual([["OnAnyChatEnterRoom", 5, 0]]);
});

test("every numbered message has a number of its own", () => {
  expect(new Set(Object.values(NOTIFY_CODES)).size).toBe(Object.keys(NOTIFY_CODES).length);
  expect(Object.values(NOTIFY_CODES).every((code) => code > C.WM_GV)).toBe(true);
});

test.each(["TextMessage", "TransBuffer", "TransBufferEx", "TransFile", "VolumeChange", "SDKFilterData", "VideoCallEvent", "RecordSnapShot", "RecordSnapShotEx", "RecordSnapShotEx2", "CoreSDKEvent"])(
  "OnAnyChat%s is called directly even where there is a dispatcher",
  (name) => {
    const { dispatcher, heard } = scoped("OnAnyChatNotifyMessage", `OnAnyChat${name}`);
    dispatcher.say(`OnAnyChat${name}`, [1, 2]);
    expect(heard).toEqual([[`OnAnyChat${name}`, 1, 2]]);
  },
);

test("business objects go to the page's own object handler", () => {
  const { dispatcher, heard } = scoped("OnAnyChatObjectEvent", "OnAnyChatEnterAreaResult");
  dispatcher.say("OnAnyChatObjectEvent", [4, 10001, 402, 0, 0, 0, 0, ""]);
  expect(heard).toEqual([["OnAnyChatObjectEvent", 4, 10001, 402, 0, 0, 0, 0, ""]]);
});

/** AnyChat 4.7.3 to 4.7.11 and 3.6.4: a page of the manual has one handler for each kind of object event. */
test.each([
  [[4, 9, 1, 0, 0, 0], "OnAnyChatObjectUpdate", [4, 9]],
  [[4, -1, 2, 0, 0, 0], "OnAnyChatObjectSyncDataFinish", [4, -1]],
  [[4, 9, 401, 3, 0, 0], "OnAnyChatAreaStatusChange", [4, 9, 3]],
  [[4, 9, 402, 20, 0, 0], "OnAnyChatEnterAreaResult", [4, 9, 20]],
  [[4, 9, 405, 0, 0, 0], "OnAnyChatLeaveAreaResult", [4, 9, 0]],
  [[5, 101, 501, 0, 0, 0], "OnAnyChatQueueStatusChanged", [5, 101]],
  [[5, 101, 502, 0, 0, 0], "OnAnyChatEnterQueueResult", [5, 101, 0]],
  [[5, 101, 505, 0, 0, 0], "OnAnyChatLeaveQueueResult", [5, 101, 0]],
  [[6, 7, 601, 2, 0, 0], "OnAnyChatAgentStatusChanged", [6, 7, 2]],
  [[6, 7, 602, 7, 8, 101], "OnAnyChatServiceStart", [7, 8, 101]],
  [[6, 7, 603, 0, 0, 0], "OnAnyChatAgentWaitingUser", []],
])("without one, object event %j is %s", (event, name, args) => {
  const { dispatcher, heard } = scoped(name);
  dispatcher.say("OnAnyChatObjectEvent", [...event, 0, ""]);
  expect(heard).toEqual([[name, ...args]]);
});

test("an object event that has no handler of its own is dropped quietly", () => {
  const { dispatcher, heard } = scoped();
  dispatcher.say("OnAnyChatObjectEvent", [4, 9, 403, 1, 0, 0, 0, ""]);
  expect(heard).toEqual([]);
});

test("handlers are looked up when the event comes", () => {
  const { dispatcher, scope } = scoped();
  const late = vi.fn();
  scope.OnAnyChatConnect = late;
  dispatcher.say("OnAnyChatConnect", [1, 0]);
  expect(late).toHaveBeenCalledWith(1, 0);
});

test("a handler that throws is reported and does no harm", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { dispatcher, scope } = scoped();
  scope.OnAnyChatTextMessage = () => {
    throw new ReferenceError("demo page");
  };
  expect(() => dispatcher.say("OnAnyChatTextMessage", [1])).not.toThrow();
  expect(error).toHaveBeenCalledOnce();
});
