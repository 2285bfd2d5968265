import { expect, test } from "vitest";

import { Options } from "../../../../frontend/src/dialects/anychat/options";
import { ANYCHAT_CONSTANTS as C } from "../../../../frontend/src/generated/anychat";

test("what was set is read back, as a number and as a text", () => {
  const options = new Options();
  options.set(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, "1280");
  expect(options.getInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(1280);
  expect(options.getString(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe("1280");
});

test("a label where a number belongs is kept and reads as the default", () => {
  const options = new Options();
  options.set(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, "best picture");
  expect(options.getInt(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL)).toBe(3);
  expect(options.getString(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL)).toBe("best picture");
});

test("strings are never undefined and unknown numbers are 0", () => {
  expect(new Options().getString(9999)).toBe("");
  expect(new Options().getInt(9999)).toBe(0);
});

test("the build's facts cannot be set", () => {
  const options = new Options();
  options.set(C.BRAC_SO_CORESDK_BUILDTIME, "yesterday");
  expect(options.getString(C.BRAC_SO_CORESDK_BUILDTIME)).toMatch(/^\d{4}-/);
});

test("bit rate 0 means quality first: no cap", () => {
  const options = new Options();
  expect(options.video.settings(0)).toEqual({ width: 640, height: 480, frameRate: 25 });
  options.set(C.BRAC_SO_LOCALVIDEO_BITRATECTRL, 500_000);
  expect(options.video.settings(0).maxBitrate).toBe(500_000);
});

test("a single camera may have parameters of its own", () => {
  const options = new Options();
  options.video.set(1, C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 320);
  expect([options.video.settings(0).width, options.video.settings(1).width]).toEqual([640, 320]);
});

test("sound processing follows its options", () => {
  const options = new Options();
  options.set(C.BRAC_SO_AUDIO_NSCTRL, 0);
  expect(options.audio()).toEqual({ echoCancellation: true, noiseSuppression: false, autoGainControl: true });
});

test("the microphone's bit rate is capped by its option", () => {
  const options = new Options();
  expect(options.audio().maxBitrate).toBeUndefined();
  options.set(C.BRAC_SO_AUDIO_MONOBITRATE, 24_000);
  expect(options.audio().maxBitrate).toBe(24_000);
});

test("what is in effect goes before what was set, while it is known", () => {
  const options = new Options();
  let captured: number | undefined;
  options.measure(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, () => captured);
  options.set(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 9999);
  expect(options.effectiveInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(9999);
  captured = 1920;
  expect(options.effectiveInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(1920);
  expect(options.effectiveString(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe("1920");
  expect(options.getInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(9999);
});
