/** The options of the SDK: stored, read back, and turned into capture settings. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { CaptureSettings } from "../../media/capture";
import { VIDEO_DEFAULTS, VideoOptions } from "./options_video";
import { int, text, type Value } from "./values";

export const MAIN_VERSION = 6;
export const SUB_VERSION = 0;
/** When this level of the interface was made, as pages show it beside the version. */
export const BUILD_TIME = "2026-11-20 12:00:00";

/** What holds until a page sets something else. Sizes in pixels, rates in frames and bits per second. */
const DEFAULTS: Readonly<Record<number, Value>> = {
  ...VIDEO_DEFAULTS,
  [C.BRAC_SO_AUDIO_VADCTRL]: 1,
  [C.BRAC_SO_AUDIO_NSCTRL]: 1,
  [C.BRAC_SO_AUDIO_ECHOCTRL]: 1,
  [C.BRAC_SO_AUDIO_AGCCTRL]: 1,
  [C.BRAC_SO_AUDIO_CODECID]: -1,
  [C.BRAC_SO_CORESDK_MAINVERSION]: MAIN_VERSION,
  [C.BRAC_SO_CORESDK_SUBVERSION]: SUB_VERSION,
  [C.BRAC_SO_CORESDK_BUILDTIME]: BUILD_TIME,
  [C.BRAC_SO_CORESDK_ACTIVESTATE]: 1,
  [C.BRAC_SO_NETWORK_AUTORECONNECT]: 1,
  [C.BRAC_SO_NETWORK_P2PPOLITIC]: 1,
};

/** Read only: what the build is. */
const FIXED: ReadonlySet<number> = new Set([C.BRAC_SO_CORESDK_MAINVERSION, C.BRAC_SO_CORESDK_SUBVERSION, C.BRAC_SO_CORESDK_BUILDTIME]);

export class Options {
  private readonly values = new Map<number, Value>();
  /** Those of one's own picture, also by camera. */
  readonly video = new VideoOptions(this);
  /** What really holds, where that may differ from what was set. */
  private readonly effects = new Map<number, () => Value | undefined>();

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

  /** Has pages read an option as what `read` finds in effect; while it finds nothing they read what was set. */
  measure(option: number, read: () => Value | undefined): void {
    this.effects.set(option, read);
  }

  /** What is in effect now, as a number. */
  effectiveInt(option: number): number {
    return int(this.effects.get(option)?.(), this.getInt(option));
  }

  /** What is in effect now, as a text. */
  effectiveString(option: number): string {
    return text(this.effects.get(option)?.() ?? this.getString(option));
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
