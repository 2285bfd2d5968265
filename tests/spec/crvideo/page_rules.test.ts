/** CRVideo: what pages rely on for every function alike (crvideo-pages, sections 2, 9 and 14). */

import { beforeEach, expect, test, vi } from "vitest";

import { surface } from "../../../frontend/src/dialects/crvideo/surface";
import { CRVIDEO_FUNCTIONS } from "../../../frontend/src/generated/crvideo";
import { seat, seated, ME, PEER, type Fn, type Names } from "../../frontend/dialects/crvideo/page";
import { FakeSocket, installMedia, makeSocket, settle } from "../../frontend/fakes";

interface Row { where: string; params: readonly string[]; stays: readonly string[] }

const ROWS = (Object.entries(CRVIDEO_FUNCTIONS) as [string, Row][]).filter(([name]) => name.startsWith("CRVideo_"));
/** Functions that leave nothing behind on which others could be tried. */
const LAST = new Set(["CRVideo_Login", "CRVideo_LoginByToken", "CRVideo_Logout", "CRVideo_Uninit", "CRVideo_ExitMeeting"]);
let page: Names;
let heard: string[];

const call = (name: string, ...args: unknown[]): unknown => (page[`CRVideo_${name}`] as Fn)(...args);

beforeEach(() => {
  installMedia();
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
  heard = [];
  page = surface({ makeSocket });
  for (const [name, holder] of Object.entries(page)) {
    if (typeof holder === "object") (holder as { callback?: Fn }).callback = () => void heard.push(name);
  }
});

/** In the meeting, with something in every table that a getter reads. */
const inMeeting = (): Promise<FakeSocket> =>
  seated(
    page,
    ...[ME, PEER].map((id) => seat(id, { camera: 2, microphone: 1, cameras: [0], camera_names: ["Front"] })),
    ["put", "queues", "101", { id: 101, name: "Loans", description: "d", priority: 3 }],
    ["put", "agents", String(ME), { id: ME, queues: [101] }],
    ["put", "recordings", "1", { id: 1, key: "m", owner_external_id: "ann", state: "running", config: { mode: 0, videoFileCfg: { layoutConfig: [{ type: 0 }] } } }],
  );

/** Something for every parameter; what stays in the page cannot even be written down as JSON. */
function something(row: Row): unknown[] {
  const cookie: Record<string, unknown> = { resolve: () => 1 };
  cookie.self = cookie;
  return row.params.map((param) => (param === "cookie" ? cookie : param === "UID" ? "ann" : row.stays.includes(param) ? undefined : "1"));
}

test.each(["before Init", "in a meeting"])("%s no function calls the page back before it returns, throws, or tells the server of a cookie", async (when) => {
  if (when === "in a meeting") await inMeeting();
  heard.length = 0;
  for (const [name, row] of [...ROWS.filter(([each]) => !LAST.has(each)), ...ROWS.filter(([each]) => LAST.has(each))]) {
    let outcome: unknown;
    expect(() => (outcome = (page[name] as Fn)(...something(row))), name).not.toThrow();
    expect(heard, name).toEqual([]);
    void Promise.resolve(outcome).catch(() => undefined);
    await settle();
    heard.length = 0;
  }
  if (when === "in a meeting") expect(FakeSocket.last.calls().flatMap(([, args]) => args).filter((arg) => JSON.stringify(arg)?.includes("self"))).toEqual([]);
});

test.each(["Call", "CallMoreParty", "Invite", "SendCmd", "SendBuffer", "SendFile", "CreateCloudMixer"])("the id that %s returns at once is the one the server gets", async (name) => {
  const socket = await inMeeting();
  const id = name === "SendFile" ? call(name, "ben", new File(["text"], "a.txt")) : name === "CreateCloudMixer" ? call(name, {}) : call(name, "ben", "text");
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  await vi.waitFor(() => expect(socket.calls().find(([fn]) => fn === `CRVideo_${name}`)?.[1]).toContain(id));
});

const GETTERS: [string, ...unknown[]][] = [
  ["GetAllMembers"], ["GetMemberInfo", "ben"], ["GetAllQueueInfo"], ["GetQueuingInfo"], ["GetServingQueues"], ["GetSessionInfo"], ["GetAllCloudMixerInfo"],
  ["GetAllVideoInfo", "ann"], ["GetAllVideoInfo", "ben"], ["GetOpenedVideoIDs", "ben"], ["GetAudioMicNames"], ["GetAudioSpkNames"], ["GetAudioCfg"], ["GetVideoCfg"], ["GetMediaInfo"],
];

/** Writes into everything below a value, as pages do. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const each of Object.values(value)) spoil(each);
  if (Array.isArray(value)) value.push("spoilt");
  else Object.assign(value, { spoilt: value });
}

test.each(GETTERS)("%s %s gives a copy of its own every time", async (name, ...args) => {
  await inMeeting();
  const before = JSON.stringify(call(name, ...args));
  expect(before).not.toBe(undefined);
  spoil(call(name, ...args));
  expect(JSON.stringify(call(name, ...args))).toBe(before);
});

test("what is no file is 1103 in both spellings, and is not announced; a file that is gone is 1400, one that is locked 1401", async () => {
  const socket = await inMeeting();
  const results: unknown[][] = [];
  for (const name of ["SendFileRlst", "SendFileRslt"]) (page[`CRVideo_${name}`] as { callback: Fn }).callback = (...args) => void results.push([name, ...args]);
  const unreadable = (name: string): File => Object.assign(new File(["x"], "a.txt"), { slice: () => { throw new DOMException("no", name); } });
  for (const [file, named, code] of [[undefined, "buffer", 1103], ["C:/a.txt", "buffer", 1103], [unreadable("NotFoundError"), "a.txt", 1400], [unreadable("NotReadableError"), "a.txt", 1401]]) {
    results.length = 0;
    const id = call("SendFile", "ben", file, "mine");
    await settle();
    expect(results).toEqual([["SendFileRlst", id, named, code, "mine"], ["SendFileRslt", id, code, "mine"]]);
  }
  expect(socket.calls().filter(([fn]) => fn === "CRVideo_SendFile")).toEqual([]);
});

test.each([[507, 1402], [403, 1000]])("a file that the server refuses with %i ends with %i in both spellings, not as called off", async (status, code) => {
  const socket = await inMeeting();
  const results: unknown[][] = [];
  for (const name of ["SendFileRlst", "SendFileRslt"]) (page[`CRVideo_${name}`] as { callback: Fn }).callback = (...args) => void results.push([name, ...args]);
  vi.stubGlobal("fetch", vi.fn(async () => new Response("{}", { status })));
  const id = String(call("SendFile", "ben", new File(["text"], "a.txt"), "mine"));
  await vi.waitFor(() => expect(socket.calls().some(([fn]) => fn === "CRVideo_SendFile")).toBe(true));
  vi.useFakeTimers(); // it tries again for a while
  socket.answer("CRVideo_SendFile", { patch: [["put", "transfers", "1", { id: 1, key: id, name: "a.txt", upload_url: "/up/1", state: "prepared" }]] });
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(socket.calls().some(([fn]) => fn === "CRVideo_CancelSend")).toBe(true);
  vi.unstubAllGlobals();
  const cookie = { $: "cookie" };
  socket.say({ op: "event", callbacks: [["CRVideo_SendFileRlst", id, "a.txt", 1199, cookie], ["CRVideo_SendFileRslt", id, 1199, cookie]] });
  await settle();
  expect(results).toEqual([["SendFileRlst", id, "a.txt", code, "mine"], ["SendFileRslt", id, code, "mine"]]);
});

test("a buffer of text arrives as the text that was sent, one of bytes as bytes", async () => {
  const socket = await inMeeting();
  const got: unknown[] = [];
  (page.CRVideo_NotifyBufferData as { callback: Fn }).callback = (uid, data) => void got.push([uid, data]);
  const bytes = new Uint8Array([65, 66]).buffer;
  for (const data of ['{"a":"你"}', bytes, new Uint8Array(bytes), new Blob(["AB"])]) call("SendBuffer", "ben", data, "mine");
  await settle();
  const sent = socket.calls().filter(([fn]) => fn === "CRVideo_SendBuffer");
  expect(sent.map(([, args]) => args.slice(3))).toEqual([[11, 0], [2, 1], [2, 1], [2, 1]]);
  for (const [name, body] of [["buffer.txt", '{"a":"你"}'], ["buffer.bin", bytes], ["buffer.txt", new Uint8Array([255])]] as const) {
    vi.stubGlobal("fetch", async () => new Response(body));
    socket.say({ op: "event", callbacks: [["CRVideo_NotifyBufferData", "ben", `/files/down/t/${name}`]] });
    await settle();
  }
  vi.unstubAllGlobals();
  expect(got).toEqual([["ben", '{"a":"你"}'], ["ben", bytes], ["ben", new Uint8Array([255]).buffer]]);
});

test("components have ids of their own and survive JSON.stringify, whatever they show", async () => {
  await inMeeting();
  const made = ["CreatVideoObj", "CreatScreenShareObj", "CreatMediaObj"].flatMap((name) => [call(name), call(name, { poster: "" })]) as Record<string, Fn>[];
  for (const component of made) component.setVideo!("ben", -1);
  expect(new Set(made.map((component) => component.id!())).size).toBe(made.length);
  expect(() => JSON.stringify(made.map((view) => ({ view })))).not.toThrow();
});
