/** What this dialect remembers in the page, beside the mirror: settings, the server's address, cookies of the link. */

export interface SdkParams { isHttp?: boolean; [name: string]: unknown }
export interface VideoCfg { size: number; fps: number; ratio: number; width?: number; height?: number; [name: string]: unknown }
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
  defaultCamera = 1;
  isReady = false;
  /** Asked for by StartUserStatusNotify. */
  hearsStatus = false;
  /** The server said why the link ends; the socket's own end needs no second word. */
  isDismissed = false;

  /** The WebSocket address: the page's own server when none was set, without TLS only where the page has none. */
  url(): string {
    const secure = location.protocol === "https:" && !this.params.isHttp;
    const host = this.server.replace(/^\w+:\/\//, "").replace(/\/.*$/, "") || location.host;
    return `${secure ? "wss" : "ws"}://${host}/ws/crvideo/`;
  }

  /** Width, height and frame rate that the settings ask of a camera. */
  capture(): { width: number; height: number; frameRate: number } {
    const height = this.video.height ?? HEIGHTS[this.video.size] ?? 480;
    const width = this.video.width ?? Math.round(height * (RATIOS[this.video.ratio] ?? 16 / 9));
    return { width, height, frameRate: this.video.fps };
  }
}
