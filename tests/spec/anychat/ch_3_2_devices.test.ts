/** AnyChat 3.2, 5.7.1 to 5.7.5: three kinds of devices by name, two kinds of volume. */

import { beforeEach, expect, test } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../frontend/src/generated/anychat";
import { settle } from "../../frontend/fakes";
import { loggedIn, page, type TestPage } from "../../frontend/dialects/anychat/page";

let made: TestPage;

beforeEach(async () => {
  made = page();
  await loggedIn(made);
  made.heard.length = 0;
});

const KINDS = [
  [C.BRAC_DEVICE_VIDEOCAPTURE, ["Front", "Back"]], [C.BRAC_DEVICE_AUDIOCAPTURE, ["Mic"]], [C.BRAC_DEVICE_AUDIOPLAYBACK, ["Speaker"]],
] as const;

/** 5.7.1 to 5.7.3: names are listed by kind; the name itself selects a device and says which one is in use. */
test.each(KINDS)("devices of kind %i are listed, chosen and told by their names", (kind, names) => {
  expect(made.sdk.BRAC_EnumDevices(kind)).toEqual(names);
  for (const name of names) {
    expect(made.sdk.BRAC_SelectVideoCapture(kind, name)).toBe(0);
    expect(made.sdk.BRAC_GetCurrentDevice(kind)).toBe(name);
  }
});

/** 5.7.2: an error number for a device that is not there; the one in use stays. */
test("a device or a kind of device that does not exist is refused with 20", () => {
  const inUse = made.sdk.BRAC_GetCurrentDevice(C.BRAC_DEVICE_VIDEOCAPTURE);
  expect(made.sdk.BRAC_SelectVideoCapture(C.BRAC_DEVICE_VIDEOCAPTURE, "Mic")).toBe(20);
  expect(made.sdk.BRAC_SelectVideoCapture(4, "Front")).toBe(20);
  expect([made.sdk.BRAC_GetCurrentDevice(C.BRAC_DEVICE_VIDEOCAPTURE), made.sdk.BRAC_EnumDevices(4)]).toEqual([inUse, []]);
});

/** 5.7.4, 5.7.5, 4.3.3: a volume is 0 to 100; setting it is told with the device's number. */
test.each([["input", C.BRAC_AD_WAVEIN], ["output", C.BRAC_AD_WAVEOUT]])("the volume of the %s is set, read and told", async (_what, device) => {
  for (const [asked, becomes] of [[30, 30], [250, 100], [-5, 0]] as const) {
    expect(made.sdk.BRAC_AudioSetVolume(device, asked)).toBe(0);
    expect(made.sdk.BRAC_AudioGetVolume(device)).toBe(becomes);
  }
  await settle();
  expect(made.heard).toEqual([["VolumeChange", device, 30], ["VolumeChange", device, 100], ["VolumeChange", device, 0]]);
});
