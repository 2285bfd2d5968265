import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { mimeType } from "../../../../frontend/src/dialects/anychat/record_local";
import { FakeStream, FakeTrack, settle, type FakeSocket } from "../../fakes";
import { ME, page, PEER, seated, type TestPage } from "./page";

const AUDIO = 2;
let made: TestPage;
let raw: FakeSocket;
let pans: number[];

/** A recorder that has written three bytes when it is stopped. */
class FakeRecorder {
  static last: FakeRecorder;
  static bytes = "abc";
  static isTypeSupported = (type: string) => type.startsWith("audio/webm") || type.startsWith("video/webm");
  mimeType: string;
  ondataavailable: (event: { data: Blob }) => void = () => undefined;
  onstop: () => void = () => undefined;
  constructor(public stream: unknown, public options: Record<string, unknown>) {
    this.mimeType = String(options.mimeType);
    FakeRecorder.last = this;
  }
  start(): void {}
  stop(): void {
    this.ondataavailable({ data: new Blob([FakeRecorder.bytes]) });
    this.onstop();
  }
}

class FakeNode {
  pan = { set value(to: number) { pans.push(to); } };
  stream = new FakeStream([new FakeTrack("audio", "mix")]);
  connect = (to: unknown) => to;
  disconnect = () => undefined;
}

class FakeAudioContext {
  resume = async () => undefined;
  close = async () => undefined;
  createMediaStreamDestination = () => new FakeNode();
  createMediaStreamSource = () => new FakeNode();
  createStereoPanner = () => new FakeNode();
}

beforeEach(async () => {
  pans = [];
  FakeRecorder.bytes = "abc";
  made = page(["RecordSnapShot", "RecordSnapShotEx", "RecordSnapShotEx2"]);
  raw = await seated(made);
  made.sdk.BRAC_UserSpeakControl(-1, 1);
  await settle();
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:here/1");
});
afterEach(() => void vi.unstubAllGlobals());

/** AnyChat 3.5, 5.5.10: without the server flag the file is the page's own; the result comes after the stop. */
test("the page records by itself and tells the address of a blob", async () => {
  const before = raw.calls().length;
  expect(made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO, 7)).toBe(0);
  await settle();
  expect(made.heard).toEqual([]);
  expect([made.sdk.BRAC_QueryUserStateInt(-1, 4), made.sdk.BRAC_QueryUserStateInt(PEER, 4)]).toEqual([1, 0]);
  expect(made.sdk.BRAC_StreamRecordCtrl(-1, 0, AUDIO, 7)).toBe(0);
  expect(made.sdk.BRAC_QueryUserStateInt(-1, 4)).toBe(0);
  await settle();
  expect(made.heard.map(([name, ...args]) => [name, ...args.map((arg) => (String(arg).startsWith("blob:here/1#recording-1001-") ? "file" : arg))])).toEqual([
    ["RecordSnapShot", ME, "file", 7, AUDIO],
    ["RecordSnapShotEx", ME, "file", 0, AUDIO, 7, ""],
    ["RecordSnapShotEx2", ME, 0, "file", 0, AUDIO, 7, ""],
  ]);
  expect(raw.calls()).toHaveLength(before);
});

/** AnyChat 4.3.6, 3.5: the extended form answers in the extended events only; the text may be the file's name. */
test("the extended form brings the own text, and a name with the flag", async () => {
  made.sdk.BRAC_StreamRecordCtrlEx(ME, 1, AUDIO | 8192, 7, "contract 7");
  made.sdk.BRAC_StreamRecordCtrlEx(-1, 0, AUDIO, 7, "");
  await settle();
  expect(made.heard.map(([name, , ...args]) => [name, args.at(-1)])).toEqual([["RecordSnapShotEx", "contract 7"], ["RecordSnapShotEx2", "contract 7"]]);
  expect(made.heard[0]![2]).toBe("blob:here/1#contract%207.webm");
});

/** AnyChat 3.5: in stereo the recorded person is on the left, the others on the right. */
test("stereo puts one person on each side", async () => {
  made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO | 512, 0);
  expect(pans).toEqual([-1]);
  made.sdk.BRAC_StreamRecordCtrl(-1, 0, AUDIO, 0);
  vi.spyOn(made.client.session, "remoteStream").mockReturnValue(new FakeStream([new FakeTrack("audio", "his")]) as unknown as MediaStream);
  pans.length = 0;
  made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO | 512, 0);
  expect(pans).toEqual([-1, 1]);
});

test("what cannot be recorded is refused at once: a second time, somebody absent, outside a room", async () => {
  expect(made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO, 0)).toBe(0);
  expect(made.sdk.BRAC_StreamRecordCtrl(ME, 1, AUDIO, 0)).toBe(20);
  expect(made.sdk.BRAC_StreamRecordCtrl(PEER + 1, 1, AUDIO, 0)).toBe(401);
  made.sdk.BRAC_LeaveRoom(-1);
  raw.answer("BRAC_LeaveRoom", { patch: [["put", "me", "me", { room_id: null }], ["clear", "seats"]] });
  await settle();
  expect(made.heard.map(([name]) => name)).toContain("RecordSnapShot");
  expect(made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO, 0)).toBe(3);
});

test("a recording without data has an error number and no file", async () => {
  FakeRecorder.bytes = "";
  made.sdk.BRAC_StreamRecordCtrl(-1, 1, AUDIO, 7);
  made.sdk.BRAC_StreamRecordCtrl(-1, 0, AUDIO, 7);
  await settle();
  expect(made.heard).toEqual([["RecordSnapShotEx2", ME, 1, "", 0, AUDIO, 7, ""]]);
});

/** AnyChat 3.1: bit rates hold for the page's own recordings as well; MP3 means sound only. */
test("the recorder gets the page's rates", () => {
  made.sdk.BRAC_SetSDKOption(11, 48_000);
  made.sdk.BRAC_SetSDKOption(140, 3);
  made.sdk.BRAC_StreamRecordCtrl(-1, 1, 0, 0);
  expect(FakeRecorder.last.options).toEqual({ mimeType: "audio/webm;codecs=opus", audioBitsPerSecond: 48_000 });
});

test("the kind of file is the best that the browser writes", () => {
  expect(mimeType(true, () => true)).toContain("video/mp4");
  expect(mimeType(true, (type) => type === "video/webm")).toBe("video/webm");
  expect(mimeType(false, (type) => type.startsWith("audio/webm"))).toBe("audio/webm;codecs=opus");
});
