/** How loud people speak, 0..100: remote voices from the receivers, our own from an analyser on the microphone. */

import { logger } from "../lib/logger";
import type { Microphone } from "./microphone";
import type { Subscriber } from "./subscriber";

const log = logger("levels");

/** Quieter than this counts as silence, dB below full scale. */
const FLOOR_DB = 60;
/** A voice not heard for so long is silent. */
const STALE_MS = 500;

export class Levels {
  private context: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private samples = new Uint8Array(0) as Uint8Array<ArrayBuffer>;
  private readonly stop: () => void;

  constructor(private readonly subscriber: Subscriber, microphone: Microphone) {
    this.stop = microphone.events.on("changed", ({ stream }) => this.listen(stream));
  }

  /** Our own microphone; 0 when it is closed. */
  local(): number {
    if (!this.analyser) return 0;
    if (this.context?.state === "suspended") void this.context.resume().catch(() => undefined);
    this.analyser.getByteTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += ((sample - 128) / 128) ** 2;
    return loudness(Math.sqrt(sum / this.samples.length));
  }

  /** Somebody else's voice as we hear it; 0 when nothing of it arrives. */
  remote(account: number): number {
    const receiver = this.subscriber.receiver(account, "audio", 0);
    const heard = receiver?.getSynchronizationSources?.()[0];
    if (!heard || heard.audioLevel === undefined) return 0;
    const now = performance.now();
    // Browsers disagree whether the stamp counts from 1970 or from the page's start.
    const ageMs = Math.min(Math.abs(now - heard.timestamp), Math.abs(performance.timeOrigin + now - heard.timestamp));
    return ageMs > STALE_MS ? 0 : loudness(heard.audioLevel);
  }

  close(): void {
    this.stop();
    this.listen(null);
    void this.context?.close().catch(() => undefined);
    this.context = null;
  }

  private listen(stream: MediaStream | null): void {
    this.source?.disconnect();
    this.source = this.analyser = null;
    if (!stream || typeof AudioContext === "undefined") return;
    try {
      this.context ??= new AudioContext();
      this.analyser = this.context.createAnalyser();
      this.analyser.fftSize = 512;
      this.samples = new Uint8Array(this.analyser.fftSize);
      this.source = this.context.createMediaStreamSource(stream);
      this.source.connect(this.analyser);
    } catch (error) {
      log.warn("the microphone's level cannot be measured", error);
    }
  }
}

/** An amplitude 0..1 as 0..100, linear in decibels above the floor. */
export function loudness(amplitude: number): number {
  if (!(amplitude > 0)) return 0;
  const db = 20 * Math.log10(Math.min(1, amplitude));
  return Math.max(0, Math.round((100 * (db + FLOOR_DB)) / FLOOR_DB));
}
