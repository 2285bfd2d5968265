import { beforeEach, expect, test, vi } from "vitest";

import { FakeSocket, settle } from "../../fakes";
import { connected, loggedIn, ME, page, SEAT, seated, type TestPage } from "./page";

const AUTORECONNECT = 47;
const ENTERED = {
  patch: [["put", "me", "me", { room_id: 5 }], ["put", "seats", String(ME), { ...SEAT, account_id: ME }]],
  callbacks: [["OnAnyChatEnterRoom", 5, 0], ["OnAnyChatRoomOnlineUser", 1, 5]],
};
const LOGGED_IN = {
  patch: [["put", "me", "me", { account_id: ME, external_id: "me", name: "Me", level: 3, role: "customer", application_id: 1, session_id: "s", room_id: null, area_id: null, dnd: 0, address: "" }]],
  callbacks: [["OnAnyChatLoginSystem", ME, 0]],
};
const said = (raw: FakeSocket) => raw.calls().map(([fn]) => fn).filter((fn) => fn.startsWith("BRAC_"));

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0); // the first pause is then a quarter of a second
});

/** The link is cut, and the SDK has opened another one by itself. */
async function cutAndBack(made: TestPage, raw: FakeSocket): Promise<FakeSocket> {
  made.heard.length = 0;
  raw.drop();
  await vi.waitUntil(() => FakeSocket.last !== raw, { timeout: 3_000 });
  FakeSocket.last.greet();
  await settle();
  FakeSocket.last.answer("sb.present");
  await settle();
  return FakeSocket.last;
}

/** AnyChat 3.1, 4.1: after a loss a page hears what it hears at the beginning, without saying anything. */
test("a lost link is opened again, and the page is logged in and in its room as before", async () => {
  const made = page();
  const raw = await cutAndBack(made, await seated(made));
  expect(said(raw)).toEqual(["BRAC_Login"]);
  expect(raw.calls()).toContainEqual(["BRAC_Login", ["me", "", 0]]);
  raw.answer("BRAC_Login", LOGGED_IN);
  await settle();
  expect(raw.calls()).toContainEqual(["BRAC_EnterRoom", [5, "", 0]]);
  raw.answer("BRAC_EnterRoom", ENTERED);
  await settle();
  expect(made.heard).toEqual([["LinkClose", 0, 101], ["Connect", 1, 0], ["LoginSystem", ME, 0], ["EnterRoom", 5, 0], ["RoomOnlineUser", 1, 5]]);
});

test("it comes back from a second loss too, also when that comes before the login was answered", async () => {
  const made = page();
  const once = await cutAndBack(made, await seated(made));
  const twice = await cutAndBack(made, once);
  expect(said(twice)).toEqual(["BRAC_Login"]);
  twice.answer("BRAC_Login", LOGGED_IN);
  await settle();
  expect(said(twice)).toContain("BRAC_EnterRoom");
});

test("a server that still takes the lost link for alive is asked again, and the page hears of the success only", async () => {
  const made = page();
  const raw = await cutAndBack(made, await loggedIn(made));
  made.heard.length = 0;
  raw.answer("BRAC_Login", { ret: 201, callbacks: [["OnAnyChatLoginSystem", 0, 201]] });
  await settle();
  expect(made.heard).toEqual([]);
  await vi.waitUntil(() => said(raw).length === 2, { timeout: 3_000 });
  raw.answer("BRAC_Login", LOGGED_IN);
  await settle();
  expect(made.heard).toEqual([["LoginSystem", ME, 0]]);
});

test("meanwhile the server's functions answer that there is no link", async () => {
  const made = page();
  const raw = await seated(made);
  raw.drop();
  await settle();
  expect(made.sdk.BRAC_SendTextMessage(-1, 0, "hello")).toBe(101);
  expect(made.sdk.BRAC_LeaveRoom(-1)).toBe(0);
});

test("turned off, a lost link stays lost; turned off meanwhile, the attempts end", async () => {
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_SetSDKOption(AUTORECONNECT, 0);
  raw.drop();
  await settle();
  expect(made.client.session.link).toBe("idle");
  const other = page();
  const second = await loggedIn(other);
  second.drop();
  await settle();
  expect(["waiting", "connecting"]).toContain(other.client.session.link);
  other.sdk.BRAC_SetSDKOption(AUTORECONNECT, 0);
  expect(other.client.session.link).toBe("idle");
});

/** Pages of customers reconnect by hand: in the handler, with Connect and Login. */
test("a page that connects by itself is not disturbed", async () => {
  const made = page();
  const raw = await seated(made);
  raw.drop();
  await settle();
  const own = await loggedIn(made);
  expect(said(own)).toEqual(["BRAC_Login"]);
  await new Promise((done) => setTimeout(done, 400));
  expect(FakeSocket.last).toBe(own);
});

test("a page that logs in as soon as it is connected is not logged in twice", async () => {
  const made = page();
  const raw = await seated(made);
  made.sdk.OnAnyChatConnect = () => void made.sdk.BRAC_Login("other", "", 0);
  const again = await cutAndBack(made, raw);
  expect(again.calls().filter(([fn]) => fn === "BRAC_Login")).toEqual([["BRAC_Login", ["other", "", 0]]]);
});

test.each([
  ["a logout in the handler ends it", "BRAC_Logout"],
  ["nobody returns to a room that was left meanwhile", "BRAC_LeaveRoom"],
] as const)("%s", async (_name, fn) => {
  const made = page();
  const raw = await seated(made);
  made.sdk.OnAnyChatLinkClose = () => void made.sdk[fn](-1);
  if (fn === "BRAC_Logout") {
    raw.drop();
    await settle();
    return expect(made.client.session.link).toBe("idle");
  }
  const again = await cutAndBack(made, raw);
  again.answer("BRAC_Login", LOGGED_IN);
  await settle();
  expect(said(again)).toEqual(["BRAC_Login"]);
});

test("whom the server sends away does not come back", async () => {
  const made = page();
  const raw = await seated(made);
  raw.say({ op: "event", callbacks: [["OnAnyChatLinkClose", 0, 201]] });
  raw.drop();
  await settle();
  expect(made.client.session.link).toBe("idle");
});

test("a second room that was refused leaves the first one to return to", async () => {
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_EnterRoom(6, "wrong", 0);
  raw.answer("BRAC_EnterRoom", { ret: 302, callbacks: [["OnAnyChatEnterRoom", 6, 302]] });
  await settle();
  const again = await cutAndBack(made, raw);
  again.answer("BRAC_Login", LOGGED_IN);
  await settle();
  expect(again.calls()).toContainEqual(["BRAC_EnterRoom", [5, "", 0]]);
});

test("a signed login is not repeated: its signature is used up", async () => {
  const made = page();
  const raw = await connected(made);
  made.sdk.BRAC_LoginEx("me", 7, "", "app", 1, "signature", "");
  raw.answer("BRAC_LoginEx", LOGGED_IN);
  await settle();
  const again = await cutAndBack(made, raw);
  expect([said(again), made.heard.at(-1)]).toEqual([[], ["Connect", 1, 0]]);
});
