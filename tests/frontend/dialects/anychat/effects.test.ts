import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeTrack, settle, type FakeMediaDevices, type FakeSocket } from "../../fakes";
import { ME, page, PEER, seated, type TestPage } from "./page";

let made: TestPage;
let raw: FakeSocket;
const devices = () => navigator.mediaDevices as unknown as FakeMediaDevices;
const live = (id: string) => FakeTrack.all.some(({ deviceId, readyState }) => deviceId === id && readyState === "live");
const last = () => raw.calls().at(-1);

beforeEach(async () => {
  made = page();
  raw = await seated(made);
});
afterEach(() => void vi.unstubAllGlobals());

/** AnyChat 5.3.2: for the local user the call works on the device. */
test.each([["-1", -1], ["the own id", ME]])("the own camera (%s) opens first and is then told", async (_what, id) => {
  const before = raw.calls().length;
  expect(made.sdk.BRAC_UserCameraControl(id, 1)).toBe(0);
  expect(raw.calls()).toHaveLength(before);
  await settle();
  expect(live("c1")).toBe(true);
  expect(last()).toEqual(["BRAC_UserCameraControl", [-1, 1]]);
  made.sdk.BRAC_UserCameraControl(id, 0);
  expect(live("c1")).toBe(false);
  expect(last()).toEqual(["BRAC_UserCameraControl", [id, 0]]);
});

test("a camera that the user does not allow is not told", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  devices().refuse = { name: "NotAllowedError" };
  const before = raw.calls().length;
  expect(made.sdk.BRAC_UserCameraControl(-1, 1)).toBe(0);
  await settle();
  expect(raw.calls()).toHaveLength(before);
});

/** AnyChat 5.3.2: for another user it asks for that user's stream and never touches his device. */
test("somebody else's camera and microphone are the server's affair", () => {
  const before = devices().asked.length;
  made.sdk.BRAC_UserCameraControl(PEER, 1);
  made.sdk.BRAC_UserSpeakControl(PEER, 1);
  expect(raw.calls().slice(-2)).toEqual([["BRAC_UserCameraControl", [PEER, 1]], ["BRAC_UserSpeakControl", [PEER, 1]]]);
  expect(devices().asked).toHaveLength(before);
});

test("user 0 is accepted without effect", async () => {
  const before = raw.calls().length;
  expect([made.sdk.BRAC_UserSpeakControl(0, 1), made.sdk.BRAC_UserCameraControl(0, 1)]).toEqual([0, 0]);
  await settle();
  expect(raw.calls()).toHaveLength(before);
});

test("several cameras open by their index", async () => {
  made.sdk.BRAC_UserCameraControlEx(-1, 1, 1, 0, "");
  await settle();
  expect(live("c2")).toBe(true);
  expect(last()).toEqual(["BRAC_UserCameraControlEx", [-1, 1, 1, 0, ""]]);
});

/** No page closes its devices before leaving: leaving has to do it (design notes 7.1). */
test("leaving a room stops camera and microphone, also one that is still opening", async () => {
  made.sdk.BRAC_UserSpeakControl(-1, 1);
  await settle();
  let open!: () => void;
  devices().gate = new Promise((resolve) => (open = resolve));
  made.sdk.BRAC_UserCameraControl(-1, 1);
  expect(made.sdk.BRAC_LeaveRoom(-1)).toBe(0);
  open();
  await settle();
  expect(FakeTrack.all.filter(({ deviceId, readyState }) => deviceId.length > 0 && readyState === "live")).toEqual([]);
  expect(last()).toEqual(["BRAC_LeaveRoom", [-1]]);
});

function uploads() {
  const sent: [string, Blob | undefined][] = [];
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    sent.push([`${init?.method ?? "GET"} ${url}`, init?.body as Blob | undefined]);
    return new Response(JSON.stringify({ have: [], chunk_size: 4 }));
  });
  return sent;
}

function accept(fn: string): void {
  const task = raw.calls().filter(([name]) => name === fn).at(-1)![1].slice(-2)[0];
  raw.answer(fn, { patch: [["put", "transfers", "1", { id: 1, key: String(task), sender_id: ME, receiver_id: PEER, state: "prepared", size: 6, received: 0, url: "", upload_url: "/files/up/tok", started_ms: 0, updated_ms: 0, rev: 1 }]] });
}

/** AnyChat 5.5.7: a tracked task; the number returned is the task's. */
test("a file is announced with the task id that was returned, then sent in pieces", async () => {
  const sent = uploads();
  const task = made.sdk.BRAC_TransFile(PEER, new File(["abcdef"], "a.txt") as unknown as string, 1, 2, 0);
  expect(task).toBeGreaterThan(0);
  expect(task).toBeLessThan(2 ** 31);
  await settle();
  expect(last()).toEqual(["BRAC_TransFile", [PEER, "a.txt", 1, 2, 0, task, 6]]);
  accept("BRAC_TransFile");
  await settle();
  expect(sent.map(([request]) => request)).toEqual(["GET http://127.0.0.1:8906/files/up/tok", "PUT http://127.0.0.1:8906/files/up/tok/0", "PUT http://127.0.0.1:8906/files/up/tok/1"]);
  expect(made.sdk.BRAC_QueryTransTaskInfo(ME, task, 1)).toBe(100);
});

test("a path of the machine cannot be sent: no task", () => {
  expect(made.sdk.BRAC_TransFile(PEER, "C:\\secret.txt", 0, 0, 0)).toBeLessThanOrEqual(0);
});

test("a file input can be handed over by its id", async () => {
  document.body.innerHTML = '<input type="file" id="pick">';
  Object.defineProperty(document.getElementById("pick")!, "files", { value: [new File(["x"], "picked.bin")] });
  const task = made.sdk.BRAC_TransFile(PEER, "pick", 0, 0, 0);
  await settle();
  expect(last()).toEqual(["BRAC_TransFile", [PEER, "picked.bin", 0, 0, 0, task, 1]]);
});

/** AnyChat 5.5.6: one addressee only, never everybody. */
test("a large buffer is a task as well, for one person", async () => {
  uploads();
  expect(made.sdk.BRAC_TransBufferEx(-1, "data", 0, 0, 0)).toBeLessThanOrEqual(0);
  const task = made.sdk.BRAC_TransBufferEx(PEER, "d\u4f60", 7, 8, 0);
  await settle();
  expect(last()).toEqual(["BRAC_TransBufferEx", [PEER, "", 7, 8, 0, task, 4, 0]]);
  made.sdk.BRAC_TransBufferEx(PEER, new Uint8Array([65]) as unknown as string, 7, 8, 0);
  await settle();
  expect(last()![1].slice(-2)).toEqual([1, 1]);
});

test("a refused transfer fails its task", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const task = made.sdk.BRAC_TransFile(PEER, new Blob(["x"]) as unknown as string, 0, 0, 0);
  expect(made.sdk.BRAC_QueryTransTaskInfo(ME, task, 3)).toBe(1);
  await settle();
  raw.answer("BRAC_TransFile", { ret: 205 });
  await settle();
  expect(made.sdk.BRAC_QueryTransTaskInfo(ME, task, 3)).toBe(4);
});

test.each([["the starter", -1], ["the addressee", PEER]])("a cancelled task stops sending and is told, named by %s", async (_whom, named) => {
  const sent = uploads();
  const task = made.sdk.BRAC_TransFile(PEER, new Blob(["abcdef"]) as unknown as string, 0, 0, 0);
  await settle();
  made.sdk.BRAC_CancelTransTask(named, task);
  expect(last()).toEqual(["BRAC_CancelTransTask", [ME, task]]);
  accept("BRAC_TransFile");
  await settle();
  expect(sent.filter(([request]) => request.startsWith("PUT"))).toEqual([]);
});

test("bytes travel in a small buffer as one character each, and are said to be bytes", () => {
  made.sdk.BRAC_TransBuffer(PEER, new Uint8Array([1, 255]) as unknown as string);
  expect(last()).toEqual(["BRAC_TransBuffer", [PEER, "\u0001\u00ff", 1]]);
  made.sdk.BRAC_TransBuffer(PEER, [65, 66] as unknown as string);
  expect(last()).toEqual(["BRAC_TransBuffer", [PEER, "AB", 1]]);
  made.sdk.BRAC_TransBuffer(PEER, "text");
  expect(last()).toEqual(["BRAC_TransBuffer", [PEER, "text", 0]]);
});

/** AnyChat 5.5.5: at most 1024 bytes; an empty buffer means nothing. The function itself says so. */
test("a small buffer has 1 to 1024 bytes", () => {
  const before = raw.calls().length;
  expect(["", "\u754c".repeat(342), "x".repeat(1025)].map((data) => made.sdk.BRAC_TransBuffer(PEER, data))).toEqual([20, 20, 20]);
  expect(made.sdk.BRAC_TransBuffer(PEER, new Uint8Array(1025) as unknown as string)).toBe(20);
  expect(raw.calls()).toHaveLength(before);
  expect(made.sdk.BRAC_TransBuffer(PEER, "\u754c".repeat(341))).toBe(0);
});

/** AnyChat 5.5.6, 5.5.7: a positive number is a task; everything else is no task. */
test("a buffer of no bytes and a file for nobody are no tasks", () => {
  expect(made.sdk.BRAC_TransBufferEx(PEER, "", 0, 0, 0)).toBeLessThanOrEqual(0);
  expect(made.sdk.BRAC_TransFile(-1, new Blob(["x"]) as unknown as string, 0, 0, 0)).toBeLessThanOrEqual(0);
});

/** AnyChat 3.5: with the server flag the server records; 3.1: with the options that the page set. */
test("a recording on the server takes the page's options along", () => {
  made.sdk.BRAC_StreamRecordCtrl(-1, 1, 7, 5);
  expect(last()).toEqual(["BRAC_StreamRecordCtrl", [-1, 1, 7, 5, ""]]);
  made.sdk.BRAC_SetSDKOption(140, 2);
  made.sdk.BRAC_SetSDKOption(141, 640);
  made.sdk.BRAC_StreamRecordCtrlEx(PEER, 1, 7, 5, "own");
  expect(last()).toEqual(["BRAC_StreamRecordCtrlEx", [PEER, 1, 7, 5, "own", '{"140":2,"141":640}']]);
  made.sdk.BRAC_StreamRecordCtrlEx(PEER, 0, 7, 5, "own");
  expect(last()).toEqual(["BRAC_StreamRecordCtrlEx", [PEER, 0, 7, 5, "own", ""]]);
});
