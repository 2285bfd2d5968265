import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Session } from "../../frontend/src/session";
import { backoff } from "../../frontend/src/wire/reconnect";
import type { ToPage } from "../../frontend/src/wire/frames";
import { FakePeerConnection, FakeSocket, FakeTrack, installMedia, makeSocket, settle } from "./fakes";

let session: Session;
let heard: unknown[][];

beforeEach(() => {
  installMedia();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  session = made();
});
afterEach(() => session.close());

function made(options: ConstructorParameters<typeof Session>[0] = {}): Session {
  const fresh = new Session({ makeSocket, ...options });
  heard = [];
  for (const name of ["opened", "unreachable", "lost", "callback"] as const) fresh.events.on(name, (...args: unknown[]) => void heard.push([name, ...args]));
  return fresh;
}

async function open(): Promise<FakeSocket> {
  session.connect("ws://h:1/ws/x/");
  FakeSocket.last.greet();
  await settle();
  return FakeSocket.last;
}

test("a patch is applied before the callbacks of its frame are played, and a return before its promise", async () => {
  const raw = await open();
  const order: unknown[] = [];
  session.events.on("callback", (name) => order.push([name, session.mirror.get("areas", 1)?.name]));
  const answered = session.call("enter", [1]).then(({ ret }) => order.push(["answered", ret]));
  raw.answer("enter", { ret: 5, patch: [["put", "areas", "1", { name: "hall" }]], callbacks: [["Entered", 1]] });
  await answered;
  expect(order).toEqual([["Entered", "hall"], ["answered", 5]]);
});

test("callbacks of one frame see that frame's state, not the next one's", async () => {
  const raw = await open();
  const seen: unknown[] = [];
  session.events.on("callback", () => seen.push(session.mirror.get("areas", 1)?.waiting));
  raw.say({ op: "event", patch: [["put", "areas", "1", { waiting: 1 }]], callbacks: [["Changed"]] });
  raw.say({ op: "event", patch: [["put", "areas", "1", { waiting: 2 }]], callbacks: [["Changed"]] });
  await settle();
  expect(seen).toEqual([1, 2]);
});

test("nothing is heard inside a call", async () => {
  const raw = await open();
  raw.say({ op: "event", callbacks: [["Early"]] });
  session.tell("x", []);
  expect(heard.filter(([name]) => name === "callback")).toEqual([]);
  await settle();
  expect(heard.filter(([name]) => name === "callback")).toEqual([["callback", "Early", []]]);
});

test("calls made before the link is up wait for it", async () => {
  session.connect("ws://h:1/ws/x/");
  session.tell("login", ["a"]);
  expect(FakeSocket.last.calls()).toEqual([]);
  FakeSocket.last.greet();
  await settle();
  expect(FakeSocket.last.calls()).toContainEqual(["login", ["a"]]);
});

test("the devices found are reported after the greeting, and again when they change", async () => {
  await session.devices.watch();
  const raw = await open();
  expect(raw.calls()).toEqual([["sb.devices", [1, 1]]]);
  await session.devices.refresh();
  expect(raw.calls()).toHaveLength(1);
  (navigator.mediaDevices as unknown as { infos: unknown[] }).infos = [];
  await session.devices.refresh();
  expect(raw.calls()).toEqual([["sb.devices", [1, 1]], ["sb.devices", [0, 0]]]);
});

test("a refused attempt is unreachable, a broken link is lost, our own end is neither", async () => {
  session.connect("ws://h:1/ws/x/");
  FakeSocket.last.drop();
  await settle();
  expect(heard).toEqual([["unreachable", { why: "refused", again: true }]]);
  const raw = await open();
  raw.drop();
  await settle();
  expect(heard.at(-1)).toEqual(["lost", "closed 1006"]);
  await open();
  const before = heard.length;
  session.disconnect();
  await settle();
  expect(heard).toHaveLength(before);
  expect(session.link).toBe("idle");
});

test("a lost link takes mirror and connections along, and unanswered calls fail", async () => {
  const raw = await open();
  raw.say({ op: "event", patch: [["put", "me", "me", { account_id: 7 }]] });
  raw.say({ op: "media", msg: { type: "offer", pc: "sub", peer: "n", version: 1, sdp: "0", tracks: [{ mid: "0", account: 8, kind: "video", index: 0 }] } });
  await settle();
  expect(session.remoteStream(8, "video")).not.toBeNull();
  const call = expect(session.call("x", [])).rejects.toThrow("lost");
  raw.drop();
  await settle();
  await call;
  expect(session.mirror.myId).toBe(0);
  expect(session.remoteStream(8, "video")).toBeNull();
  expect(FakePeerConnection.last.closed).toBe(true);
});

test("with a policy a lost link comes back by itself and says so", async () => {
  session.close();
  session = made({ reconnect: backoff({ firstMs: 1, maxMs: 1 }) });
  const raw = await open();
  raw.drop();
  await settle();
  await vi.waitFor(() => expect(FakeSocket.last).not.toBe(raw));
  FakeSocket.last.greet();
  await settle();
  expect(heard.map(([name]) => name)).toEqual(["opened", "lost", "opened"]);
  expect(heard.at(-1)![2]).toBe(true);
});

test("frames of a link that was given up are not heard", async () => {
  const raw = await open();
  raw.say({ op: "event", callbacks: [["Stale"]] });
  session.connect("ws://h:2/ws/x/");
  await settle();
  expect(heard.filter(([name]) => name === "callback")).toEqual([]);
});

test("a snapshot replaces the mirror and asks the node to offer anew", async () => {
  const raw = await open();
  raw.say({ op: "event", patch: [["put", "seats", "1", {}]] });
  raw.say({ op: "snapshot", state: { areas: { "1": { id: 1 } } } });
  await settle();
  expect(session.mirror.copy()).toEqual({ areas: { "1": { id: 1 } } });
  expect(raw.sent).toContainEqual({ op: "media", msg: { type: "ready" } });
});

test("a second greeting on the same link is not a new connection", async () => {
  const raw = await open();
  raw.say({ op: "hello", session: "s2", time_ms: Date.now(), version: 1 });
  await settle();
  expect(heard.filter(([name]) => name === "opened")).toHaveLength(1);
});

test("the server's clock is followed", async () => {
  session.connect("ws://h:1/ws/x/");
  FakeSocket.last.readyState = 1;
  FakeSocket.last.say({ op: "hello", session: "s", time_ms: Date.now() + 60_000, version: 1 });
  await settle();
  expect(Math.abs(session.nowMs - Date.now() - 60_000)).toBeLessThan(1000);
});

test("an opened camera is what the node's offer gets, and releasing turns everything off", async () => {
  const raw = await open();
  await session.openCamera();
  await session.openMicrophone();
  raw.say({ op: "media", msg: { type: "offer", pc: "pub", peer: "n", version: 1, sdp: "0", tracks: [{ mid: "0", account: 1, kind: "video", index: 0 }] } });
  await settle();
  expect(FakePeerConnection.last.getTransceivers()[0]!.sender.track).toBe(session.localStream("video")!.getTracks()[0]);
  session.releaseDevices();
  expect(FakeTrack.all.filter(({ kind, readyState }) => readyState === "live" && kind === "audio")).toEqual([]);
  expect(session.localStream("video")).toBeNull();
});

test("addresses of the server follow the link", () => {
  session.connect("wss://sb.example:8443/ws/x/");
  expect(session.serverUrl("/files/up/t")).toBe("https://sb.example:8443/files/up/t");
});

const ME = (session_id: string) => ["put", "me", "me", { account_id: 7, session_id }];
const OFFER: ToPage = { op: "media", msg: { type: "offer", pc: "sub", peer: "n", version: 1, sdp: "0", tracks: [{ mid: "0", account: 8, kind: "video", index: 0 }] } };

/** A page that is logged in, sees somebody, and has lost its link for a while. */
async function lose(): Promise<FakePeerConnection> {
  session.connect("ws://h:1/ws/x/");
  FakeSocket.last.greet({ resume: "secret", grace_s: 10 });
  FakeSocket.last.say({ op: "event", patch: [ME("s1") as never] });
  FakeSocket.last.say(OFFER);
  await settle();
  FakeSocket.last.drop();
  await settle();
  return FakePeerConnection.last;
}

async function logInAgain(session_id: string, seat: unknown[] = []): Promise<FakeSocket> {
  session.connect("ws://h:1/ws/x/");
  FakeSocket.last.greet({ resume: "next", grace_s: 10 });
  await settle();
  void session.call("Login", []);
  FakeSocket.last.answer("Login", { patch: [ME(session_id), ...seat] });
  await settle();
  return FakeSocket.last;
}

test("while a lost link may go on, sound and pictures stay, and the mirror is empty", async () => {
  const connection = await lose();
  expect(connection.closed).toBe(false);
  expect(session.mirror.myId).toBe(0);
});

test("a page that is back shows which link it held before it logs in, and goes on with its connections", async () => {
  const connection = await lose();
  const raw = await logInAgain("s1");
  expect(raw.calls().map(([name]) => name).filter((name) => name === "sb.resume" || name === "Login")).toEqual(["sb.resume", "Login"]);
  expect(raw.calls().find(([name]) => name === "sb.resume")![1]).toEqual(["secret"]);
  expect(raw.sent).toContainEqual({ op: "media", msg: { type: "ready" } });
  expect(connection.closed).toBe(false);
});

test("a login that is another one begins anew", async () => {
  const connection = await lose();
  const raw = await logInAgain("s2");
  expect(connection.closed).toBe(true);
  expect(raw.sent).not.toContainEqual({ op: "media", msg: { type: "ready" } });
});

test("what was closed meanwhile is told as closed, once the page had time to open it again", async () => {
  await lose();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    session.connect("ws://h:1/ws/x/");
    FakeSocket.last.greet({ resume: "next", grace_s: 10 });
    await vi.advanceTimersByTimeAsync(50);
    void session.call("Login", []);
    const seat = ["put", "seats", "7", { account_id: 7, cameras: [0], microphone: 1, is_sharing: false }];
    FakeSocket.last.answer("Login", { patch: [ME("s1"), seat] });
    await vi.waitFor(() => expect(session.mirror.mySeat).toBeTruthy());
    await vi.advanceTimersByTimeAsync(5_100);
    const told = FakeSocket.last.calls().filter(([name]) => name === "sb.publish").map(([, args]) => args);
    expect(told).toEqual([["audio", 0, 0], ["video", 0, 0]]);
  } finally {
    vi.useRealTimers();
  }
});
