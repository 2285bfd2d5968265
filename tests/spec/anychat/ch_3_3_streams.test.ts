/** AnyChat 3.3: what a page can learn of a person's stream, every number of the table. */

import { beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../frontend/src/generated/anychat";
import { ME, page, PEER, seated, type TestPage } from "../../frontend/dialects/anychat/page";
import { settle, type FakeSocket } from "../../frontend/fakes";
import { measured } from "./measured";

type Name = keyof typeof C & `BRAC_STREAMINFO_${string}`;

const NAMES = (Object.keys(C) as Name[]).filter((name) => name.startsWith("BRAC_STREAMINFO_"));

/** Of the streams in measured.ts: pixels, frames and bits per second, percent; our numbers of codecs: 2 is VP8, 10 is Opus. */
const RECEIVED: Readonly<Record<Name, number>> = {
  BRAC_STREAMINFO_VIDEOWIDTH: 320, BRAC_STREAMINFO_VIDEOHEIGHT: 240, BRAC_STREAMINFO_VIDEOFPS: 15, BRAC_STREAMINFO_VIDEOBITRATE: 480_000,
  BRAC_STREAMINFO_VIDEOCODECID: 2, BRAC_STREAMINFO_VIDEOPACKLOSSRATE: 10, BRAC_STREAMINFO_ADUIOCHANNELS: 2, BRAC_STREAMINFO_AUDIOCHANNELS: 2,
  BRAC_STREAMINFO_AUDIOSAMPLERATE: 48_000, BRAC_STREAMINFO_AUDIOBITRATE: 32_000, BRAC_STREAMINFO_AUDIODECODECID: 10, BRAC_STREAMINFO_AUDIOCODECID: 10,
  BRAC_STREAMINFO_AUDIOPACKLOSSRATE: 4,
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

const ask = (name: Name, user = PEER, index = 0) => made.sdk.BRAC_GetUserStreamInfoInt(user, index, C[name]);

/** 3.3: rows 1 to 11 (two of them also in the manual's misspelling) are measurements of what arrives. */
test("every number is measured on the stream that the page receives", async () => {
  await measured(made, raw, () => NAMES.forEach((name) => ask(name)));
  expect(Object.fromEntries(NAMES.map((name) => [name, ask(name)]))).toEqual(RECEIVED);
});

/** 3.3 and the SDK file: the manual's one function, and the two of the file for numbers and texts. */
test("the general query is the one for numbers, the one for texts names the codecs", async () => {
  await measured(made, raw, () => NAMES.forEach((name) => ask(name)));
  expect(NAMES.map((name) => made.sdk.BRAC_GetUserStreamInfo(PEER, 0, C[name]))).toEqual(NAMES.map((name) => RECEIVED[name]));
  const text = (name: Name) => made.sdk.BRAC_GetUserStreamInfoString(PEER, 0, C[name]);
  expect([text("BRAC_STREAMINFO_VIDEOCODECID"), text("BRAC_STREAMINFO_AUDIOCODECID")]).toEqual(["video/VP8", "audio/opus"]);
  expect(text("BRAC_STREAMINFO_VIDEOBITRATE")).toBe("480000");
});

/** Pages, 7.5: a page asks for each of its cameras from the start; -1 and the own id are oneself. */
test("the size of the own camera is known before anybody receives it", async () => {
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  for (const user of [-1, ME]) expect([ask("BRAC_STREAMINFO_VIDEOWIDTH", user), ask("BRAC_STREAMINFO_VIDEOHEIGHT", user)]).toEqual([640, 480]);
  expect(ask("BRAC_STREAMINFO_VIDEOBITRATE", -1)).toBe(0);
});

/** 3.3: each stream of a person has its own numbers; one that does not exist has none, and nothing throws. */
test("a stream or a person that is not there has no size and no rate", async () => {
  await measured(made, raw, () => ask("BRAC_STREAMINFO_VIDEOWIDTH"));
  for (const [user, index] of [[PEER, 1], [4711, 0], [0, 0]] as const) {
    expect([ask("BRAC_STREAMINFO_VIDEOWIDTH", user, index), ask("BRAC_STREAMINFO_VIDEOBITRATE", user, index)]).toEqual([0, 0]);
  }
  expect(made.sdk.BRAC_GetUserStreamInfoInt(PEER, 0, 9999)).toBe(0);
});
