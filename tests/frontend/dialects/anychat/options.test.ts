import { expect, test, vi } from "vitest";

import { Options } from "../../../../frontend/src/dialects/anychat/options";
import { ANYCHAT_CONSTANTS as C } from "../../../../frontend/src/generated/anychat";
import { isPlain } from "../../../../frontend/src/media/picture_draw";

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

test("a bit rate goes before the quality; 0 leaves it to the quality and the size of the picture", () => {
  const options = new Options();
  const medium = options.video.settings(0).maxBitrate!;
  options.set(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, 5);
  expect(options.video.settings(0).maxBitrate).toBeGreaterThan(medium);
  options.set(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 160);
  expect(options.video.settings(0).maxBitrate).toBeLessThan(medium);
  options.set(C.BRAC_SO_LOCALVIDEO_BITRATECTRL, 500_000);
  expect(options.video.settings(0).maxBitrate).toBe(500_000);
});

test("without options a camera is neither turned nor marked, focuses as it likes and sends key frames when they are needed", () => {
  const { picture, autoFocus, keyFrameInterval, degradation } = new Options().video.settings(0);
  expect([isPlain(picture), autoFocus, keyFrameInterval, degradation]).toEqual([true, undefined, 0, "balanced"]);
});

test.each([[1, "maintain-framerate"], [3, "balanced"], [5, "maintain-resolution"], [9, "maintain-resolution"], [-4, "maintain-framerate"]])(
  "the preset %d gives way as %s", (preset, degradation) => {
    const options = new Options();
    options.set(C.BRAC_SO_LOCALVIDEO_PRESETCTRL, preset);
    expect(options.video.settings(0).degradation).toBe(degradation);
  },
);

test.each([[0, {}], [1, { isFlipped: true }], [90, { rotation: 90 }], [45, {}]])("the turn %d is %o", (turn, picture) => {
  const options = new Options();
  options.set(C.BRAC_SO_LOCALVIDEO_ROTATECTRL, turn);
  expect(options.video.settings(0).picture).toEqual({ ...picture, hasTime: false });
});

test("a single camera may have parameters of its own", () => {
  const options = new Options();
  options.video.set(1, C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 320);
  expect([options.video.settings(0).width, options.video.settings(1).width]).toEqual([640, 320]);
});

const SPEECH = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, stereo: false, pauses: true, maxBitrate: 40_000 };
const RAW = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, stereo: true, pauses: false, maxBitrate: 96_000 };

test("sound processing follows its options", () => {
  const options = new Options();
  expect(options.audio.settings()).toEqual(SPEECH);
  options.set(C.BRAC_SO_AUDIO_NSCTRL, 0);
  options.set(C.BRAC_SO_AUDIO_VADCTRL, 0);
  expect(options.audio.settings()).toEqual({ ...SPEECH, noiseSuppression: false, pauses: false });
});

test.each([
  [1, RAW],
  [2, { ...RAW, echoCancellation: true }],
  [3, RAW],
  [0, SPEECH],
  [9, SPEECH],
])("capture mode %o chooses what suits it", (mode, expected) => {
  const options = new Options();
  options.set(C.BRAC_SO_AUDIO_CAPTUREMODE, mode);
  expect(options.audio.settings()).toEqual(expected);
});

test("the page's own word goes before the mode, until it leaves all parameters to the mode", () => {
  const options = new Options();
  options.set(C.BRAC_SO_AUDIO_CAPTUREMODE, 1);
  options.set(C.BRAC_SO_AUDIO_ECHOCTRL, 1);
  options.set(C.BRAC_SO_AUDIO_STEREOBITRATE, 64_000);
  expect(options.audio.settings()).toEqual({ ...RAW, echoCancellation: true, maxBitrate: 64_000 });
  options.set(C.BRAC_SO_AUDIO_AUTOPARAM, 1);
  expect(options.audio.settings()).toEqual(RAW);
});

test("what is read back is what holds: the mode's parameters, and rates that nobody set", () => {
  const options = new Options();
  options.set(C.BRAC_SO_AUDIO_CAPTUREMODE, 3);
  expect([C.BRAC_SO_AUDIO_VADCTRL, C.BRAC_SO_AUDIO_NSCTRL, C.BRAC_SO_AUDIO_MONOBITRATE].map((option) => options.effectiveInt(option))).toEqual([0, 0, 40_000]);
  options.set(C.BRAC_SO_AUDIO_NSCTRL, 1);
  expect([options.effectiveInt(C.BRAC_SO_AUDIO_NSCTRL), options.effectiveString(C.BRAC_SO_AUDIO_NSCTRL)]).toEqual([1, "1"]);
});

test("the microphone's bit rate is capped by the option of its number of channels", () => {
  const options = new Options();
  options.set(C.BRAC_SO_AUDIO_MONOBITRATE, 24_000);
  expect(options.audio.settings().maxBitrate).toBe(24_000);
  options.set(C.BRAC_SO_AUDIO_CAPTUREMODE, 1);
  expect(options.audio.settings().maxBitrate).toBe(96_000);
});

test("the page's state is the browser's until the page says another", () => {
  const options = new Options();
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  expect(options.effectiveInt(C.BRAC_SO_CORESDK_ACTIVESTATE)).toBe(0);
  hidden.mockReturnValue(false);
  expect(options.effectiveInt(C.BRAC_SO_CORESDK_ACTIVESTATE)).toBe(1);
  options.set(C.BRAC_SO_CORESDK_ACTIVESTATE, 0);
  expect(options.effectiveInt(C.BRAC_SO_CORESDK_ACTIVESTATE)).toBe(0);
});

test("received streams are held back as long as the page says, and not at all for low delay", () => {
  const options = new Options();
  const after = (option: number, value: number) => (options.set(option, value), options.bufferMs());
  expect(options.bufferMs()).toBeNull();
  expect(after(C.BRAC_SO_STREAM_MAXBUFFERTIME, 900)).toBe(900);
  expect(after(C.BRAC_SO_STREAM_SMOOTHPLAYMODE, 1)).toBe(400);
  expect(after(C.BRAC_SO_STREAM_MAXBUFFERTIME, 250)).toBe(250);
  expect(after(C.BRAC_SO_CORESDK_LOWDELAYCTRL, 1)).toBe(0);
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
