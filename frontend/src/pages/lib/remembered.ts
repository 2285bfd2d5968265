/** The devices a person chose last in this browser, by the browser's ids. */

export type DeviceUse = "camera" | "microphone" | "speaker";

const KEY = "switchboard.devices";

/** The id of the device chosen last; "" for none. */
export function remembered(use: DeviceUse): string {
  return all()[use] ?? "";
}

/** Keeps a choice until another one is made. */
export function remember(use: DeviceUse, id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [use]: id }));
  } catch {
    // storage is off: the choice lasts as long as the page
  }
}

function all(): Partial<Record<DeviceUse, string>> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Partial<Record<DeviceUse, string>>;
  } catch {
    return {};
  }
}
