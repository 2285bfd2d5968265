/** Camera picture, microphone level and device choice before anything is sent; explains what to do when the browser says no. */

import { failureOf } from "../../media/devices";
import { fill, h, icon } from "./dom";
import { t } from "./i18n";
import { Meter } from "./meter";
import { remember, remembered, type DeviceUse } from "./remembered";
import { Device, sdk } from "./sdk";
import type { View } from "./view";

export interface DeviceChoice {
  camera: boolean;
  microphone: boolean;
  /** Positions in the browser's lists; the SDK lists devices in the same order. */
  cameraAt: number;
  microphoneAt: number;
  speakerAt: number;
}

/** Both devices on, the first of each. */
export const EVERYTHING: Readonly<DeviceChoice> = { camera: true, microphone: true, cameraAt: 0, microphoneAt: 0, speakerAt: 0 };

type Trouble = "denied" | "dismissed" | "missing" | "busy" | "unsupported";
type Input = "camera" | "microphone";
const USES = ["camera", "microphone", "speaker"] as const satisfies readonly DeviceUse[];
const KIND: Record<DeviceUse, MediaDeviceKind> = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" };
const PLACE = { camera: "cameraAt", microphone: "microphoneAt", speaker: "speakerAt" } as const;

/** Hands the chosen devices to the SDK. */
export function applyChoice(choice: DeviceChoice): void {
  for (const use of USES) {
    const name = sdk.devices(Device[use])[choice[PLACE[use]]];
    if (name && name !== sdk.currentDevice(Device[use])) sdk.selectDevice(Device[use], name);
  }
}

/** Puts the devices that this browser was used with last into a choice. */
export async function recall(choice: DeviceChoice): Promise<void> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  for (const use of USES) {
    const at = placeOf(use, devices.filter(({ kind }) => kind === KIND[use]));
    if (at >= 0) choice[PLACE[use]] = at;
  }
}

/** Where the device chosen last is in the list; -1 when it is not, or nobody chose. */
function placeOf(use: DeviceUse, found: readonly MediaDeviceInfo[]): number {
  const id = remembered(use);
  return id ? found.findIndex(({ deviceId }) => deviceId === id) : -1;
}

export class DeviceCheck implements View {
  readonly element: HTMLElement;
  readonly choice: DeviceChoice;
  /** The small column beside the picture, so that a page can add its own fields. */
  readonly column = h("div", { class: "stack" });
  private readonly video = h("video", { autoplay: true, playsinline: true });
  private readonly tile: HTMLElement;
  private readonly help = h("div", { role: "alert" });
  private readonly selects: Record<DeviceUse, HTMLSelectElement>;
  /** Hidden where the browser itself decides what plays. */
  private readonly speaker: HTMLElement;
  private readonly meter = new Meter();
  /** What the person wants; `choice` says what of it can be had. */
  private readonly wanted: Record<Input, boolean>;
  private tracks: MediaStreamTrack[] = [];
  private closed = false;
  private readonly onChange = () => void this.list();

  constructor(known: DeviceChoice = EVERYTHING) {
    this.choice = { ...known };
    this.wanted = { camera: known.camera, microphone: known.microphone };
    this.video.muted = true;
    this.tile = h("div", { class: "tile tile--self tile--dark" }, h("div", { class: "tile__picture" }, this.video), h("div", { class: "tile__cover" }, h("p", {}, t("check.asking"))));
    this.selects = { camera: this.select("camera"), microphone: this.select("microphone"), speaker: this.select("speaker") };
    this.speaker = h("label", { class: "field", hidden: true }, h("span", {}, t("check.speaker")), this.selects.speaker);
    this.element = h("div", { class: "check" }, this.tile, this.column);
    fill(
      this.column,
      this.help,
      h("label", { class: "field" }, h("span", {}, t("check.camera")), this.selects.camera),
      h("div", { class: "stack stack--s" }, h("label", { class: "field" }, h("span", {}, t("check.microphone")), this.selects.microphone), this.meter.element),
      this.speaker,
    );
    navigator.mediaDevices?.addEventListener("devicechange", this.onChange);
    void this.open();
  }

  close(): void {
    this.closed = true;
    navigator.mediaDevices?.removeEventListener("devicechange", this.onChange);
    this.release();
    this.meter.close();
  }

  private select(use: DeviceUse): HTMLSelectElement {
    return h("select", { class: "input", disabled: true, "data-device": use, onchange: () => this.chosen(use) });
  }

  private chosen(use: DeviceUse): void {
    const { selectedIndex, value } = this.selects[use];
    const isOff = value === "off";
    if (!isOff) {
      this.choice[PLACE[use]] = selectedIndex;
      remember(use, value);
    }
    if (use === "speaker") return;
    this.wanted[use] = this.choice[use] = !isOff;
    void this.open();
  }

  /** Opens what is chosen; tries sound alone when the camera refuses, and the other way round. */
  private async open(): Promise<void> {
    this.release();
    const [camera, microphone] = [await this.grab("camera"), await this.grab("microphone")];
    if (this.closed) return this.release();
    this.choice.camera = camera === "open";
    this.choice.microphone = microphone === "open";
    await this.list();
    this.tile.classList.toggle("tile--dark", camera !== "open");
    fill(this.tile.querySelector(".tile__cover") as HTMLElement, icon("camera-off"), h("p", {}, this.wanted.camera ? t("check.noPicture") : t("check.cameraIsOff")));
    const trouble = [camera, microphone].find((state): state is Trouble => state !== "open" && state !== "off");
    fill(this.help, trouble && this.advice(trouble, camera, microphone));
  }

  private async grab(input: Input): Promise<Trouble | "open" | "off"> {
    if (!this.wanted[input]) return "off";
    if (!navigator.mediaDevices?.getUserMedia) return "unsupported";
    const id = this.selects[input].value || remembered(input);
    const wanted: MediaTrackConstraints | true = id ? { deviceId: { ideal: id } } : true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(input === "camera" ? { video: wanted } : { audio: wanted });
      this.tracks.push(...stream.getTracks());
      if (input === "camera") this.video.srcObject = stream;
      else this.meter.listen(stream);
      return "open";
    } catch (error) {
      return troubleOf(error);
    }
  }

  private release(): void {
    for (const track of this.tracks.splice(0)) track.stop();
    this.video.srcObject = null;
    this.meter.rest();
  }

  private async list(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    await recall(this.choice);
    for (const input of ["camera", "microphone"] as const) this.offer(input, devices, h("option", { value: "off" }, t(`check.no.${input}`)));
    this.offer("speaker", devices);
    this.speaker.hidden = !("setSinkId" in HTMLMediaElement.prototype) || this.selects.speaker.length === 0;
  }

  /** Fills a list with the devices there are, and marks the chosen one; an input may also be `none`. */
  private offer(use: DeviceUse, devices: readonly MediaDeviceInfo[], none?: HTMLElement): void {
    const found = devices.filter(({ kind }) => kind === KIND[use]);
    const select = this.selects[use];
    fill(select, ...found.map(({ deviceId, label }, i) => h("option", { value: deviceId }, label || t(`check.${use}N`, { n: i + 1 }))), none ?? null);
    const isOff = use !== "speaker" && !this.wanted[use];
    select.selectedIndex = Math.min(isOff ? found.length : this.choice[PLACE[use]], select.length - 1);
    select.disabled = false;
  }

  private advice(trouble: Trouble, camera: string, microphone: string): HTMLElement {
    const fails = (state: string): boolean => state !== "open" && state !== "off";
    const which = fails(camera) && fails(microphone) ? "both" : fails(camera) ? "camera" : "microphone";
    return h(
      "div",
      { class: "notice notice--warn" },
      icon("warn"),
      h(
        "div",
        { class: "stack stack--s" },
        h("strong", {}, t(`check.trouble.${which}`)),
        h("p", {}, t(`check.${trouble}`)),
        h("div", {}, h("button", { type: "button", class: "button button--small", onclick: () => void this.open() }, t("check.again"))),
      ),
    );
  }
}

/** The browser's exception as one of four troubles a person can do something about. */
export function troubleOf(error: unknown): Trouble {
  const failure = failureOf(error);
  return failure === "denied" || failure === "dismissed" || failure === "missing" ? failure : "busy";
}
