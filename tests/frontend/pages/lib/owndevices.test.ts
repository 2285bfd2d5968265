import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeviceNews } from "../../../../frontend/src/dialects/anychat/extras";
import { EVERYTHING, type DeviceChoice } from "../../../../frontend/src/pages/lib/devicecheck";
import { OwnDevices } from "../../../../frontend/src/pages/lib/owndevices";

const ME = 5;
const handlers = globalThis as unknown as Record<string, (...args: unknown[]) => void>;
const camera = vi.fn((_user: number, _open: number) => 0);
const microphone = vi.fn((_user: number, _open: number) => 0);
let cameraState = 1;
let choice: DeviceChoice;
let devices: OwnDevices;
let tell: (news: DeviceNews) => void;
let block: (blocked: boolean) => void;
let resume: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "en";
  document.body.innerHTML = '<div id="toasts"></div>';
  cameraState = 1;
  vi.stubGlobal("BRAC_UserCameraControl", camera);
  vi.stubGlobal("BRAC_UserSpeakControl", microphone);
  vi.stubGlobal("BRAC_GetCameraState", () => cameraState);
  vi.stubGlobal("BRAC_GetSpeakState", () => 1);
  resume = vi.fn(async () => undefined);
  vi.stubGlobal("anychat", {
    onDevice: (listener: (news: DeviceNews) => void) => ((tell = listener), () => undefined),
    onSoundBlocked: (listener: (blocked: boolean) => void) => ((block = listener), () => undefined),
    resumeSound: resume,
  });
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

const news = (state: DeviceNews["state"], reason: DeviceNews["reason"] = "", name = ""): DeviceNews => ({ device: "camera", index: 0, state, reason, name });
const strip = (about = "camera"): HTMLElement | null => devices.alerts.element.querySelector(`[data-alert=${about}]`);

test("a camera that does not open is shown as off, and why", () => {
  devices.open();
  tell(news("missed", "busy"));
  vi.advanceTimersByTime(5000);
  expect(pressed()).toBe("true");
  expect(strip()?.textContent).toContain("Another program is using the camera.");
});

test("a link that is lost while a camera opens does not turn it off: it opens again with the room", () => {
  devices.open();
  handlers["OnAnyChatLinkClose"]?.(0, 100);
  cameraState = 0; // nothing is known of anybody
  vi.advanceTimersByTime(60_000);
  expect(pressed()).toBe("false");
  camera.mockClear();
  devices.open();
  expect(camera).toHaveBeenCalledWith(-1, 1);
});

test("what is pressed while the link is lost is kept until it is back", () => {
  handlers["OnAnyChatLinkClose"]?.(0, 100);
  cameraState = 0;
  devices.camera.element.click();
  expect(pressed()).toBe("true");
  devices.camera.element.click();
  vi.advanceTimersByTime(60_000);
  expect(pressed()).toBe("false");
});

test("a strip goes when the camera opens by itself, and the button shows it", () => {
  tell(news("lost"));
  tell(news("missed", "missing"));
  expect(strip()?.textContent).toContain("The camera was unplugged.");
  tell(news("returned"));
  handlers["OnAnyChatCameraStateChange"]?.(ME, 2);
  expect(strip()).toBeNull();
  expect(document.querySelector(".toast")?.textContent).toBe("The camera is back.");
  expect(pressed()).toBe("false");
});

test("a strip offers to try again, and to go on without", () => {
  tell(news("missed", "denied"));
  strip()!.querySelector<HTMLElement>("[data-again]")!.click();
  expect(camera).toHaveBeenLastCalledWith(-1, 1);
  strip()!.querySelector<HTMLElement>(".alert__close")!.click();
  expect(camera).toHaveBeenLastCalledWith(-1, 0);
  expect(strip()).toBeNull();
});

test("another camera in the place of a lost one is a sentence only", () => {
  tell(news("replaced", "", "Back"));
  expect(strip()).toBeNull();
  expect(document.querySelector(".toast")?.textContent).toBe("The camera was unplugged; \u201cBack\u201d goes on in its place.");
});

test("sound that the browser keeps back is offered with a tap", () => {
  block(true);
  strip("sound")!.querySelector<HTMLElement>("[data-hear]")!.click();
  expect(resume).toHaveBeenCalledOnce();
  block(false);
  expect(strip("sound")).toBeNull();
});

test.each(["en", "zh-Hans"])("every reason there is has a sentence in %s", (lang) => {
  document.documentElement.lang = lang;
  for (const device of ["camera", "microphone"] as const)
    for (const reason of ["denied", "dismissed", "missing", "busy", "unsupported", "failed"] as const) {
      tell({ ...news("missed", reason), device });
      expect(strip(device)!.querySelector("span")!.textContent).toMatch(/[.\u3002]$/);
    }
});

test("a camera that is pulled out turns the button off; somebody else's does not", () => {
  handlers["OnAnyChatCameraStateChange"]?.(9, 1);
  expect(choice.camera).toBe(true);
  handlers["OnAnyChatCameraStateChange"]?.(ME, 1);
  expect(choice.camera).toBe(false);
  expect(pressed()).toBe("true");
});
