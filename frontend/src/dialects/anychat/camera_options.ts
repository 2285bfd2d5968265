/** Options of one's own picture on cameras that are open: they take effect at once, and are read back as the camera has them. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import type { Client } from "./client";
import { ENCODER_OPTIONS } from "./options_video";
import { int, type Value } from "./values";

const log = logger("anychat");

/** What changes an open camera or what it sends; other options are stored only. */
const AT_ONCE: ReadonlySet<number> = new Set([
  ...ENCODER_OPTIONS, C.BRAC_SO_LOCALVIDEO_APPLYPARAM, C.BRAC_SO_LOCALVIDEO_VIDEOSIZEPOLITIC, C.BRAC_SO_LOCALVIDEO_FOCUSCTRL,
  C.BRAC_SO_LOCALVIDEO_ROTATECTRL, C.BRAC_SO_LOCALVIDEO_OVERLAYTIMESTAMP, C.BRAC_SO_LOCALVIDEO_DEVICENAME,
]);

type Measure = (camera: MediaStreamTrack, client: Client) => Value | undefined;

/** What an open camera itself tells. */
const MEASURES: Readonly<Record<number, Measure>> = {
  [C.BRAC_SO_LOCALVIDEO_WIDTHCTRL]: (camera) => camera.getSettings().width,
  [C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL]: (camera) => camera.getSettings().height,
  [C.BRAC_SO_LOCALVIDEO_FPSCTRL]: (camera) => rounded(camera.getSettings().frameRate),
  [C.BRAC_SO_LOCALVIDEO_FOCUSCTRL]: (camera) => ((camera.getSettings() as { focusMode?: string }).focusMode === "continuous" ? 1 : 0),
  [C.BRAC_SO_LOCALVIDEO_DEVICENAME]: (camera, { session }) => session.devices.list("camera").find(({ id }) => id === camera.getSettings().deviceId)?.name,
};

export class CameraOptions {
  /** Cameras whose options changed in this turn of the page: they are changed together, after it. */
  private readonly due = new Set<number>();

  constructor(private readonly client: Client) {
    for (const option of AT_ONCE) client.options.measure(option, () => this.effective(option, 0));
  }

  /** An option was set, for one camera or for all of them. */
  changed(option: number, value: unknown, only?: number): void {
    if (!AT_ONCE.has(option)) return;
    if (option === C.BRAC_SO_LOCALVIDEO_APPLYPARAM && int(value) === 0) this.restore(only);
    this.apply(only);
  }

  /** Gives open cameras the settings of now. */
  apply(only?: number): void {
    if (!this.due.size) queueMicrotask(() => this.settle());
    for (const index of this.client.session.capture.indexes("video")) if (only === undefined || only === index) this.due.add(index);
  }

  /** What holds for camera `index`: as it has it while it is open, else as it was set. */
  effective(option: number, index: number): Value | undefined {
    const camera = this.client.session.capture.device("video", index);
    return (camera && MEASURES[option]?.(camera, this.client)) ?? this.understood(option, index);
  }

  /** A parameter of camera `index` as a number; 0 for what is no such parameter. */
  ofStream(option: number, index: number): number {
    return AT_ONCE.has(option) ? int(this.effective(option, index), this.client.options.video.wanted(index, option)) : 0;
  }

  private understood(option: number, index: number): Value | undefined {
    return option in MEASURES || option === C.BRAC_SO_LOCALVIDEO_APPLYPARAM ? undefined : this.client.options.video.wanted(index, option);
  }

  private restore(only?: number): void {
    const { options } = this.client;
    if (only !== undefined) return options.video.unset(only, ENCODER_OPTIONS);
    options.unset(ENCODER_OPTIONS);
  }

  private settle(): void {
    const { session, options } = this.client;
    for (const index of this.due) {
      session.capture.change("video", index, options.video.settings(index))
        .catch((error: unknown) => log.warn(`camera ${index} keeps its settings: ${reasonOf(error)}`));
    }
    this.due.clear();
  }
}

function rounded(rate: number | undefined): number | undefined {
  return rate === undefined ? undefined : Math.round(rate);
}
