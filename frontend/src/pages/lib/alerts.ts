/** What keeps sound or pictures away, as strips above the pictures: each says why, what to do, and goes by itself. */

import { h, icon } from "./dom";
import { t, type Key } from "./i18n";
import { ME, sdk } from "./sdk";
import { toast } from "./toast";
import { Endings } from "./view";

type Device = "camera" | "microphone";
type Told = Parameters<Parameters<typeof sdk.onDevice>[0]>[0];

const ICONS: Record<Device | "sound", string> = { camera: "camera-off", microphone: "mic-off", sound: "speaker" };

export class Alerts {
  readonly element = h("div", { class: "alerts", role: "status", "aria-live": "polite" });
  private readonly endings = new Endings();
  private readonly strips = new Map<Device | "sound", HTMLElement>();

  /** `again` opens a device once more, at the person's wish; `off` gives it up. */
  constructor(private readonly again: (device: Device) => void, private readonly off: (device: Device) => void) {
    this.endings.add(sdk.onDevice((news) => this.hear(news)), sdk.onSoundBlocked((blocked) => this.sound(blocked)));
  }

  /** The device is open, or nobody wants it. */
  settle(device: Device): void {
    this.drop(device);
  }

  close(): void {
    this.endings.close();
  }

  private hear({ device, state, reason, name }: Told): void {
    if (device === "screen") return;
    if (state === "replaced") return toast(t(`alert.replaced.${device}`, { name }));
    if (state === "returned") {
      this.drop(device);
      return toast(t(`alert.returned.${device}`));
    }
    if (state === "lost") return this.missing(device, "lost");
    // A device that was open and went says so; that there is none now is no news then.
    if (reason !== "missing" || !this.strips.has(device)) this.missing(device, reason || "failed");
  }

  private missing(device: Device, why: string): void {
    const again = h("button", { type: "button", class: "alert__do", "data-again": device, onclick: () => this.again(device) }, t("check.again"));
    const leave = h("button", { type: "button", class: "alert__close", "aria-label": t(`alert.without.${device}`), title: t(`alert.without.${device}`), onclick: () => this.giveUp(device) }, icon("close", "s"));
    this.put(device, [h("span", {}, t(`alert.${why}.${device}` as Key)), again, leave]);
  }

  private giveUp(device: Device): void {
    this.drop(device);
    this.off(device);
  }

  private sound(blocked: boolean): void {
    if (!blocked) return this.drop("sound");
    const hear = h("button", { type: "button", class: "alert__do alert__do--main", "data-hear": true, onclick: () => void sdk.resumeSound() }, t("alert.hear"));
    this.put("sound", [h("span", {}, t("alert.sound")), hear]);
  }

  private put(about: Device | "sound", parts: HTMLElement[]): void {
    this.drop(about);
    const strip = h("div", { class: "alert", "data-alert": about }, icon(ICONS[about]), ...parts);
    this.strips.set(about, strip);
    this.element.append(strip);
  }

  private drop(about: Device | "sound"): void {
    this.strips.get(about)?.remove();
    this.strips.delete(about);
  }
}

/** Alerts of one's own devices, as calls and meetings have them. */
export function ownAlerts(again: (device: Device) => void): Alerts {
  return new Alerts(again, (device) => void sdk[device](ME, false));
}
