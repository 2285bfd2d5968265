/** What a person need not say twice: the devices chosen last in this browser, the name given in this tab. */

export type DeviceUse = "camera" | "microphone" | "speaker";

const KEY = "switchboard.devices";
const NAME_KEY = "switchboard.name";

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

/** The name given in this tab, also before a reload; "" for none. */
export function rememberedName(): string {
  try {
    return sessionStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

/** Keeps the name until the tab is closed; "" forgets it. */
export function rememberName(name: string): void {
  try {
    sessionStorage.setItem(NAME_KEY, name);
  } catch {
    // storage is off: the name lasts as long as the page
  }
}
