import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { CallTimedOut, LinkLost } from "../../../frontend/src/lib/errors";
import { Channel, withCookie } from "../../../frontend/src/wire/channel";
import type { Call } from "../../../frontend/src/wire/frames";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function opened() {
  const sent: Call[] = [];
  const channel = new Channel((call) => (sent.push(call), true), 1000);
  channel.opened();
  return { sent, channel };
}

test("a return belongs to the call of its id", async () => {
  const { sent, channel } = opened();
  const first = channel.call("a", [1]);
  const second = channel.call("b", [2]);
  channel.take({ op: "return", id: sent[1]!.id, ret: "two" }).settle();
  channel.take({ op: "return", id: sent[0]!.id, ret: "one" }).settle();
  expect(await Promise.all([first, second])).toEqual([{ ret: "one" }, { ret: "two" }]);
});

test("calls made before the link is up go out in order when it is, the pressing ones first", () => {
  const sent: string[] = [];
  const channel = new Channel((call) => (sent.push(call.fn), true), 1000);
  let up = false;
  const gated = new Channel((call) => up && (sent.push(call.fn), true), 1000);
  void channel;
  gated.call("login", []).catch(() => undefined);
  gated.call("enter", []).catch(() => undefined);
  gated.call("secret", [], undefined, true).catch(() => undefined);
  expect(sent).toEqual([]);
  up = true;
  gated.opened();
  expect(sent).toEqual(["secret", "login", "enter"]);
});

test("a call that nobody answers ends with CallTimedOut and a lost link ends all with LinkLost", async () => {
  const { channel } = opened();
  const slow = channel.call("slow", []);
  const late = expect(slow).rejects.toBeInstanceOf(CallTimedOut);
  await vi.advanceTimersByTimeAsync(1001);
  await late;
  const lost = expect(channel.call("x", [])).rejects.toBeInstanceOf(LinkLost);
  channel.lose();
  await lost;
});

test("the caller's cookie comes back by reference wherever the answer asks for it", () => {
  const { sent, channel } = opened();
  const cookie = { live: () => 1 };
  channel.call("x", [], cookie).catch(() => undefined);
  const { callbacks } = channel.take({ op: "return", id: sent[0]!.id, ret: 0, callbacks: [["Heard", { $: "cookie" }, 5], ["Other", { deep: [{ $: "cookie" }] }]] });
  expect(callbacks[0]![1]).toBe(cookie);
  expect((callbacks[1]![1] as { deep: unknown[] }).deep[0]).toBe(cookie);
});

test("objects that only look like a placeholder are left alone", () => {
  expect(withCookie({ $: "cookie", more: 1 }, "c")).toEqual({ $: "cookie", more: 1 });
  expect(withCookie({ $: "other" }, "c")).toEqual({ $: "other" });
});

test("a return without an id or with an unknown one harms nothing", () => {
  const { channel } = opened();
  expect(() => channel.take({ op: "return", id: null, ret: 20 }).settle()).not.toThrow();
  expect(channel.take({ op: "return", id: 99, ret: 0, callbacks: [["Heard", 1]] }).callbacks).toEqual([["Heard", 1]]);
});
