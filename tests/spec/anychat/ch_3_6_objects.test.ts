/** AnyChat 3.6, 5.8: every number of the business objects as the page answers it; the server's side is test_ch_4_7_objects.py. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../frontend/src/generated/anychat";
import { loggedIn, ME, page, PEER, type TestPage } from "../../frontend/dialects/anychat/page";
import { settle, type FakeSocket } from "../../frontend/fakes";

type Attribute = keyof typeof C & (`ANYCHAT_${string}_INFO_${string}` | `ANYCHAT_OBJECT_INFO_${string}`);
type Expected = Readonly<Partial<Record<Attribute, number | string>>>;

const { ANYCHAT_OBJECT_TYPE_AREA: AREA, ANYCHAT_OBJECT_TYPE_QUEUE: QUEUE, ANYCHAT_OBJECT_TYPE_AGENT: AGENT, ANYCHAT_OBJECT_TYPE_CLIENTUSER: CLIENT } = C;
const NOW_S = 1_800_000_000;

const described = (name: string) => ({ name, description: `about ${name}`, priority: 9, attribute: 3, int_tag: -12, string_tag: "gold", rev: 1 });
const common = (name: string, flags: number): Expected => ({
  ANYCHAT_OBJECT_INFO_FLAGS: flags, ANYCHAT_OBJECT_INFO_NAME: name, ANYCHAT_OBJECT_INFO_PRIORITY: 9, ANYCHAT_OBJECT_INFO_ATTRIBUTE: 3,
  ANYCHAT_OBJECT_INFO_DESCRIPTION: `about ${name}`, ANYCHAT_OBJECT_INFO_INTTAG: -12, ANYCHAT_OBJECT_INFO_STRINGTAG: "gold",
});

/** One object of each type, and what a page reads of it. */
const OBJECTS: readonly (readonly [what: string, type: number, id: number, expected: Expected])[] = [
  ["an area", AREA, 10001, {
    ...common("Hall", C.ANYCHAT_OBJECT_FLAGS_CLIENT),
    ANYCHAT_AREA_INFO_AGENTCOUNT: 2, ANYCHAT_AREA_INFO_GUESTCOUNT: 3, ANYCHAT_AREA_INFO_QUEUEUSERCOUNT: 5, ANYCHAT_AREA_INFO_QUEUECOUNT: 1,
  }],
  ["a queue", QUEUE, 101, {
    ...common("Cash", C.ANYCHAT_OBJECT_FLAGS_CLIENT),
    ANYCHAT_QUEUE_INFO_MYSEQUENCENO: 17, ANYCHAT_QUEUE_INFO_BEFOREUSERNUM: 2, ANYCHAT_QUEUE_INFO_MYENTERQUEUETIME: NOW_S - 40,
    ANYCHAT_QUEUE_INFO_MYENTERQUEUEUETIME: NOW_S - 40, ANYCHAT_QUEUE_INFO_LENGTH: 5, ANYCHAT_QUEUE_INFO_WAITTIMESECOND: 40,
  }],
  ["an agent", AGENT, PEER, {
    ...common("Peer", C.ANYCHAT_OBJECT_FLAGS_AGENT),
    ANYCHAT_AGENT_INFO_SERVICESTATUS: C.ANYCHAT_AGENT_STATUS_WORKING, ANYCHAT_AGENT_INFO_SERVICEUSERID: 1009,
    ANYCHAT_AGENT_INFO_SERVICEBEGINTIME: NOW_S - 60, ANYCHAT_AGENT_INFO_SERVICETOTALTIME: 900, ANYCHAT_AGENT_INFO_SERVICETOTALNUM: 7,
  }],
  ["a client user", CLIENT, ME, common("Me", C.ANYCHAT_OBJECT_FLAGS_MANANGER)],
];

const ATTRIBUTES = (Object.keys(C) as Attribute[]).filter((name) => /^ANYCHAT_(OBJECT|AREA|QUEUE|AGENT)_INFO_/.test(name));

let made: TestPage;
let raw: FakeSocket;

beforeEach(async () => {
  made = page();
  raw = await loggedIn(made);
  vi.spyOn(Date, "now").mockReturnValue(NOW_S * 1000);
  vi.spyOn(made.client.session, "nowMs", "get").mockImplementation(() => Date.now());
  await patch(
    ["put", "me", "me", { area_id: 10001 }],
    ["put", "areas", "10001", { ...described("Hall"), id: 10001, agents: 2, visitors: 3, waiting: 5, queues: 1 }],
    ["put", "queues", "101", { ...described("Cash"), id: 101, area_id: 10001, length: 5 }],
    ["put", "queues", "201", { ...described("Elsewhere"), id: 201, area_id: 10002, length: 1 }],
    ["put", "ticket", "ticket", { id: 17, queue_id: 101, position: 2, taken_ms: (NOW_S - 40) * 1000, state: "waiting", rev: 1 }],
    ["put", "agents", String(PEER), { account_id: PEER, status: 2, customer_id: 1009, service_began_ms: (NOW_S - 60) * 1000, served_total: 7, served_total_s: 900, rev: 1 }],
    ["put", "clients", String(PEER), { ...described("Peer"), account_id: PEER, is_agent: true, is_manager: false }],
    ["put", "clients", String(ME), { ...described("Me"), account_id: ME, is_agent: false, is_manager: true }],
  );
});

afterEach(() => void vi.restoreAllMocks());

async function patch(...changes: unknown[]): Promise<void> {
  raw.say({ op: "event", patch: changes as never });
  await settle();
}

/** By the function of the attribute's type, as pages do. */
function read(type: number, id: number, name: Attribute): number | string {
  const isText = /_(NAME|DESCRIPTION|STRINGTAG)$/.test(name);
  return isText ? made.sdk.BRAC_ObjectGetStringValue(type, id, C[name]) : made.sdk.BRAC_ObjectGetIntValue(type, id, C[name]);
}

/** 3.6.2.1 to 3.6.2.4, 5.8.2: the attributes of an object by their numbers; a number of another type's is 0. */
test.each(OBJECTS)("every attribute of %s", (_what, type, id, expected) => {
  for (const name of ATTRIBUTES) expect([name, read(type, id, name)]).toEqual([name, expected[name] ?? 0]);
});

test("no attribute of the manual is left out above", () => {
  const asked = new Set(OBJECTS.flatMap(([, , , expected]) => Object.keys(expected)));
  expect(ATTRIBUTES.filter((name) => !asked.has(name))).toEqual([]);
});

/** 5.8.1: the ids of the objects of a type; queues of the own area only, so that a page's list is the area's. */
test("objects are listed by type", async () => {
  expect([AREA, QUEUE, AGENT, CLIENT, 99].map((type) => made.sdk.BRAC_ObjectGetIdList(type))).toEqual([[10001], [101], [PEER], [ME, PEER], []]);
  await patch(["put", "me", "me", { area_id: null }]);
  expect(made.sdk.BRAC_ObjectGetIdList(QUEUE)).toEqual([]);
});

/** 3.6.1.2: -1 is no object; for people it is oneself. */
test("the invalid id is nobody among places and oneself among people", () => {
  expect(made.sdk.BRAC_ObjectGetStringValue(AREA, C.ANYCHAT_INVALID_OBJECT_ID, 8)).toBe("");
  expect(made.sdk.BRAC_ObjectGetStringValue(CLIENT, C.ANYCHAT_INVALID_OBJECT_ID, 8)).toBe("Me");
  expect(made.sdk.BRAC_ObjectGetIntValue(AGENT, C.ANYCHAT_INVALID_OBJECT_ID, C.ANYCHAT_AGENT_INFO_SERVICESTATUS)).toBe(C.ANYCHAT_AGENT_STATUS_CLOSEED);
});

/** 3.6.2.3, 508: pages ask every second and are told nothing in between. */
test("the waiting time advances by itself and ends with the place", async () => {
  const waited = () => made.sdk.BRAC_ObjectGetIntValue(QUEUE, 101, C.ANYCHAT_QUEUE_INFO_WAITTIMESECOND);
  vi.mocked(Date.now).mockReturnValue((NOW_S + 5) * 1000);
  expect(waited()).toBe(45);
  await patch(["drop", "ticket", "ticket"]);
  expect([waited(), made.sdk.BRAC_ObjectGetIntValue(QUEUE, 101, C.ANYCHAT_QUEUE_INFO_BEFOREUSERNUM)]).toEqual([0, -1]);
});

/** 3.6.2.5: the four states of an agent. */
test.each(["CLOSEED", "WAITTING", "WORKING", "PAUSED"] as const)("an agent's status %s is read as it came", async (status) => {
  await patch(["put", "agents", String(PEER), { status: C[`ANYCHAT_AGENT_STATUS_${status}`], rev: 2 }]);
  expect(made.sdk.BRAC_ObjectGetIntValue(AGENT, PEER, C.ANYCHAT_AGENT_INFO_SERVICESTATUS)).toBe(C[`ANYCHAT_AGENT_STATUS_${status}`]);
});

/** 3.6.1.2: bits, so that an agent may also be a manager. */
test("the flags of a person are bits", async () => {
  const flags = () => made.sdk.BRAC_ObjectGetIntValue(CLIENT, ME, C.ANYCHAT_OBJECT_INFO_FLAGS);
  await patch(["put", "clients", String(ME), { is_agent: true }]);
  expect(flags()).toBe(C.ANYCHAT_OBJECT_FLAGS_AGENT | C.ANYCHAT_OBJECT_FLAGS_MANANGER);
  await patch(["put", "clients", String(ME), { is_agent: false, is_manager: false }]);
  expect(flags()).toBe(C.ANYCHAT_OBJECT_FLAGS_CLIENT);
});
