import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EVERYTHING, type DeviceChoice } from "../../../../frontend/src/pages/lib/devicecheck";
import { OwnDevices } from "../../../../frontend/src/pages/lib/owndevices";

const ME = 5;
const handlers = globalThis as unknown as Record<string, (...args: unknown[]) => void>;
const camera = vi.fn((_user: number, _open: number) => 0);
const microphone = vi.fn((_user: number, _open: number) => 0);
let cameraState = 1;
let choice: DeviceChoice;
let devices: OwnDevices;

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "en";
  document.body.innerHTML = '<div id="toasts"></div>';
  cameraState = 1;
  vi.stubGlobal("BRAC_UserCameraControl", camera);
  vi.stubGlobal("BRAC_UserSpeakControl", microphone);
  vi.stubGlobal("BRAC_GetCameraState", () => cameraState);
  vi.stubGlobal("BRAC_GetSpeakState", () => 1);
  choice = { ...EVERYTHING };
  devices = new OwnDevices(() => ME, choice);
});
afterEach(() => {
  devices.close();
  camera.mockClear();
  microphone.mockClear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pressed = (): string | null => devices.camera.element.getAttribute("aria-pressed");

test("what was chosen before is opened, nothing else", () => {
  choice.microphone = false;
  devices.open();
  expect(camera).toHaveBeenCalledWith(-1, 1);
  expect(microphone).not.toHaveBeenCalled();
});

test("the button closes and opens and says which it is", () => {
  devices.camera.element.click();
  expect(camera).toHaveBeenLastCalledWith(-1, 0);
  expect(pressed()).toBe("true");
  devices.camera.element.click();
  expect(camera).toHaveBeenLastCalledWith(-1, 1);
  expect(pressed()).toBe("false");
});

test("a camera that does not open is shown as off, with a sentence", () => {
  devices.open();
  vi.advanceTimersByTime(5000);
  expect(pressed()).toBe("true");
  expect(document.querySelector(".toast")?.textContent).toBe("The camera cannot be used");
});

test("a camera that is pulled out turns the button off; somebody else's does not", () => {
  handlers["OnAnyChatCameraStateChange"]?.(9, 1);
  expect(choice.camera).toBe(true);
  handlers["OnAnyChatCameraStateChange"]?.(ME, 1);
  expect(choice.camera).toBe(false);
  expect(pressed()).toBe("true");
});
