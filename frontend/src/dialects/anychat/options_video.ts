/** The options of one's own picture (manual 3.1, video), and what they mean for a camera. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { CaptureSettings } from "../../media/capture";
import type { PictureStyle } from "../../media/picture_draw";
import { int, text, type Value } from "./values";

/** What option 35 returns to its defaults. */
export const ENCODER_OPTIONS: readonly number[] = [
  C.BRAC_SO_LOCALVIDEO_BITRATECTRL, C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, C.BRAC_SO_LOCALVIDEO_GOPCTRL, C.BRAC_SO_LOCALVIDEO_FPSCTRL,
  C.BRAC_SO_LOCALVIDEO_PRESETCTRL, C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL,
];

/** Bits per pixel and frame of the qualities 1 (poor) to 5 (best). */
const BITS_PER_PIXEL = [0.04, 0.08, 0.12, 0.18, 0.25] as const;
/** What the presets 1 (fast) to 5 (fine) give up first when machine or network are too slow. */
const GIVING_WAY = ["maintain-framerate", "maintain-framerate", "balanced", "maintain-resolution", "maintain-resolution"] as const;

/** Option 94: 1 is upside down; the quarter turns are ours, in degrees clockwise. */
const TURNS: Readonly<Record<number, PictureStyle>> = { 1: { isFlipped: true }, 90: { rotation: 90 }, 180: { rotation: 180 }, 270: { rotation: 270 } };

/** The options that hold for every camera. */
interface General { getInt(option: number): number; getString(option: number): string; wasSet(option: number): boolean }

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

  /** Forgets some of a camera's own parameters: the options hold for it again. */
  unset(index: number, options: readonly number[]): void {
    for (const option of options) this.own.get(index)?.delete(option);
  }

  /** What is wanted of camera `index`, as far as it is understood: a step that does not exist reads as the nearest. */
  wanted(index: number, option: number): number {
    const value = int(this.own.get(index)?.get(option), this.general.getInt(option));
    switch (option) {
      case C.BRAC_SO_LOCALVIDEO_QUALITYCTRL:
      case C.BRAC_SO_LOCALVIDEO_PRESETCTRL:
        return Math.min(5, Math.max(1, value));
      case C.BRAC_SO_LOCALVIDEO_ROTATECTRL:
        return value in TURNS ? value : 0;
      case C.BRAC_SO_LOCALVIDEO_BITRATECTRL:
      case C.BRAC_SO_LOCALVIDEO_GOPCTRL:
        return Math.max(0, value);
      default:
        return value;
    }
  }

  /** How to capture and send camera `index`. */
  settings(index: number): CaptureSettings {
    const read = (option: number) => this.wanted(index, option);
    const [width, height] = [read(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL), read(C.BRAC_SO_LOCALVIDEO_HEIGHTCTRL)];
    const frameRate = read(C.BRAC_SO_LOCALVIDEO_FPSCTRL);
    const bitsPerPixel = BITS_PER_PIXEL[read(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL) - 1]!;
    const device = index === 0 ? this.general.getString(C.BRAC_SO_LOCALVIDEO_DEVICENAME) : "";
    return {
      width, height, frameRate,
      maxBitrate: read(C.BRAC_SO_LOCALVIDEO_BITRATECTRL) || Math.round(width * height * frameRate * bitsPerPixel),
      keyFrameInterval: read(C.BRAC_SO_LOCALVIDEO_GOPCTRL),
      degradation: GIVING_WAY[read(C.BRAC_SO_LOCALVIDEO_PRESETCTRL) - 1]!,
      ifTooLarge: read(C.BRAC_SO_LOCALVIDEO_VIDEOSIZEPOLITIC) === 1 ? "usual" : "nearest",
      picture: { ...TURNS[read(C.BRAC_SO_LOCALVIDEO_ROTATECTRL)], hasTime: read(C.BRAC_SO_LOCALVIDEO_OVERLAYTIMESTAMP) !== 0 },
      ...(this.isSet(index, C.BRAC_SO_LOCALVIDEO_FOCUSCTRL) ? { autoFocus: read(C.BRAC_SO_LOCALVIDEO_FOCUSCTRL) !== 0 } : {}),
      ...(device ? { device } : {}),
    };
  }

  private isSet(index: number, option: number): boolean {
    return this.own.get(index)?.has(option) || this.general.wasSet(option);
  }
}
