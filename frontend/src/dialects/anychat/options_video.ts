/** The options of one's own picture (manual 3.1, video): what holds by default, and what it means for a camera. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { CaptureSettings } from "../../media/capture";
import { int, text, type Value } from "./values";

/** Sizes in pixels, rates in frames and bits per second. */
export const VIDEO_DEFAULTS: Readonly<Record<number, Value>> = {
  [C.BRAC_SO_LOCALVIDEO_BITRATECTRL]: 0,
  [C.BRAC_SO_LOCALVIDEO_QUALITYCTRL]: 3,
  [C.BRAC_SO_LOCALVIDEO_GOPCTRL]: 60,
  [C.BRAC_SO_LOCALVIDEO_FPSCTRL]: 25,
  [C.BRAC_SO_LOCALVIDEO_PRESETCTRL]: 3,
  [C.BRAC_SO_LOCALVIDEO_WIDTHCTRL]: 640,
  [C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL]: 480,
  [C.BRAC_SO_LOCALVIDEO_PIXFMTCTRL]: -1,
  [C.BRAC_SO_LOCALVIDEO_CODECID]: -1,
};

/** The options that hold for every camera. */
interface General { getInt(option: number): number; getString(option: number): string }

export class VideoOptions {
  /** Parameters of single cameras, by stream index. */
  private readonly own = new Map<number, Map<number, Value>>();

  constructor(private readonly general: General) {}

  /** Stores a parameter of one camera; it goes before the option of the same number. */
  set(index: number, option: number, value: unknown): void {
    const own = this.own.get(index) ?? new Map<number, Value>();
    this.own.set(index, own);
    own.set(option, typeof value === "number" ? value : text(value));
  }

  /** How to capture and send camera `index`. */
  settings(index: number): CaptureSettings {
    const read = (option: number) => int(this.own.get(index)?.get(option), this.general.getInt(option));
    const bitrate = read(C.BRAC_SO_LOCALVIDEO_BITRATECTRL);
    const device = index === 0 ? this.general.getString(C.BRAC_SO_LOCALVIDEO_DEVICENAME) : "";
    return {
      width: read(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL),
      height: read(C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL),
      frameRate: read(C.BRAC_SO_LOCALVIDEO_FPSCTRL),
      ...(bitrate > 0 ? { maxBitrate: bitrate } : {}),
      ...(device ? { device } : {}),
    };
  }
}
