import { afterEach, expect, test, vi } from "vitest";

import { settle } from "../../fakes";
import { loggedIn, ME, page, PEER } from "./page";

afterEach(() => void vi.unstubAllGlobals());

const ROW = { id: 1, key: "77", sender_id: PEER, receiver_id: ME, size: 1000, received: 250, state: "moving", url: "", upload_url: "", started_ms: 0, updated_ms: 0, rev: 1 };

test("task ids grow and are positive", () => {
  const { client } = page();
  const ids = Array.from({ length: 50 }, () => client.tasks.mint());
  expect(ids.every((id, at) => id > 0 && id < 2 ** 31 && (at === 0 || id > ids[at - 1]!))).toBe(true);
});

/** AnyChat 5.5.8: a task is named by who started it and its number; progress 0..100, status 1..5. */
test("sender and receiver ask for a task by its starter", async () => {
  const made = page();
  const raw = await loggedIn(made);
  raw.say({ op: "event", patch: [["put", "transfers", "1", { ...ROW, started_ms: Date.now() - 1000 }]] });
  await settle();
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 77, 1)).toBe(25);
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 77, 2)).toBeGreaterThan(1000);
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 77, 3)).toBe(2);
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 78, 3)).toBe(0);
});

test.each([["prepared", 1], ["moving", 2], ["done", 3], ["cancelled_by_sender", 4], ["cancelled_by_receiver", 5]])("state %s is status %i", async (state, status) => {
  const made = page();
  const raw = await loggedIn(made);
  raw.say({ op: "event", patch: [["put", "transfers", "1", { ...ROW, state }]] });
  await settle();
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 77, 3)).toBe(status);
});

test("addresses of files and recordings are absolute when the page hears of them", async () => {
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  raw.say({ op: "event", callbacks: [["OnAnyChatTransFile", PEER, "a", "/files/down/t/a", 5, 0, 0, 77], ["OnAnyChatRecordSnapShotEx", ME, "/files/rec/1.mp4", 3, 0, 0, ""]] });
  await settle();
  expect(made.heard).toEqual([
    ["TransFile", PEER, "a", "http://127.0.0.1:8906/files/down/t/a", 5, 0, 0, 77],
    ["RecordSnapShotEx", ME, "http://127.0.0.1:8906/files/rec/1.mp4", 3, 0, 0, ""],
  ]);
});

test("a received buffer is fetched and its data handed over, text as text and bytes as bytes", async () => {
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  const bodies: Record<string, BodyInit> = { a: "d\u4f60", b: new Uint8Array([0xff, 0xfe, 0]) };
  vi.stubGlobal("fetch", async (url: string) => new Response(bodies[url.slice(-1)]));
  for (const name of ["a", "b"]) raw.say({ op: "event", callbacks: [["OnAnyChatTransBufferEx", PEER, `/files/down/${name}`, 3, 7, 8, 77]] });
  await settle();
  expect(made.heard.map(([, from, data, ...rest]) => [from, typeof data === "string" ? data : [...(data as Uint8Array)], ...rest])).toEqual([
    [PEER, "d\u4f60", 3, 7, 8, 77],
    [PEER, [255, 254, 0], 3, 7, 8, 77],
  ]);
});

test("two people may have used the same number: the one who is named counts", async () => {
  const made = page();
  const raw = await loggedIn(made);
  vi.spyOn(made.client.tasks, "mint").mockReturnValue(77);
  made.sdk.BRAC_TransFile(PEER, new Blob(["x"]) as unknown as string, 0, 0, 0);
  raw.say({ op: "event", patch: [["put", "transfers", "1", ROW], ["put", "transfers", "2", { ...ROW, id: 2, sender_id: ME, receiver_id: PEER, state: "done" }]] });
  await settle();
  expect([PEER, ME, -1].map((user) => made.sdk.BRAC_QueryTransTaskInfo(user, 77, 3))).toEqual([2, 3, 3]);
});

/** AnyChat 5.5.5, 5.5.6: what was sent as bytes arrives as the same bytes, also where they could be text. */
test("bytes arrive as bytes in both kinds of buffers", async () => {
  const made = page();
  const raw = await loggedIn(made);
  made.heard.length = 0;
  vi.stubGlobal("fetch", async () => new Response("AB"));
  raw.say({ op: "event", callbacks: [["OnAnyChatTransBuffer", PEER, { bytes: "A\u00ff" }, 2], ["OnAnyChatTransBuffer", PEER, "A", 1], ["OnAnyChatTransBufferEx", PEER, "/files/down/t/buffer.bin", 2, 7, 8, 77]] });
  await settle();
  expect(made.heard.map(([, , data]) => data)).toEqual([new Uint8Array([65, 255]), "A", new Uint8Array([65, 66])]);
});

/** AnyChat 5.5.8: tasks have numbers; one that a CRVideo page began under a name goes by the number its event told. */
test("a task with a name of another dialect is found by its row's number", async () => {
  const made = page();
  const raw = await loggedIn(made);
  raw.say({ op: "event", patch: [["put", "transfers", "9", { ...ROW, id: 9, key: "a-uuid-77", state: "done", received: 1000, url: "/files/down/t/a" }]] });
  await settle();
  expect([1, 3].map((info) => made.sdk.BRAC_QueryTransTaskInfo(PEER, 9, info))).toEqual([100, 3]);
  expect(made.sdk.BRAC_QueryTransTaskInfo(PEER, 77, 3)).toBe(0);
  made.sdk.BRAC_CancelTransTask(PEER, 9);
  expect(raw.calls().at(-1)).toEqual(["BRAC_CancelTransTask", [PEER, 9]]);
});
