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

test("a lost link ends a running call and says so", () => {
  sdkSays(REQUEST, 9);
  flow.accept();
  sdkSays(START, 9, 0, 5001);
  flow.forget();
  expect(heard.at(-1)).toEqual(["ended", 9, 100106, true]);
});
