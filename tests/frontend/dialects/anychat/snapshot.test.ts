import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { takePicture } from "../../../../frontend/src/dialects/anychat/snapshot";
import { settle } from "../../fakes";
import { page, PEER, seated } from "./page";

beforeEach(() => {
  document.body.innerHTML = '<div id="box"></div>';
  Object.defineProperty(HTMLVideoElement.prototype, "srcObject", { value: null, writable: true, configurable: true });
  HTMLVideoElement.prototype.play = async () => undefined;
  HTMLVideoElement.prototype.load = () => undefined;
});
afterEach(() => void vi.restoreAllMocks());

/** AnyChat 5.5.11: a still picture of a user's video; the page takes it from the view that shows it. */
test("the picture on screen is drawn in its own size and announced with its length", async () => {
  const drawn: unknown[] = [];
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({ drawImage: (source: unknown) => drawn.push(source) } as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation(function (this: HTMLCanvasElement, done, type) {
    done(new Blob([`${this.width}x${this.height} ${type}`]));
  });
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_SetVideoPos(PEER, "box", "v");
  Object.defineProperties(document.getElementById("v")!, { videoWidth: { value: 320 }, videoHeight: { value: 240 } });
  expect(await (await takePicture(made.client, PEER)).text()).toBe("320x240 image/jpeg");
  expect(made.sdk.BRAC_SnapShot(PEER, 1024, 9)).toBe(0);
  await settle();
  expect(drawn).toHaveLength(2);
  const [fn, args] = raw.calls().at(-1)!;
  expect([fn, args.slice(0, 3), args[4]]).toEqual(["BRAC_SnapShot", [PEER, 1024, 9], "320x240 image/jpeg".length]);
});

/** AnyChat 5.5.11 and the SDK file: only the second extended event can carry an error; the snapshot bit says of what. */
test("without a video there is no picture, and the page is told", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const heard: unknown[][] = [];
  const made = page();
  made.sdk.OnAnyChatRecordSnapShotEx2 = (...args: unknown[]) => void heard.push(args);
  const raw = await seated(made);
  const before = raw.calls().length;
  await expect(takePicture(made.client, PEER)).rejects.toThrow("no video");
  expect(made.sdk.BRAC_SnapShot(PEER, 0, 9)).toBe(0);
  expect(heard).toEqual([]);
  await settle();
  expect(heard).toEqual([[PEER, 1, "", 0, 1024, 9, ""]]);
  expect(raw.calls()).toHaveLength(before);
});

/** AnyChat 3.5 and 5.5.11: with the server flag the picture is the server's work, also where nothing is shown here. */
test("with the server flag the page only asks", async () => {
  const made = page();
  const raw = await seated(made);
  expect(made.sdk.BRAC_SnapShot(PEER, 4, 9)).toBe(0);
  expect(made.sdk.BRAC_StreamRecordCtrl(PEER, 1, 1024 | 4, 10)).toBe(0);
  await settle();
  expect(raw.calls().slice(-2)).toEqual([["BRAC_SnapShot", [PEER, 4, 9]], ["BRAC_SnapShot", [PEER, 1028, 10]]]);
});
