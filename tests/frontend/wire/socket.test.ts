import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { PING_EVERY_MS, PROBE_MS, SILENCE_MS, Socket, type LinkEnd } from "../../../frontend/src/wire/socket";
import { FakeSocket, makeSocket } from "../fakes";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function connect() {
  const socket = new Socket("ws://host/ws/x/", { makeSocket, connectTimeoutMs: 3000 });
  const ends: LinkEnd[] = [];
  socket.events.on("ended", (end) => ends.push(end));
  return { socket, raw: FakeSocket.last, ends };
}

test("it pings every few seconds and tells how many frames came", () => {
  const { raw } = connect();
  raw.greet();
  raw.say({ op: "pong", t: 1 });
  vi.advanceTimersByTime(PING_EVERY_MS);
  expect(raw.sent).toEqual([{ op: "ping", t: Date.now(), got: 2 }]);
});

test("a link that says nothing for long is lost, one that answers is not", () => {
  const { raw, ends } = connect();
  raw.greet();
  for (let beat = 0; beat < 5; beat++) {
    vi.advanceTimersByTime(PING_EVERY_MS);
    raw.say({ op: "pong", t: 1 });
  }
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(SILENCE_MS + 2 * PING_EVERY_MS);
  expect(ends).toEqual([{ why: "silent", again: true }]);
  expect(raw.readyState).toBe(3);
});

test("without a greeting in time the attempt ends, and a refused one at once", () => {
  const slow = connect();
  vi.advanceTimersByTime(3000);
  expect(slow.ends).toEqual([{ why: "timeout", again: true }]);
  const refused = connect();
  refused.raw.drop();
  expect(refused.ends).toEqual([{ why: "refused", again: true }]);
});

test("a goodbye names the reason; after being replaced another attempt makes no sense", () => {
  const { raw, ends } = connect();
  raw.greet();
  raw.say({ op: "bye", reason: "replaced" });
  raw.drop(1001);
  expect(ends).toEqual([{ why: "replaced", again: false }]);
});

test("it ends once, and not at all when we closed it", () => {
  const { raw, ends } = connect();
  raw.greet();
  const close = raw.onclose!;
  close({ code: 1006 });
  close({ code: 1006 });
  expect(ends).toHaveLength(1);
  const own = connect();
  own.raw.greet();
  own.socket.close();
  vi.advanceTimersByTime(60_000);
  expect(own.ends).toEqual([]);
});

test("an address the browser does not take is a refused attempt", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const socket = new Socket("nonsense", {
    makeSocket: () => {
      throw new SyntaxError("bad");
    },
  });
  const ends: LinkEnd[] = [];
  socket.events.on("ended", (end) => ends.push(end));
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toEqual([{ why: "refused", again: false }]);
});

test("what is no frame is reported and skipped", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { raw, socket } = connect();
  const frames = vi.fn();
  socket.events.on("frame", frames);
  raw.onmessage!({ data: "garbage" });
  expect(frames).not.toHaveBeenCalled();
  expect(warn).toHaveBeenCalledOnce();
});

test("back from sleep: a link that does not answer is lost within seconds, one that answers goes on", () => {
  const dead = connect();
  dead.raw.greet();
  dead.socket.probe();
  vi.advanceTimersByTime(PROBE_MS);
  expect(dead.ends).toEqual([{ why: "silent", again: true }]);
  const alive = connect();
  alive.raw.greet();
  vi.setSystemTime(Date.now() + 3_600_000); // it slept for an hour, and heard nothing meanwhile
  alive.socket.probe();
  alive.raw.say({ op: "pong", t: 1 });
  vi.advanceTimersByTime(PROBE_MS);
  expect(alive.ends).toEqual([]);
  alive.socket.close();
});
