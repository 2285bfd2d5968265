/** AnyChat 3.1, 5.7.6 to 5.7.9: every option of the manual's table can be set, and is read back. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../frontend/src/generated/anychat";
import { page } from "../../frontend/dialects/anychat/page";

type Name = keyof typeof C & `BRAC_SO_${string}`;

/** What the build is: read only. */
const FACTS: readonly Name[] = ["BRAC_SO_CORESDK_MAINVERSION", "BRAC_SO_CORESDK_SUBVERSION", "BRAC_SO_CORESDK_BUILDTIME"];

/** Orders and measurements: accepted, but not values that stay. */
const ORDERS: readonly Name[] = [
  "BRAC_SO_LOCALVIDEO_APPLYPARAM", "BRAC_SO_NETWORK_P2PCONNECT", "BRAC_SO_NETWORK_P2PBREAK", "BRAC_SO_AUDIO_MICBOOST",
  "BRAC_SO_UDPTRACE_START", "BRAC_SO_UDPTRACE_LOCALRCVNUM", "BRAC_SO_UDPTRACE_LOCALRECVNUM", "BRAC_SO_UDPTRACE_SERVERRCVNUM",
  "BRAC_SO_UDPTRACE_SERVERRECVNUM", "BRAC_SO_UDPTRACE_SOURCESENDNUM", "BRAC_SO_LOCALPATH2URL", "BRAC_SO_GETTASKPATHNAME",
];

/** Options whose values are texts, with one that they may have. */
const TEXTS: Readonly<Partial<Record<Name, string>>> = {
  BRAC_SO_CORESDK_TMPDIR: "C:\\tmp", BRAC_SO_CORESDK_LOADCODEC: "codec.dll", BRAC_SO_CORESDK_PATH: "C:\\sdk", BRAC_SO_LOCALVIDEO_DEVICENAME: "Back",
  BRAC_SO_RECORD_TMPDIR: "C:\\films", BRAC_SO_SNAPSHOT_TMPDIR: "C:\\pictures", BRAC_SO_CLOUD_APPGUID: "{0f-1e}", BRAC_SO_VIDEOBKIMAGE: "./bk.jpg",
};

/** Numbers that mean something; the others are switches and take 1. */
const NUMBERS: Readonly<Partial<Record<Name, number>>> = {
  BRAC_SO_AUDIO_MONOBITRATE: 24_000, BRAC_SO_AUDIO_STEREOBITRATE: 64_000, BRAC_SO_LOCALVIDEO_BITRATECTRL: 300_000, BRAC_SO_LOCALVIDEO_QUALITYCTRL: 4,
  BRAC_SO_LOCALVIDEO_GOPCTRL: 30, BRAC_SO_LOCALVIDEO_FPSCTRL: 15, BRAC_SO_LOCALVIDEO_PRESETCTRL: 2, BRAC_SO_LOCALVIDEO_WIDTHCTRL: 320,
  BRAC_SO_LOCALVIDEO_HEIGHTCTRL: 240, BRAC_SO_RECORD_VIDEOBR: 500_000, BRAC_SO_RECORD_AUDIOBR: 64_000, BRAC_SO_RECORD_FILETYPE: 2,
  BRAC_SO_RECORD_WIDTH: 640, BRAC_SO_RECORD_HEIGHT: 360, BRAC_SO_STREAM_MAXBUFFERTIME: 800, BRAC_SO_NETWORK_P2PPOLITIC: 2,
  BRAC_SO_NETWORK_TCPSERVICEPORT: 8906, BRAC_SO_NETWORK_UDPSERVICEPORT: 8906, BRAC_SO_NETWORK_TRANSBUFMAXBITRATE: 800_000,
  BRAC_SO_NETWORK_AUTORECONNECT: 0, BRAC_SO_AUDIO_VADCTRL: 0, BRAC_SO_AUDIO_NSCTRL: 0, BRAC_SO_AUDIO_ECHOCTRL: 0, BRAC_SO_AUDIO_AGCCTRL: 0,
  BRAC_SO_CORESDK_ACTIVESTATE: 0, BRAC_SO_OBJECT_INITFLAGS: 2, BRAC_SO_VIDEOSHOW_CLIPMODE: 3, BRAC_SO_UDPTRACE_PACKSIZE: 1024,
};

const OPTIONS = (Object.keys(C) as Name[]).filter((name) => name.startsWith("BRAC_SO_"));
const KEPT = OPTIONS.filter((name) => !FACTS.includes(name) && !ORDERS.includes(name));

beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

/** A page of its own for each option, so that none depends on another. */
function initialised() {
  const made = page();
  made.sdk.BRAC_InitSDK("0");
  return made.sdk;
}

/** 3.1: the table has eight groups of options; a page sets each by its number. */
test.each(KEPT)("%s keeps what the page set", (name) => {
  const sdk = initialised();
  const value = TEXTS[name] ?? NUMBERS[name] ?? 1;
  expect(sdk.BRAC_SetSDKOption(C[name], value)).toBe(0);
  expect(typeof value === "string" ? sdk.BRAC_GetSDKOptionString(C[name]) : sdk.BRAC_GetSDKOptionInt(C[name])).toBe(value);
});

/** 5.7.8, 5.7.9: the manual has a function for numbers and one for texts, its SDK file one for both. */
test("the three ways to set an option are one", () => {
  for (const set of ["BRAC_SetSDKOption", "BRAC_SetSDKOptionInt"] as const) {
    const sdk = initialised();
    expect(sdk[set](C.BRAC_SO_LOCALVIDEO_FPSCTRL, 12)).toBe(0);
    expect([sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_FPSCTRL), sdk.BRAC_GetSDKOptionString(C.BRAC_SO_LOCALVIDEO_FPSCTRL)]).toEqual([12, "12"]);
  }
  const sdk = initialised();
  expect(sdk.BRAC_SetSDKOptionString(C.BRAC_SO_RECORD_TMPDIR, "D:\\")).toBe(0);
  expect(sdk.BRAC_GetSDKOptionStringEx(C.BRAC_SO_RECORD_TMPDIR, "", 0)).toBe("D:\\");
});

/** 3.1, versions and build time are queries: a page cannot change what the SDK is. */
test.each(FACTS)("%s is only read", (name) => {
  const sdk = initialised();
  const before = sdk.BRAC_GetSDKOptionString(C[name]);
  sdk.BRAC_SetSDKOption(C[name], "4711");
  expect([before === "", sdk.BRAC_GetSDKOptionString(C[name])]).toEqual([false, before]);
});

/** 5.7.8: success is 0, also for an order that finds nothing to do; a query of it is a number all the same. */
test.each(ORDERS)("%s is accepted and answers with a number", (name) => {
  const sdk = initialised();
  expect(sdk.BRAC_SetSDKOption(C[name], 0)).toBe(0);
  expect(Number.isInteger(sdk.BRAC_GetSDKOptionInt(C[name]))).toBe(true);
});

/** 3.1 as printed: three names are misspelt there; both spellings are one option. */
test.each([
  ["BRAC_SO_CORESDK_REMOTEDDEBUG", "BRAC_SO_CORESDK_REMOTEDEBUG"], ["BRAC_SO_UDPTRACE_LOCALRCVNUM", "BRAC_SO_UDPTRACE_LOCALRECVNUM"],
  ["BRAC_SO_UDPTRACE_SERVERRCVNUM", "BRAC_SO_UDPTRACE_SERVERRECVNUM"],
] as const)("%s is %s", (printed, meant) => {
  expect(C[printed]).toBe(C[meant]);
});

/** 5.7.6, 5.7.7: a query never throws and has the type of its function, whatever is asked for. */
test("an option that nobody set is 0, as a text too where it is a number; one that nobody knows is 0 and empty", () => {
  const sdk = initialised();
  const read = (option: number) => [sdk.BRAC_GetSDKOptionInt(option), sdk.BRAC_GetSDKOptionString(option)];
  expect([C.BRAC_SO_RECORD_WIDTH, C.BRAC_SO_CORESDK_TMPDIR, 98_765].map(read)).toEqual([[0, "0"], [0, ""], [0, ""]]);
});

/** Pages, section 6: one demo passes the label of its list ("best quality") where a number belongs. */
test("a label instead of a number is accepted and leaves the number what it was", () => {
  const sdk = initialised();
  const before = sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL);
  expect(sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, "最好视频质量")).toBe(0);
  expect(sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL)).toBe(before);
});

/** 2.2, group A: options come after the initialisation. */
test("before BRAC_InitSDK an option is refused with 2", () => {
  expect(page().sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_FPSCTRL, 12)).toBe(2);
});
