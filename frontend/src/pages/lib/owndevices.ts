/** One's own camera and microphone in a room: two buttons that show what is really open, and say so when a device refuses. */

import { Alerts, ownAlerts } from "./alerts";
import { ControlButton } from "./controls";
import type { DeviceChoice } from "./devicecheck";
import { t } from "./i18n";
import { CameraState, ME, on, sdk } from "./sdk";

/** How long a device may take to open before its button says that it does not. A permission prompt may be longer: then it opens late. */
const OPENS_WITHIN_MS = 4000;

export class OwnDevices {
  readonly microphone: ControlButton;
  readonly camera: ControlButton;
  /** Why a device is missing, to be shown above the pictures. */
  readonly alerts: Alerts;
  private readonly stops: (() => void)[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** No link: nothing is known of what is open, which is no fault of the devices. */
  private isLost = false;

  constructor(
    private readonly me: () => number,
    private readonly choice: DeviceChoice,
  ) {
    this.microphone = new ControlButton(
      "microphone",
      () => (choice.microphone ? { icon: "mic", label: t("control.mute"), pressed: false } : { icon: "mic-off", label: t("control.unmute"), pressed: true }),
      () => this.set("microphone", !choice.microphone),
      "off",
    );
    this.camera = new ControlButton(
      "camera",
      () => (choice.camera ? { icon: "camera", label: t("control.cameraOff"), pressed: false } : { icon: "camera-off", label: t("control.cameraOn"), pressed: true }),
      () => this.set("camera", !choice.camera),
      "off",
    );
    this.alerts = ownAlerts((device) => this.set(device, true));
    this.stops = [
      on("camera", (user, state) => user === this.me() && this.opened("camera", state === CameraState.open)),
      on("microphone", (user, state) => user === this.me() && this.opened("microphone", state === 1)),
      on("linkLost", () => this.lost()),
    ];
  }

  /** Opens what was chosen; also after a lost link. */
  open(): void {
    this.isLost = false;
    for (const device of ["camera", "microphone"] as const) if (this.choice[device]) this.set(device, true);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops.splice(0)) stop();
    this.alerts.close();
  }

  /** What was chosen stays chosen, and opens again with the room. */
  private lost(): void {
    this.isLost = true;
    clearTimeout(this.timer);
  }

  private set(device: "camera" | "microphone", open: boolean): void {
    this.choice[device] = open;
    if (!open) this.alerts.settle(device);
    sdk[device](ME, open);
    clearTimeout(this.timer);
    if (open && !this.isLost) this.timer = setTimeout(() => this.check(), OPENS_WITHIN_MS);
  }

  private opened(device: "camera" | "microphone", open: boolean): void {
    // A closing that we asked for is known already; one that we did not ask for is a device that was pulled out.
    this.choice[device] = open;
    if (open) this.alerts.settle(device);
    this[device].refresh();
  }

  private check(): void {
    const silent = this.choice.microphone && !sdk.isMicrophoneOpen(ME);
    const dark = this.choice.camera && sdk.cameraState(ME) !== CameraState.open;
    if (silent) this.opened("microphone", false);
    if (dark) this.opened("camera", false);
  }
}
