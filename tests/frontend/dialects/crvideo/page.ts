/** The way of a CRVideo page to the server and into a meeting, for tests; the other end of its socket is the test. */

import { FakeSocket, settle } from "../../fakes";

export type Fn = (...args: unknown[]) => unknown;
export type Names = Record<string, unknown>;
/** What the server writes into a mirror: the word, the table, the key, the columns. */
export type Row = ["put", string, string, Record<string, unknown>];

export const ME = 1001, PEER = 1002, ROOM = 12345678;

const SEAT = { camera: 1, microphone: 0, has_camera: true, has_microphone: true, cameras: [] as number[], camera_names: [] as string[], default_camera: 0, is_deaf: false, is_sharing: false, entered_ms: 0, rev: 1 };
const ME_ROW = { account_id: ME, external_id: "ann", name: "Ann", level: 0, role: "customer", application_id: 1, session_id: "s", room_id: null, area_id: null, dnd: 0, address: "" };

/** The seat of Ann (ME) or of Ben; without more, its devices are there and closed. */
export const seat = (id: number, more: Record<string, unknown> = {}): Row =>
  ["put", "seats", String(id), { ...SEAT, account_id: id, ...(id === ME ? { external_id: "ann", name: "Ann" } : { external_id: "ben", name: "Ben" }), ...more }];

/** Ann logged in; her mirror has these rows besides her own. */
export async function loggedIn(page: Names, rows: Row[] = [], cookie: unknown = ""): Promise<FakeSocket> {
  const call = (name: string, ...args: unknown[]): unknown => (page[`CRVideo_${name}`] as Fn)(...args);
  await call("Init", {});
  call("SetServerAddr", "server:99");
  call("Login", "默认", "默认", "Ann", "ann", "", cookie);
  await settle();
  FakeSocket.last.greet();
  await settle();
  FakeSocket.last.answer("CRVideo_Login", { patch: [["put", "me", "me", ME_ROW], ...rows], callbacks: [["CRVideo_LoginSuccess", "ann", { $: "cookie" }]] });
  await settle();
  return FakeSocket.last;
}

/** The meeting of Ann and Ben. */
export const MEETING: Row[] = [["put", "me", "me", { room_id: ROOM }], ["put", "room", "room", { id: ROOM, name: "" }], seat(ME), seat(PEER)];

/** Ann logged in and in the meeting, as after a lost link; her mirror has these rows besides. */
export const seated = (page: Names, ...rows: Row[]): Promise<FakeSocket> => loggedIn(page, [...MEETING, ...rows]);
