/** The options of one's own sound (manual 3.1, audio): what a capture mode chooses, and what holds in the end. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { ANYCHAT_OPTION_DEFAULTS } from "../../generated/anychat_options";
import type { CaptureSettings } from "../../media/capture";
import type { Value } from "./values";

/** What suits a capture mode: pauses while nobody speaks, and the treatment of speech that spoils music. */
interface Mode { pauses: boolean; noise: boolean; echo: boolean; gain: boolean; stereo: boolean }

const SPEECH: Mode = { pauses: true, noise: true, echo: true, gain: true, stereo: false };
/** Speech, singing, karaoke (the music comes from the own speaker: its echo must go), line in. */
const MODES: readonly Mode[] = [
  SPEECH,
  { pauses: false, noise: false, echo: false, gain: false, stereo: true },
  { pauses: false, noise: false, echo: true, gain: false, stereo: true },
  { pauses: false, noise: false, echo: false, gain: false, stereo: true },
];

/** Options that follow from the mode where the page has not set them, or leaves all parameters to the mode. */
const OF_MODE: Readonly<Record<number, keyof Mode>> = {
  [C.BRAC_SO_AUDIO_VADCTRL]: "pauses",
  [C.BRAC_SO_AUDIO_NSCTRL]: "noise",
  [C.BRAC_SO_AUDIO_ECHOCTRL]: "echo",
  [C.BRAC_SO_AUDIO_AGCCTRL]: "gain",
};
const RATES = [C.BRAC_SO_AUDIO_MONOBITRATE, C.BRAC_SO_AUDIO_STEREOBITRATE] as const;

/** Everything that decides how the microphone is captured and sent. */
export const CAPTURE_OPTIONS: readonly number[] = [...Object.keys(OF_MODE).map(Number), ...RATES, C.BRAC_SO_AUDIO_CAPTUREMODE, C.BRAC_SO_AUDIO_AUTOPARAM];

/** All options of the page. */
interface General {
  getInt(option: number): number;
  wasSet(option: number): boolean;
  measure(option: number, read: () => Value | undefined): void;
}

export class AudioOptions {
  constructor(private readonly all: General) {
    for (const option of Object.keys(OF_MODE)) all.measure(Number(option), () => Number(this.isOn(Number(option))));
    for (const option of RATES) all.measure(option, () => this.bitrate(option));
  }

  /** How to capture and send the microphone. */
  settings(): CaptureSettings {
    const { stereo } = this.mode;
    return {
      maxBitrate: this.bitrate(stereo ? C.BRAC_SO_AUDIO_STEREOBITRATE : C.BRAC_SO_AUDIO_MONOBITRATE),
      echoCancellation: this.isOn(C.BRAC_SO_AUDIO_ECHOCTRL),
      noiseSuppression: this.isOn(C.BRAC_SO_AUDIO_NSCTRL),
      autoGainControl: this.isOn(C.BRAC_SO_AUDIO_AGCCTRL),
      stereo,
      pauses: this.isOn(C.BRAC_SO_AUDIO_VADCTRL),
    };
  }

  private get mode(): Mode {
    return MODES[this.all.getInt(C.BRAC_SO_AUDIO_CAPTUREMODE)] ?? SPEECH;
  }

  /** The page's own word counts, unless it left the parameters to the mode. */
  private isFree(option: number): boolean {
    return this.all.wasSet(option) && this.all.getInt(C.BRAC_SO_AUDIO_AUTOPARAM) === 0;
  }

  private isOn(option: number): boolean {
    return this.isFree(option) ? this.all.getInt(option) !== 0 : this.mode[OF_MODE[option]!];
  }

  private bitrate(option: (typeof RATES)[number]): number {
    const own = this.isFree(option) ? this.all.getInt(option) : 0;
    return own > 0 ? own : ANYCHAT_OPTION_DEFAULTS[option];
  }
}
