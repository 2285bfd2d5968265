/** The options of the SDK: stored, read back, and turned into capture settings. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { ANYCHAT_OPTION_DEFAULTS } from "../../generated/anychat_options";
import { AudioOptions } from "./options_audio";
import { VideoOptions } from "./options_video";
import { int, text, type Value } from "./values";

export const MAIN_VERSION = ANYCHAT_OPTION_DEFAULTS[C.BRAC_SO_CORESDK_MAINVERSION];
export const SUB_VERSION = ANYCHAT_OPTION_DEFAULTS[C.BRAC_SO_CORESDK_SUBVERSION];
/** When this level of the interface was made, as pages show it beside the version. */
export const BUILD_TIME = ANYCHAT_OPTION_DEFAULTS[C.BRAC_SO_CORESDK_BUILDTIME];

const DEFAULTS: Readonly<Record<number, Value>> = ANYCHAT_OPTION_DEFAULTS;

/** Read only: what the build is. */
const FIXED: ReadonlySet<number> = new Set([C.BRAC_SO_CORESDK_MAINVERSION, C.BRAC_SO_CORESDK_SUBVERSION, C.BRAC_SO_CORESDK_BUILDTIME]);

/** What the standard lets a page ask for at most. */
const LONGEST_BUFFER_MS = 4000;
/** Enough to repeat lost packets and play on over what stays lost. */
const SMOOTH_BUFFER_MS = 400;

export class Options {
  private readonly values = new Map<number, Value>();
  /** Those of one's own picture, also by camera. */
  readonly video: VideoOptions;
  /** Those of one's own sound. */
  readonly audio: AudioOptions;
  /** What really holds, where that may differ from what was set. */
  private readonly effects = new Map<number, () => Value | undefined>();

  constructor() {
    this.video = new VideoOptions(this);
    this.audio = new AudioOptions(this);
    this.measure(C.BRAC_SO_CORESDK_ACTIVESTATE, () => (this.wasSet(C.BRAC_SO_CORESDK_ACTIVESTATE) ? undefined : Number(!document.hidden)));
  }

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

  /** Forgets what was set: the defaults hold again. */
  unset(options: readonly number[]): void {
    for (const option of options) this.values.delete(option);
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

  /** How long received streams are held back to be played evenly, ms; null leaves it to the browser. */
  bufferMs(): number | null {
    if (this.getInt(C.BRAC_SO_CORESDK_LOWDELAYCTRL) !== 0) return 0;
    const longest = Math.min(LONGEST_BUFFER_MS, Math.max(0, this.getInt(C.BRAC_SO_STREAM_MAXBUFFERTIME)));
    if (this.getInt(C.BRAC_SO_STREAM_SMOOTHPLAYMODE) === 0) return longest || null;
    return Math.min(SMOOTH_BUFFER_MS, longest || SMOOTH_BUFFER_MS);
  }
}
