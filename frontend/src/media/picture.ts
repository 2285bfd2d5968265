/** A camera's or screen's track, with another backdrop, cut, turned or marked with the time: frame by frame where the browser has it, else by a canvas that is filmed. */

import { logger } from "../lib/logger";
import { Cutout } from "./backdrop";
import { drawPicture, resultSize, type Canvas2d, type PictureStyle } from "./picture_draw";

const log = logger("picture");

/** Of a camera that does not tell its own, frames per second. */
const USUAL_RATE = 25;

/** One processed track; the camera's own track stays its owner's. */
export interface Picture {
  readonly track: MediaStreamTrack;
  style: PictureStyle;
  /** Ends the processed track, never the camera's. */
  close(): void;
}

/** Puts `style` on what `camera` delivers. */
export function processPicture(camera: MediaStreamTrack, style: PictureStyle): Picture {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis as Breakout;
  if (!Processor || !Generator) return new FilmedPicture(camera, style);
  return new FramePicture(camera, new Processor({ track: camera }).readable, new Generator({ kind: "video" }), style);
}

/** Chromium's access to single frames; other browsers have it in workers only, or not at all. */
interface Breakout {
  MediaStreamTrackProcessor?: new (source: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };
  MediaStreamTrackGenerator?: new (kind: { kind: "video" }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** Frames are handed over as they come, so it runs in a background tab as in front. */
class FramePicture implements Picture {
  private readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly ctx = this.canvas.getContext("2d", { alpha: false })!;
  private readonly cutout = new Cutout();

  constructor(
    camera: MediaStreamTrack,
    frames: ReadableStream<VideoFrame>,
    readonly track: MediaStreamTrack & { writable: WritableStream<VideoFrame> },
    public style: PictureStyle,
  ) {
    this.reader = frames.getReader();
    describe(track, camera, this.canvas, style);
    this.run().catch((error: unknown) => this.track.readyState === "live" && log.warn("the picture stands still", error));
  }

  close(): void {
    void this.reader.cancel();
    this.track.stop();
  }

  private async run(): Promise<void> {
    const writer = this.track.writable.getWriter();
    for (;;) {
      const { value, done } = await this.reader.read();
      if (done || this.track.readyState === "ended") return value?.close();
      await writer.write(await this.processed(value));
    }
  }

  /** The frame after processing; the given one is closed. */
  private async processed(frame: VideoFrame): Promise<VideoFrame> {
    const { displayWidth: width, displayHeight: height, timestamp } = frame;
    const { backdrop } = this.style;
    const image = backdrop ? await this.cutout.over(frame, width, height, backdrop) : frame;
    fit(this.canvas, width, height, this.style);
    drawPicture(this.ctx, image, width, height, this.style, new Date());
    frame.close();
    return new VideoFrame(this.canvas, { timestamp });
  }
}

/** A canvas painted by a timer, which a browser slows down to a picture per second in a background tab. */
class FilmedPicture implements Picture {
  readonly track: MediaStreamTrack;
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private readonly ctx: Canvas2d = this.canvas.getContext("2d", { alpha: false })!;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly cutout = new Cutout();
  private isBusy = false;

  constructor(camera: MediaStreamTrack, public style: PictureStyle) {
    Object.assign(this.video, { muted: true, playsInline: true, srcObject: new MediaStream([camera]) });
    this.video.play().catch((error: unknown) => log.warn("the picture cannot be processed", error));
    this.timer = setInterval(() => void this.paint(), 1000 / (camera.getSettings().frameRate || USUAL_RATE));
    this.track = this.canvas.captureStream().getVideoTracks()[0]!;
    describe(this.track, camera, this.canvas, style);
  }

  close(): void {
    clearInterval(this.timer);
    this.video.srcObject = null;
    this.track.stop();
  }

  private async paint(): Promise<void> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !height || this.isBusy) return;
    this.isBusy = true; // a cut-out may take longer than a frame
    try {
      const { backdrop } = this.style;
      const image = backdrop ? await this.cutout.over(this.video, width, height, backdrop) : this.video;
      fit(this.canvas, width, height, this.style);
      drawPicture(this.ctx, image, width, height, this.style, new Date());
    } finally {
      this.isBusy = false;
    }
  }
}

/** A made track does not know its picture's size and rate, and what it is worth to send follows from them. */
function describe(track: MediaStreamTrack, camera: MediaStreamTrack, canvas: { width: number; height: number }, style: PictureStyle): void {
  const { width = 640, height = 480 } = camera.getSettings();
  fit(canvas, width, height, style);
  track.getSettings = () => ({ ...camera.getSettings(), width: canvas.width, height: canvas.height });
}

/** Gives the canvas the size of the result; setting it to what it is would wipe it. */
function fit(canvas: { width: number; height: number }, width: number, height: number, style: PictureStyle): void {
  const [wide, high] = resultSize(width, height, style);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}
