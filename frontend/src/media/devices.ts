/** The machine's cameras, microphones and speakers: cached names, the chosen one of each kind, and how to open it. */

import { Emitter } from "../lib/emitter";
import { DeviceRefused, type DeviceFailure } from "../lib/errors";
import { logger } from "../lib/logger";

const log = logger("devices");

export type DeviceKind = "camera" | "microphone" | "speaker";

export interface Device { id: string; name: string; kind: DeviceKind; isScreen: boolean }

const KIND_OF: Record<MediaDeviceKind, DeviceKind> = { videoinput: "camera", audioinput: "microphone", audiooutput: "speaker" };
/** Names shown until the browser tells the real ones (it does after a permission was given once). */
const FALLBACK: Record<DeviceKind, string> = { camera: "Camera", microphone: "Microphone", speaker: "Speaker" };
export const SCREEN_NAME = "Desktop";
const SCREEN: Device = { id: "screen", name: SCREEN_NAME, kind: "camera", isScreen: true };

export type DevicesEvents = { changed: [] };

export class Devices {
  readonly events = new Emitter<DevicesEvents>();
  /** True once the browser was asked; before that every list is empty because nobody knows. */
  known = false;
  private found: Device[] = [];
  private readonly chosen = new Map<DeviceKind, string>();
  private screenOffered = false;
  private readonly onChange = () => void this.refresh();
  private readonly media: MediaDevices | undefined = navigator.mediaDevices as MediaDevices | undefined;

  /** Starts watching the machine's devices; safe to call again. */
  watch(): Promise<void> {
    this.media?.addEventListener?.("devicechange", this.onChange);
    return this.refresh();
  }

  /** Asks the browser anew. */
  async refresh(): Promise<void> {
    try {
      this.found = named((await this.media?.enumerateDevices?.()) ?? []);
    } catch (error) {
      log.warn("devices cannot be listed", error);
    }
    this.known = true;
    this.events.emit("changed");
  }

  /** Offers the screen as one more camera, at the end of the list. */
  offerScreen(on: boolean): void {
    this.screenOffered = on;
    if (!on && this.chosen.get("camera") === SCREEN.id) this.chosen.delete("camera");
    this.events.emit("changed");
  }

  /** The devices of a kind, in the browser's order. */
  list(kind: DeviceKind): Device[] {
    const found = this.found.filter((device) => device.kind === kind);
    return kind === "camera" && this.screenOffered ? [...found, SCREEN] : found;
  }

  /** Chooses by displayed name or id; false when there is no such device. */
  select(kind: DeviceKind, nameOrId: string): boolean {
    const device = this.list(kind).find(({ id, name }) => name === nameOrId || id === nameOrId);
    if (!device) return false;
    this.chosen.set(kind, device.id);
    this.events.emit("changed");
    return true;
  }

  /** The chosen device, or the first. */
  current(kind: DeviceKind): Device | undefined {
    const all = this.list(kind);
    return all.find(({ id }) => id === this.chosen.get(kind)) ?? all[0];
  }

  /** The id of the device the user chose; "" = whatever the browser takes. */
  selectedId(kind: DeviceKind): string {
    return this.chosen.get(kind) ?? "";
  }

  /** Camera `index` of a machine with several; 0 is the chosen one, the others follow in list order. */
  camera(index: number): Device | undefined {
    const first = this.current("camera");
    if (index === 0 || !first) return index === 0 ? first : undefined;
    return this.chosen.has("camera") ? [first, ...this.list("camera").filter((device) => device !== first)][index] : this.list("camera")[index];
  }

  /** Calls `granted` whenever the person (or the system) allows this kind of device again, where the browser tells; returns an "end". */
  onGranted(kind: "camera" | "microphone", granted: () => void): () => void {
    const heard = new AbortController();
    const asked = navigator.permissions?.query?.({ name: kind as PermissionName });
    void asked?.then(
      (status) => status.addEventListener("change", () => void (status.state === "granted" && granted()), { signal: heard.signal }),
      () => undefined, // a browser that does not know the name: the person presses the button again
    );
    return () => heard.abort();
  }

  /** A track of the device. Rejects with DeviceRefused. Names get known by the way. */
  async open(wanted: MediaStreamConstraints | "screen", screen?: DisplayMediaStreamOptions): Promise<MediaStreamTrack> {
    if (!this.media?.getUserMedia) throw new DeviceRefused("unsupported", "this page may not use devices (it needs https or localhost)");
    try {
      const stream = wanted === "screen" ? await this.media.getDisplayMedia(screen) : await this.media.getUserMedia(wanted);
      const [track] = stream.getTracks();
      if (!track) throw new DeviceRefused("missing", "the browser gave no track");
      if (wanted !== "screen" && this.found.some(({ id }) => !id)) void this.refresh();
      return track;
    } catch (error) {
      throw error instanceof DeviceRefused ? error : new DeviceRefused(failureOf(error), String(error));
    }
  }

  close(): void {
    this.media?.removeEventListener?.("devicechange", this.onChange);
    this.events.close();
  }
}

/** Devices with a name each, also before the browser tells names; two of one name get a number. */
function named(infos: readonly MediaDeviceInfo[]): Device[] {
  const seen = new Map<string, number>();
  return infos.map((info) => {
    const kind = KIND_OF[info.kind];
    const nth = infos.filter(({ kind: other }) => other === info.kind).indexOf(info) + 1;
    const label = info.label || `${FALLBACK[kind]} ${nth}`;
    const times = (seen.get(kind + label) ?? 0) + 1;
    seen.set(kind + label, times);
    return { id: info.deviceId, name: times > 1 ? `${label} (${times})` : label, kind, isScreen: false };
  });
}

/** The browser's exception as one of our reasons. */
export function failureOf(error: unknown): DeviceFailure {
  switch ((error as { name?: string } | null)?.name) {
    case "NotAllowedError":
      return /dismiss/i.test(String((error as Error).message)) ? "dismissed" : "denied";
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
      return "busy";
    case "TypeError":
    case "NotSupportedError":
      return "unsupported";
    default:
      return "failed";
  }
}
