/** AnyChat 3.4, 5.4: the states of a person, every number of the table, of others and of oneself. */

import { beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../frontend/src/generated/anychat";
import { ME, page, PEER, SEAT, seated, type TestPage } from "../../frontend/dialects/anychat/page";
import { FakePeerConnection, settle, type FakeSocket } from "../../frontend/fakes";
import { measured } from "./measured";

type Name = keyof typeof C & `BRAC_USERSTATE_${string}`;

const NAMES = (Object.keys(C) as Name[]).filter((name) => name.startsWith("BRAC_USERSTATE_"));
const TEXTS: readonly Name[] = ["BRAC_USERSTATE_NICKNAME", "BRAC_USERSTATE_LOCALIP", "BRAC_USERSTATE_INTERNETIP"];

/** Of PEER, whose streams are those of measured.ts, and who is being recorded. */
const STATES: Readonly<Record<Name, number | string>> = {
  BRAC_USERSTATE_CAMERA: 2, BRAC_USERSTATE_HOLDMIC: 1, BRAC_USERSTATE_SPEAKVOLUME: 100, BRAC_USERSTATE_RECORDING: 1, BRAC_USERSTATE_LEVEL: 7,
  BRAC_USERSTATE_NICKNAME: "Peer", BRAC_USERSTATE_LOCALIP: "192.168.2.2", BRAC_USERSTATE_INTERNETIP: "10.0.0.2", BRAC_USERSTATE_VIDEOBITRATE: 480_000,
  BRAC_USERSTATE_AUDIOBITRATE: 32_000, BRAC_USERSTATE_P2PCONNECT: 0, BRAC_USERSTATE_NETWORKSTATUS: 3, BRAC_USERSTATE_VIDEOSIZE: (240 << 16) | 320,
  BRAC_USERSTATE_PACKLOSSRATE: 10, BRAC_USERSTATE_DEVICETYPE: 2,
};

let made: TestPage;
let raw: FakeSocket;

beforeEach(async () => {
  vi.stubGlobal("Audio", function (this: { play(): Promise<void> }) {
    this.play = async () => undefined;
  });
  made = page();
  raw = await seated(made);
});

async function patch(...changes: unknown[]): Promise<void> {
  raw.say({ op: "event", patch: changes as never });
  await settle();
}

const ask = (name: Name, user = PEER) => made.sdk.BRAC_QueryUserState(user, C[name]);

/** PEER has everything open, speaks as loud as one can, and is recorded by the server. */
async function everything(): Promise<void> {
  await patch(
    ["put", "seats", String(PEER), { ...SEAT, account_id: PEER, camera: 2, microphone: 1, cameras: [0], rev: 2 }],
    ["put", "people", String(PEER), { level: 7 }],
    ["put", "recordings", "1", { id: 1, subject_id: PEER, takes_others: false, state: "running", rev: 1 }],
  );
  await measured(made, raw, () => NAMES.forEach((name) => ask(name)));
  const [, sound] = FakePeerConnection.last.getTransceivers();
  sound!.receiver.getSynchronizationSources = () => [{ audioLevel: 1, timestamp: performance.now() }];
}

/** 3.4: rows 1 to 15, of somebody in the room. */
test("every state of another person is what his seat, his streams and the server say", async () => {
  await everything();
  expect(Object.fromEntries(NAMES.map((name) => [name, ask(name)]))).toEqual(STATES);
});

/** 5.4.4, 5.4.5: one function for texts, one for numbers; each answers in its type whatever it is asked. */
test("numbers and texts have a function each", async () => {
  await everything();
  for (const name of NAMES) {
    const [number, text] = [made.sdk.BRAC_QueryUserStateInt(PEER, C[name]), made.sdk.BRAC_QueryUserStateString(PEER, C[name])];
    if (TEXTS.includes(name)) expect([name, number, text]).toEqual([name, 0, STATES[name]]);
    else expect([name, number, typeof text]).toEqual([name, STATES[name], "string"]);
  }
});

/** 5.4: -1 is the local user, and so is the own id. */
test.each([["-1", -1], ["the own id", ME]])("the own states (%s)", async (_what, user) => {
  expect([ask("BRAC_USERSTATE_CAMERA", user), ask("BRAC_USERSTATE_HOLDMIC", user)]).toEqual([1, 0]);
  expect([ask("BRAC_USERSTATE_NICKNAME", user), ask("BRAC_USERSTATE_LEVEL", user), ask("BRAC_USERSTATE_DEVICETYPE", user)]).toEqual(["Me", 3, 1]);
  expect([ask("BRAC_USERSTATE_LOCALIP", user), ask("BRAC_USERSTATE_INTERNETIP", user)]).toEqual(["10.0.0.1", "10.0.0.1"]);
  await patch(["put", "seats", String(ME), { ...SEAT, account_id: ME, camera: 2, microphone: 1, cameras: [0], rev: 2 }]);
  expect([ask("BRAC_USERSTATE_CAMERA", user), made.sdk.BRAC_GetCameraState(user)]).toEqual([2, 2]);
  expect([ask("BRAC_USERSTATE_HOLDMIC", user), made.sdk.BRAC_GetSpeakState(user)]).toEqual([1, 1]);
});

/** 5.4.3: of somebody who left, or whom nobody knows, there is nothing to say; the answers keep their types. */
test("a stranger has zeros and empty texts", () => {
  for (const name of NAMES) expect([name, ask(name, 4711)]).toEqual([name, TEXTS.includes(name) ? "" : 0]);
  expect(made.sdk.BRAC_QueryUserState(PEER, 9999)).toBe(0);
});

/** 3.4, recording: a state is of the person asked for; a recording that mixes takes all of the room. */
test("who is recorded is who is in the recording", async () => {
  await everything();
  expect([ask("BRAC_USERSTATE_RECORDING"), ask("BRAC_USERSTATE_RECORDING", -1)]).toEqual([1, 0]);
  await patch(["put", "recordings", "1", { takes_others: true, rev: 2 }]);
  expect([PEER, -1, 4711].map((user) => ask("BRAC_USERSTATE_RECORDING", user))).toEqual([1, 1, 0]);
});

/** 3.4, terminal type, in the numbers of the SDK file. */
test.each([["windows", 1], ["android", 2], ["ios", 3], ["browser", 4], ["linux", 5], ["mac", 6], ["windows_phone", 7], ["windows_ce", 8], ["other", 0]])("%s is terminal type %i", async (device, type) => {
  await patch(["put", "people", String(PEER), { device }]);
  expect(ask("BRAC_USERSTATE_DEVICETYPE")).toBe(type);
});

/** 3.4, recording: a state is over when the recording is. */
test("a recording that ended is no recording", async () => {
  await everything();
  await patch(["put", "recordings", "1", { state: "stopping", rev: 2 }]);
  expect(ask("BRAC_USERSTATE_RECORDING")).toBe(0);
});
