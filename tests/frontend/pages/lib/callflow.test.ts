import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CallFlow } from "../../../../frontend/src/pages/lib/callflow";

type Heard = [string, ...unknown[]];
const [REQUEST, REPLY, START, FINISH] = [1, 2, 3, 4];
const said = vi.fn((..._args: unknown[]) => 0);
let heard: Heard[];
let flow: CallFlow;

/** The SDK calls the page's global handler. */
function sdkSays(step: number, user: number, error = 0, param = 0): void {
  (globalThis as unknown as { OnAnyChatVideoCallEvent: (...args: unknown[]) => void }).OnAnyChatVideoCallEvent(step, user, error, 0, param, "");
}

beforeEach(() => {
  said.mockReset().mockReturnValue(0);
  vi.stubGlobal("BRAC_VideoCallControl", said);
  heard = [];
  flow = new CallFlow({
    incoming: (user) => heard.push(["incoming", user]),
    delivered: (user) => heard.push(["delivered", user]),
    began: (user, room) => heard.push(["began", user, room]),
    ended: (user, code, tookPlace) => heard.push(["ended", user, code, tookPlace]),
  });
});
afterEach(() => {
  flow.close();
  vi.unstubAllGlobals();
});

test("a call that is answered begins in the room that START names and ends once", () => {
  flow.ring(17);
  expect(said).toHaveBeenCalledWith(REQUEST, 17, 0, 0, 0, "");
  sdkSays(REPLY, 17);
  sdkSays(START, 17, 0, 5001);
  flow.hangUp();
  sdkSays(FINISH, 17);
  expect(said).toHaveBeenLastCalledWith(FINISH, 17, 0, 0, 0, "");
  expect(heard).toEqual([["delivered", 17], ["began", 17, 5001], ["ended", 17, 0, true]]);
  expect(flow.isIdle).toBe(true);
});

test("a refusal ends the ringing with its number, and no call took place", () => {
  flow.ring(17);
  sdkSays(REPLY, 17, 100104);
  expect(heard).toEqual([["ended", 17, 100104, false]]);
});

test("giving up rings off with 100101", () => {
  flow.ring(17);
  flow.cancel();
  expect(said).toHaveBeenLastCalledWith(REPLY, 17, 100101, 0, 0, "");
  expect(heard).toEqual([["ended", 17, 100101, false]]);
});

test("declining answers with 100104", () => {
  sdkSays(REQUEST, 9);
  flow.decline();
  expect(said).toHaveBeenLastCalledWith(REPLY, 9, 100104, 0, 0, "");
  expect(heard).toEqual([["incoming", 9], ["ended", 9, 100104, false]]);
});

test("a second caller hears busy and does not disturb", () => {
  flow.ring(17);
  sdkSays(REQUEST, 9);
  expect(said).toHaveBeenLastCalledWith(REPLY, 9, 100103, 0, 0, "");
  expect(heard).toEqual([]);
});

test("news about somebody else's call is not ours", () => {
  flow.ring(17);
  sdkSays(START, 4, 0, 1);
  sdkSays(FINISH, 4);
  expect(heard).toEqual([]);
});

test("a call that the SDK refuses at once is over at once", () => {
  said.mockReturnValue(2);
  flow.ring(17);
  expect(heard).toEqual([["ended", 17, 2, false]]);
});

function talking(): void {
  sdkSays(REQUEST, 9);
  flow.accept();
  sdkSays(START, 9, 0, 5001);
  heard.length = 0;
}

test("a lost link leaves a running call where it is; named again by the server it goes on", () => {
  talking();
  flow.lose();
  expect([flow.user, heard]).toEqual([9, []]);
  sdkSays(START, 9, 0, 5001);
  flow.settle();
  expect(heard).toEqual([["began", 9, 5001]]);
});

test("a call that the server does not name when the link is back is over, and says why", () => {
  talking();
  flow.lose();
  flow.lose(); // the next attempt failed, too
  flow.settle();
  expect(heard).toEqual([["ended", 9, 100106, true]]);
});

test("a call that ended meanwhile says so itself", () => {
  talking();
  flow.lose();
  sdkSays(FINISH, 9);
  flow.settle();
  expect(heard).toEqual([["ended", 9, 0, true]]);
});

test("whoever hangs up while the link is lost is not called back by it", () => {
  talking();
  flow.lose();
  flow.hangUp();
  expect([flow.isIdle, heard]).toEqual([true, [["ended", 9, 0, true]]]);
});

test("what rings is over with the link", () => {
  sdkSays(REQUEST, 9);
  flow.lose();
  expect(heard.at(-1)).toEqual(["ended", 9, 100106, false]);
});
