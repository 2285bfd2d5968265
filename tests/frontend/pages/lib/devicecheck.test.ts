import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { applyChoice, DeviceCheck, EVERYTHING, recall } from "../../../../frontend/src/pages/lib/devicecheck";
import { remember, remembered } from "../../../../frontend/src/pages/lib/remembered";
import { CAMERAS, installMedia, settle } from "../../fakes";

const MACHINE = [...CAMERAS, { kind: "audiooutput", deviceId: "o2", label: "Headset" }];
const NAMES: Record<number, string[]> = { 1: ["Front", "Back"], 2: ["Mic"], 3: ["Speaker", "Headset"] };
let check: DeviceCheck | undefined;
let select: ReturnType<typeof vi.fn>;

beforeEach(() => {
  document.documentElement.lang = "en";
  localStorage.clear();
  installMedia(MACHINE);
  vi.stubGlobal("AudioContext", undefined);
  select = vi.fn(() => 0);
  vi.stubGlobal("BRAC_EnumDevices", (kind: number) => NAMES[kind]);
  vi.stubGlobal("BRAC_GetCurrentDevice", (kind: number) => NAMES[kind]![0]);
  vi.stubGlobal("BRAC_SelectVideoCapture", select);
});
afterEach(() => {
  check?.close();
  vi.unstubAllGlobals();
});

const box = (use: string) => check!.element.querySelector<HTMLSelectElement>(`[data-device=${use}]`)!;

test("what was chosen is known to the next page of this browser", async () => {
  check = new DeviceCheck({ ...EVERYTHING, microphone: false });
  await settle();
  box("camera").selectedIndex = 1;
  box("camera").dispatchEvent(new Event("change"));
  box("speaker").selectedIndex = 1;
  box("speaker").dispatchEvent(new Event("change"));
  await settle();
  expect([remembered("camera"), remembered("speaker")]).toEqual(["c2", "o2"]);
  const choice = { ...EVERYTHING };
  await recall(choice);
  expect(choice).toMatchObject({ cameraAt: 1, microphoneAt: 0, speakerAt: 1 });
  applyChoice(choice);
  expect(select.mock.calls).toEqual([[1, "Back"], [3, "Headset"]]);
});

test("a remembered device that is gone leaves the choice as it was", async () => {
  remember("camera", "sold");
  const choice = { ...EVERYTHING, cameraAt: 1 };
  await recall(choice);
  expect(choice.cameraAt).toBe(1);
});

test("a browser without storage chooses without remembering", () => {
  vi.stubGlobal("localStorage", { getItem: () => "no json", setItem: () => { throw new Error("full"); } });
  remember("camera", "c2");
  expect(remembered("camera")).toBe("");
});
