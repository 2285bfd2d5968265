/** SetVirtualBackground: what the page says becomes the backdrop of the machine's cameras. */

import type { Look } from "../../media/backdrop";
import { Segmenter, SEGMENTER_PATH } from "../../media/segmenter";
import type { Session } from "../../session";
import type { PageState } from "./state";

export interface BackgroundCfg { type?: number; color?: string; image?: unknown; blurIntensity?: number; [name: string]: unknown }

/** The `type` of a background. */
const OFF = 0, COLOR = 1, IMAGE = 2, BLUR = 3;
/** Numbers of this dialect: it holds; a parameter is wrong; this browser cannot compute it. */
const DONE = 0, WRONG = 5, IMPOSSIBLE = 3;

const USUAL_COLOR = "#00ff00";
const USUAL_BLUR = 10, MAX_BLUR = 30;

type Picture = HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;

export class Background {
  private segmenter: Segmenter | null = null;

  constructor(private readonly session: Session, private readonly state: PageState) {}

  /** Takes effect on open cameras at once, and on those that open later. Returns this dialect's number. */
  set(cfg: BackgroundCfg | undefined): number {
    if (Number(cfg?.type ?? OFF) === OFF) return this.show(null);
    const look = lookOf(cfg!);
    if (!look) return WRONG;
    if (!Segmenter.isPossible) return IMPOSSIBLE;
    return this.show(look);
  }

  private show(look: Look | null): number {
    // One that broke is loaded anew: the server may have been away.
    if (look && (this.segmenter === null || this.segmenter.isBroken)) this.segmenter = new Segmenter(this.state.serverUrl(SEGMENTER_PATH));
    this.state.backdrop = look ? { look, segmenter: this.segmenter! } : null;
    for (const { kind, index, settings } of this.session.capture.opened()) {
      if (kind === "video" && !settings.source) void this.session.capture.change(kind, index, { ...settings, picture: this.state.capture().picture });
    }
    return DONE;
  }
}

/** null where something is missing or cannot be used. */
function lookOf({ type, color, image, blurIntensity }: BackgroundCfg): Look | null {
  switch (Number(type)) {
    case COLOR:
      return { kind: "color", color: color || USUAL_COLOR };
    case IMAGE: {
      const copy = copyOf(image);
      return copy && { kind: "image", image: copy };
    }
    case BLUR:
      return { kind: "blur", strength: Math.min(MAX_BLUR, Math.max(1, Number(blurIntensity ?? USUAL_BLUR) || 1)) };
    default:
      return null;
  }
}

/** A copy that may be sent; null for what is no picture, or one of another site whose pixels a browser keeps from us. */
function copyOf(image: unknown): HTMLCanvasElement | null {
  if (!(image instanceof HTMLImageElement || image instanceof HTMLCanvasElement || image instanceof HTMLVideoElement)) return null;
  const copy = document.createElement("canvas");
  if (image instanceof HTMLImageElement && !image.complete) image.addEventListener("load", () => fill(copy, image), { once: true });
  else if (!fill(copy, image)) return null;
  return copy;
}

function fill(copy: HTMLCanvasElement, image: Picture): boolean {
  const [width, height] = sizeOf(image);
  if (!width || !height || !isOurs(image)) return false;
  Object.assign(copy, { width, height });
  copy.getContext("2d")?.drawImage(image, 0, 0, width, height);
  return true;
}

function sizeOf(image: Picture): [number, number] {
  if (image instanceof HTMLImageElement) return [image.naturalWidth, image.naturalHeight];
  return image instanceof HTMLVideoElement ? [image.videoWidth, image.videoHeight] : [image.width, image.height];
}

/** Tried on a canvas of its own, which is spoiled by a foreign picture. */
function isOurs(image: Picture): boolean {
  const probe = document.createElement("canvas").getContext("2d");
  try {
    probe?.drawImage(image, 0, 0, 1, 1);
    probe?.getImageData(0, 0, 1, 1);
    return true;
  } catch {
    return false;
  }
}
