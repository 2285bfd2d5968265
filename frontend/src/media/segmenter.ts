/** Finds the person in a picture, by a model that our server delivers; loaded only when a page asks for it. */

import { logger } from "../lib/logger";

const log = logger("segmenter");

/** Where the library, its model and their parts lie on the server. */
export const SEGMENTER_PATH = "/static/sdk/segmenter/";
const LIBRARY = "selfie_segmentation.js";
/** The model for pictures that are wider than high: faster, and as good. */
const WIDE_MODEL = 1;
/** A picture that takes longer than this never comes: the browser took the graphics context away. */
const STUCK_MS = 10_000;

/** A picture whose opaque parts are the person; whoever asked for it lets it go with `release`. */
export type Mask = CanvasImageSource;

/** The part of @mediapipe/selfie_segmentation that we use. */
interface Solution {
  setOptions(options: { modelSelection: number }): void;
  onResults(listener: (results: { segmentationMask: Mask; image?: CanvasImageSource }) => void): void;
  initialize(): Promise<void>;
  send(inputs: { image: HTMLCanvasElement }): Promise<void>;
}
type MakeSolution = new (config: { locateFile: (name: string) => string }) => Solution;

export class Segmenter {
  private solution: Solution | null = null;
  private found: Mask | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private broken = false;

  /** `base` is the URL of the folder with the library's files. */
  constructor(private readonly base: string) {
    this.queue = this.load().catch((error: unknown) => this.giveUp(error));
  }

  /** Whether this browser can run the model at all. */
  static get isPossible(): boolean {
    return typeof WebAssembly !== "undefined" && !!document.createElement("canvas").getContext("webgl2");
  }

  /** The model cannot be loaded, or does not answer any more. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** Where the person is; null as long as nobody knows, because the model is being loaded or broken. */
  async maskOf(image: HTMLCanvasElement): Promise<Mask | null> {
    const { solution } = this;
    if (!solution || this.broken) return null;
    // One picture at a time, also of several cameras.
    const turn = this.queue.then(() => (this.broken ? null : this.run(solution, image)));
    this.queue = turn.catch((error: unknown) => this.giveUp(error));
    return turn.catch(() => null);
  }

  private async load(): Promise<void> {
    const Library = await library(this.base + LIBRARY);
    const solution = new Library({ locateFile: (name) => this.base + name });
    solution.setOptions({ modelSelection: WIDE_MODEL });
    solution.onResults(({ segmentationMask, image }) => {
      this.found = segmentationMask;
      if (image !== segmentationMask) release(image);
    });
    await solution.initialize();
    await solution.send({ image: blank() }); // the first picture takes seconds: it is none of a camera
    this.solution = solution;
  }

  private async run(solution: Solution, image: HTMLCanvasElement): Promise<Mask | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stuck = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error("no answer")), STUCK_MS)));
    try {
      await Promise.race([solution.send({ image }), stuck]);
      return this.found;
    } finally {
      clearTimeout(timer);
    }
  }

  private giveUp(error: unknown): void {
    this.broken = true;
    log.error("people cannot be told from what is behind them: the plain picture is sent", error);
  }
}

/** Gives graphics memory back at once; collected garbage would come too late for it. */
export function release(picture: CanvasImageSource | undefined): void {
  if (typeof ImageBitmap !== "undefined" && picture instanceof ImageBitmap) picture.close();
}

/** The library is a classic script that leaves its class on the window. */
function library(url: string): Promise<MakeSolution> {
  const made = (): MakeSolution | undefined => (window as { SelfieSegmentation?: MakeSolution }).SelfieSegmentation;
  return new Promise((resolve, reject) => {
    const known = made();
    if (known) return resolve(known);
    const script = document.createElement("script");
    Object.assign(script, { src: url, crossOrigin: "anonymous" });
    script.onload = () => (made() ? resolve(made()!) : reject(new Error(`${url} is not the library`)));
    script.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(script);
  });
}

function blank(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 256, height: 144 });
  canvas.getContext("2d")?.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
