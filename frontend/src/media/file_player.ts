/** A film or a sound that this page plays, for itself or into the room: its picture and sound are sent like an open device. */

import { Emitter } from "../lib/emitter";
import { logger } from "../lib/logger";
import type { Capture } from "./capture";
import type { Kind } from "./messages";
import { goOnWhenBack } from "./returning";

const log = logger("file player");

/** What happens at the end of the file. */
export type AtEnd = "stop" | "pause" | "loop";

export interface PlayOptions { atEnd?: AtEnd; /** Bits per second of the picture. */ maxBitrate?: number }

export type FilePlayerEvents = {
  /** The file can be played; nothing moves yet. */
  opened: [durationMs: number, hasPicture: boolean];
  paused: [isPaused: boolean];
  /** Nothing is played any more: at its end, because it cannot be read, or because `stop` was called. */
  stopped: [];
};

/** Picture and sound of what is played have these places among the streams of a person. */
export const FILM_INDEX = 1;
const STREAMS: readonly Kind[] = ["screen", "audio"];
const SOUND_BITRATE = 128_000;
/** So much before the end a film that shall stay on its last picture is halted: what has ended is captured no more. */
const LAST_S = 0.2;

type Capturable = HTMLVideoElement & { captureStream?(): MediaStream; mozCaptureStream?(): MediaStream };

export class FilePlayer {
  readonly events = new Emitter<FilePlayerEvents>();
  private video: Capturable | null = null;
  private options: PlayOptions = {};
  private listening = new AbortController();
  private isHalted = false;
  private url = "";

  constructor(private readonly capture: Capture) {}

  /** The element that plays, or null. */
  get element(): HTMLVideoElement | null {
    return this.video;
  }

  get isPaused(): boolean {
    return this.isHalted;
  }

  /** Whether this browser can send what an element plays. */
  static canSend(video: Capturable): boolean {
    return !!(video.captureStream ?? video.mozCaptureStream);
  }

  /** Opens the file in the element; `start` plays it. */
  open(video: HTMLVideoElement, file: Blob | string, options: PlayOptions = {}): void {
    this.stop();
    [this.video, this.options, this.isHalted] = [video, options, false];
    this.listening = new AbortController();
    this.url = typeof file === "string" ? "" : URL.createObjectURL(file);
    this.listen(video);
    Object.assign(video, { srcObject: null, muted: false, autoplay: false, loop: options.atEnd === "loop", src: this.url || String(file) });
  }

  /** Plays what was opened; `toRoom` sends it as well. */
  async start(toRoom: boolean): Promise<void> {
    const video = this.video;
    if (!video) return;
    if (toRoom) await this.send(video);
    await video.play().catch((error: unknown) => log.warn("the file does not start", error));
  }

  pause(isPaused: boolean): void {
    if (!this.video || isPaused === this.isHalted) return;
    this.isHalted = isPaused;
    if (isPaused) this.video.pause();
    else void this.video.play().catch((error: unknown) => log.warn("the file does not go on", error));
    this.events.emit("paused", isPaused);
  }

  stop(): void {
    const video = this.video;
    if (!video) return;
    this.video = null;
    this.listening.abort();
    for (const kind of STREAMS) this.capture.shut(kind, FILM_INDEX);
    video.pause();
    video.removeAttribute("src");
    video.load();
    Object.assign(video, { muted: true, autoplay: true, loop: false });
    if (this.url) URL.revokeObjectURL(this.url);
    this.events.emit("stopped");
  }

  private listen(video: HTMLVideoElement): void {
    const on = (name: string, heard: () => void): void => video.addEventListener(name, heard, { signal: this.listening.signal });
    on("loadedmetadata", () => this.events.emit("opened", Math.round(1000 * finite(video.duration)), video.videoWidth > 0));
    on("error", () => this.stop());
    on("ended", () => this.stop());
    on("timeupdate", () => {
      if (this.options.atEnd === "pause" && video.currentTime > finite(video.duration) - LAST_S) this.pause(true);
    });
    // The browser's own buttons; an element that is taken out of the page stands still too, which nobody asked for.
    on("pause", () => void (video.isConnected && !video.ended && this.pause(true)));
    on("play", () => this.pause(false));
    goOnWhenBack(video, () => this.video === video && !this.isHalted, this.listening.signal);
  }

  private async send(video: Capturable): Promise<void> {
    const stream = (video.captureStream ?? video.mozCaptureStream)!.call(video);
    const [picture, sound] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    const { maxBitrate } = this.options;
    if (picture) await this.capture.open("screen", FILM_INDEX, { source: picture, motion: true, ...(maxBitrate ? { maxBitrate } : {}) });
    if (sound) await this.capture.open("audio", FILM_INDEX, { source: sound, maxBitrate: SOUND_BITRATE });
  }
}

function finite(seconds: number): number {
  return Number.isFinite(seconds) ? seconds : 0;
}
