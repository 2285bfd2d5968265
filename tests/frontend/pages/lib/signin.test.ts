import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../../../../frontend/src/pages/lib/errors";
import { keepLink, signIn } from "../../../../frontend/src/pages/lib/signin";

const who = { name: "Li", password: "" };
const handlers = globalThis as unknown as Record<string, (...args: unknown[]) => void>;
const setOption = vi.fn(() => 0);
let stop: (() => void) | undefined;

/** The server's answers to Connect and Login, one pair for each attempt. */
function answers(...pairs: [connect: number, login: number][]): void {
  vi.stubGlobal("BRAC_InitSDK", () => 0);
  vi.stubGlobal("BRAC_SetSDKOption", setOption);
  vi.stubGlobal("BRAC_Login", () => 0);
  vi.stubGlobal("BRAC_Connect", () => {
    const [connect, login] = pairs.shift() ?? [100, 0];
    setTimeout(() => {
      handlers["OnAnyChatConnect"]?.(connect ? 0 : 1, connect);
      if (!connect) handlers["OnAnyChatLoginSystem"]?.(login ? 0 : 42, login);
    }, 10);
    return 0;
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="link-banner"></div>';
});
afterEach(() => {
  stop?.();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("signing in answers the user id", async () => {
  answers([0, 0]);
  const id = signIn(who);
  await vi.advanceTimersByTimeAsync(20);
  expect(await id).toBe(42);
});

test("the SDK does not bring a lost link back beside the page", async () => {
  answers([0, 0]);
  const id = signIn(who);
  await vi.advanceTimersByTimeAsync(20);
  await id;
  expect(setOption).toHaveBeenCalledWith(47, 0);
});

test("a refused login rejects with its number", async () => {
  answers([0, 200]);
  const refusal = signIn(who).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20);
  expect(await refusal).toBeInstanceOf(Refused);
  expect(((await refusal) as Refused).code).toBe(200);
});

test("a lost link shows the banner, tries with growing pauses, and resumes when the server is back", async () => {
  answers([100, 0], [100, 0], [0, 0]);
  const [lost, resumed, gaveUp] = [vi.fn(), vi.fn(), vi.fn()];
  stop = keepLink(who, lost, resumed, gaveUp);
  handlers["OnAnyChatLinkClose"]?.(0, 101);
  expect(lost).toHaveBeenCalledOnce();
  expect(document.querySelector(".link-banner")).not.toBeNull();
  await vi.advanceTimersByTimeAsync(500 + 20 + 1000 + 20 + 2000 + 20);
  expect(resumed).toHaveBeenCalledWith(42);
  expect(document.querySelector(".link-banner")).toBeNull();
  expect(gaveUp).not.toHaveBeenCalled();
});

test("somebody who signed in elsewhere is not thrown out there again", async () => {
  answers([0, 0]);
  const [resumed, gaveUp] = [vi.fn(), vi.fn()];
  stop = keepLink(who, vi.fn(), resumed, gaveUp);
  handlers["OnAnyChatLinkClose"]?.(0, 201);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(gaveUp).toHaveBeenCalledWith(201);
  expect(resumed).not.toHaveBeenCalled();
});

test("an account that is locked meanwhile ends the trying", async () => {
  answers([0, 202]);
  const gaveUp = vi.fn();
  stop = keepLink(who, vi.fn(), vi.fn(), gaveUp);
  handlers["OnAnyChatLinkClose"]?.(0, 101);
  await vi.advanceTimersByTimeAsync(2000);
  expect(gaveUp).toHaveBeenCalledWith(202);
  expect(document.querySelector(".link-banner")).toBeNull();
});
