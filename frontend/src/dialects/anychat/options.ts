/** The options of the SDK: stored, read back, and turned into capture settings. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { CaptureSettings } from "../../media/capture";
import { int, text } from "./values";

export const MAIN_VERSION = 6;
export const SUB_VERSION = 0;
/** When this level of the interface was made, as pages show it beside the version. */
export const BUILD_TIME = "2026-11-20 12:00:00";

type Value = number | string;

/** What holds until a page sets something else. Sizes in pixels, rates in frames and bits per second. */
const DEFAULTS: Readonly<Record<number, Value>> = {
  [C.BRAC_SO_AUDIO_VADCTRL]: 1,
  [C.BRAC_SO_AUDIO_NSCTRL]: 1,
  [C.BRAC_SO_AUDIO_ECHOCTRL]: 1,
  [C.BRAC_SO_AUDIO_AGCCTRL]: 1,
  [C.BRAC_SO_AUDIO_CODECID]: -1,
  [C.BRAC_SO_CORESDK_MAINVERSION]: MAIN_VERSION,
  [C.BRAC_SO_CORESDK_SUBVERSION]: SUB_VERSION,
  [C.BRAC_SO_CORESDK_BUILDTIME]: BUILD_TIME,
  [C.BRAC_SO_CORESDK_ACTIVESTATE]: 1,
  [C.BRAC_SO_LOCALVIDEO_BITRATECTRL]: 0,
  [C.BRAC_SO_LOCALVIDEO_QUALITYCTRL]: 3,
  [C.BRAC_SO_LOCALVIDEO_GOPCTRL]: 60,
  [C.BRAC_SO_LOCALVIDEO_FPSCTRL]: 25,
  [C.BRAC_SO_LOCALVIDEO_PRESETCTRL]: 3,
  [C.BRAC_SO_LOCALVIDEO_WIDTHCTRL]: 640,
  [C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL]: 480,
  [C.BRAC_SO_LOCALVIDEO_PIXFMTCTRL]: -1,
  [C.BRAC_SO_LOCALVIDEO_CODECID]: -1,
  [C.BRAC_SO_NETWORK_AUTORECONNECT]: 1,
  [C.BRAC_SO_NETWORK_P2PPOLITIC]: 1,
};

/** Read only: what the build is. */
const FIXED: ReadonlySet<number> = new Set([C.BRAC_SO_CORESDK_MAINVERSION, C.BRAC_SO_CORESDK_SUBVERSION, C.BRAC_SO_CORESDK_BUILDTIME]);

export class Options {
  private readonly values = new Map<number, Value>();
  /** Video parameters of single cameras, by stream index. */
  private readonly streams = new Map<number, Map<number, Value>>();

  /** Stores an option; a value of the wrong kind (a label instead of a number) is kept as it is. */
  set(option: number, value: unknown): void {
    if (!FIXED.has(option)) this.values.set(option, typeof value === "number" ? value : text(value));
  }

  getInt(option: number): number {
    return int(this.values.get(option), int(DEFAULTS[option]));
  }

  getString(option: number): string {
    return text(this.values.get(option) ?? DEFAULTS[option]);
  }

  /** Options that the page set itself. */
  wasSet(option: number): boolean {
    return this.values.has(option);
  }

  setOfStream(index: number, option: number, value: unknown): void {
    const own = this.streams.get(index) ?? new Map<number, Value>();
    this.streams.set(index, own);
    own.set(option, typeof value === "number" ? value : text(value));
  }

  /** How to capture and send camera `index`. */
  video(index: number): CaptureSettings {
    const read = (option: number) => int(this.streams.get(index)?.get(option), this.getInt(option));
    const bitrate = read(C.BRAC_SO_LOCALVIDEO_BITRATECTRL);
    const device = index === 0 ? this.getString(C.BRAC_SO_LOCALVIDEO_DEVICENAME) : "";
    return {
      width: read(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL),
      height: read(C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL),
      frameRate: read(C.BRAC_SO_LOCALVIDEO_FPSCTRL),
      ...(bitrate > 0 ? { maxBitrate: bitrate } : {}),
      ...(device ? { device } : {}),
    };
  }

  /** How to capture the microphone. */
  audio(): CaptureSettings {
    const bitrate = this.getInt(C.BRAC_SO_AUDIO_MONOBITRATE);
    return {
      ...(bitrate > 0 ? { maxBitrate: bitrate } : {}),
      echoCancellation: this.getInt(C.BRAC_SO_AUDIO_ECHOCTRL) !== 0,
      noiseSuppression: this.getInt(C.BRAC_SO_AUDIO_NSCTRL) !== 0,
      autoGainControl: this.getInt(C.BRAC_SO_AUDIO_AGCCTRL) !== 0,
    };
  }
}
