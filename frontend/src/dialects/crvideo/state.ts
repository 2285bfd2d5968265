/** What this dialect remembers in the page, beside the mirror: settings, the server's address, cookies of the link. */

import type { CaptureSettings } from "../../media/capture";
import type { Backdrop } from "../../media/backdrop";
import type { Crop } from "../../media/picture_draw";

export interface SdkParams { isHttp?: boolean; [name: string]: unknown }
export interface VideoCfg { size: number; fps: number; ratio: number; aspectRatio?: number; width?: number; height?: number; [name: string]: unknown }
/** A screen's; pages write maxFPS, the manual prints maxPFS. Rates per second, maxKbps in kilobits, catchRect in pixels. */
export interface ScreenCfg { catchRect?: unknown; maxFPS?: number; maxPFS?: number; maxKbps?: number; [name: string]: unknown }
export interface AudioCfg {
  micID: number; speakerID: number; autoGainControl: boolean; echoCancellation: boolean; noiseSuppression: boolean;
  micVolume: number; speakerPause: boolean; [name: string]: unknown;
}

/** Lines of a camera picture by `size` (1 low .. 4 full HD), and width over height by `ratio`. */
const HEIGHTS = [0, 360, 480, 720, 1080];
const RATIOS = [0, 16 / 9, 4 / 3, 1, 3 / 4, 9 / 16];

export class PageState {
  server = "";
  params: SdkParams = {};
  video: VideoCfg = { size: 2, fps: 15, ratio: 1 };
  audio: AudioCfg = {
    micID: 0, speakerID: 0, autoGainControl: true, echoCancellation: true, noiseSuppression: true, micVolume: 100, speakerPause: false,
  };
  screen: ScreenCfg = {};
  defaultCamera = 1;
  /** What stands behind the person in pictures of the machine's cameras. */
  backdrop: Backdrop | null = null;
  /** Devices that are being opened, "audio/uid" or "video/uid": the server was asked and has not answered yet. */
  readonly opening = new Set<string>();
  isReady = false;
  /** Asked for by StartUserStatusNotify. */
  hearsStatus = false;
  /** The server said why the link ends; the socket's own end needs no second word. */
  isDismissed = false;

  /** The WebSocket address: the page's own server when none was set, without TLS only where the page has none. */
  url(): string {
    return this.serverUrl("/ws/crvideo/").replace(/^http/, "ws");
  }

  /** The address of something that the server delivers. */
  serverUrl(path: string): string {
    const secure = location.protocol === "https:" && !this.params.isHttp;
    const host = this.server.replace(/^\w+:\/\//, "").replace(/\/.*$/, "") || location.host;
    return `${secure ? "https" : "http"}://${host}${path}`;
  }

  /** How the machine's cameras are opened and sent. */
  capture(): CaptureSettings {
    const height = this.video.height ?? HEIGHTS[this.video.size] ?? 480;
    const ratio = this.video.aspectRatio || RATIOS[this.video.ratio] || 16 / 9;
    const width = this.video.width ?? Math.round(height * ratio);
    const picture = this.backdrop ? { picture: { backdrop: this.backdrop } } : {};
    return { width, height, frameRate: this.video.fps, ...bandwidth(this.params.videoSendBW), ...picture };
  }

  /** How a shown screen is captured and sent. */
  screenCapture(): CaptureSettings {
    const frameRate = Number(this.screen.maxFPS ?? this.screen.maxPFS) || undefined;
    const crop = part(this.screen.catchRect);
    return { ...(frameRate ? { frameRate } : {}), ...bandwidth(this.screen.maxKbps ?? this.params.screenSendBW), ...(crop ? { picture: { crop } } : {}) };
  }

  /** How the microphone is opened. */
  microphone(): CaptureSettings {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.audio;
    return { echoCancellation, noiseSuppression, autoGainControl };
  }

  /** What the microphone's sound is multiplied with; louder than it is only where nothing else makes it louder. */
  microphoneVolume(): number {
    const { micVolume, autoGainControl } = this.audio;
    return Math.max(0, autoGainControl ? Math.min(100, micVolume) : micVolume) / 100;
  }
}

/** Kilobits per second, where the page sets them. */
function bandwidth(kbps: unknown): { maxBitrate?: number } {
  return Number(kbps) > 0 ? { maxBitrate: 1000 * Number(kbps) } : {};
}

/** The part of the screen that is shown; null = all, also where it makes no sense. */
function part(rect: unknown): Crop | null {
  const { left, top, width, height } = (rect ?? {}) as Partial<Record<keyof Crop, unknown>>;
  const crop = { left: Number(left ?? 0), top: Number(top ?? 0), width: Number(width), height: Number(height) };
  return Object.values(crop).every(Number.isFinite) && crop.width > 0 && crop.height > 0 ? crop : null;
}
