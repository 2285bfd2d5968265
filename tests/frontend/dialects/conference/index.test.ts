import { beforeEach, expect, test, vi } from "vitest";

import { Conference } from "../../../../frontend/src/dialects/conference";
import { FakeSocket, installMedia, settle } from "../../fakes";

let heard: unknown[][];

beforeEach(() => {
  installMedia();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.stubGlobal("WebSocket", FakeSocket);
  heard = [];
});

async function connected(): Promise<Conference> {
  const library = new Conference();
  expect(await library.init({}, { on_conference_state: (...args) => void heard.push(args) })).toBe(0);
  const code = library.connect_MCU("mcu", 88, "ann", "secret");
  FakeSocket.last.greet();
  await settle();
  FakeSocket.last.answer("connect_MCU", { ret: 0, callbacks: [["on_conference_state", 0, 1, null, null]] });
  expect(await code).toBe(0);
  await settle();
  return library;
}

test("initialising twice is 4, calling without it is 3", async () => {
  const library = new Conference();
  expect(await library.say("send_chat", {})).toBe(3);
  await library.init({}, {});
  expect(await library.init({}, {})).toBe(4);
  expect(await library.uninit()).toBe(0);
  expect(await library.uninit()).toBe(3);
});

test("connect_MCU opens the link at address and port and reports state 1", async () => {
  await connected();
  expect(FakeSocket.last.url).toBe("ws://mcu:88/ws/conference/");
  expect(heard).toEqual([[0, 1, null, null]]);
});

test("every function resolves with the server's verdict; a lost link reports state 10 with 0x1002e", async () => {
  const library = await connected();
  const verdict = library.say("login_conference_room", 7);
  await settle();
  FakeSocket.last.answer("login_conference_room", { ret: 101 });
  expect(await verdict).toBe(101);
  heard.length = 0;
  FakeSocket.last.drop();
  await settle();
  expect(heard).toEqual([[0x1002e, 10, null, null]]);
  expect(await library.say("send_chat", {})).toBe(0x1002e);
});

test("words between our own pages are no states", async () => {
  await connected();
  FakeSocket.last.say({ op: "event", callbacks: [["sb.mark", 8, "{}"], ["on_conference_state", 0, 2, null, null]] });
  await settle();
  expect(heard).toEqual([[0, 1, null, null], [0, 2, null, null]]);
});
