/** The layers in which a picture is sent, so that the node can give every viewer what his link and his screen can take. */

import type { Kind } from "./messages";

/** How many layers a captured picture of this longer side (pixels) is worth; a quarter of a small one shows nothing. */
const WORTH: readonly [side: number, layers: number][] = [[960, 3], [480, 2], [0, 1]];
/** How much more bits a layer gets than the one below, which has half its width and height. */
const STEP: Record<Kind, number> = { audio: 1, video: 3.5, screen: 6 };
/** Bits per second of all layers together where the page sets no limit, by the longer side. */
const USUAL: readonly [side: number, bitrate: number][] = [[1600, 3_500_000], [960, 2_000_000], [480, 800_000], [0, 300_000]];

/** Codecs of which browsers send the first layer only, unless each layer is said to be a stream of its own. */
const SCALABLE = ["video/vp9", "video/av1"];

export interface PictureSize { width?: number; height?: number }

/** What a camera's layers may take together when the page does not say, bits per second. */
export function usualBitrate(size: PictureSize): number {
  return bySide(USUAL, size);
}

/** Gives the encodings (lowest layer first, as the node offered them) their sizes and shares of `cap`; layers that are not worth it rest. */
export function arrange(encodings: RTCRtpEncodingParameters[], kind: Kind, size: PictureSize, cap: number): void {
  const used = Math.min(encodings.length, bySide(WORTH, size));
  const shares = encodings.map((_, layer) => (layer < used ? STEP[kind] ** layer : 0));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  encodings.forEach((encoding, layer) => {
    encoding.maxBitrate = Math.floor((cap * shares[layer]!) / whole) || cap;
    if (encodings.length === 1) return;
    encoding.active = layer < used;
    encoding.scaleResolutionDownBy = 2 ** Math.max(0, used - 1 - layer);
  });
}

/** W3C Scalable Video Coding, 4.1: not in the compiler's own types yet. */
export interface ScalableEncoding extends RTCRtpEncodingParameters { scalabilityMode?: string }

/** Makes the layers streams of their own, whatever the codec; each with all its pictures. */
export function separate(encodings: ScalableEncoding[], mimeType = ""): void {
  const isScalable = encodings.length > 1 && SCALABLE.includes(mimeType.toLowerCase());
  for (const encoding of encodings) {
    if (isScalable) encoding.scalabilityMode = "L1T1";
    else delete encoding.scalabilityMode;
  }
}

function bySide(table: readonly [side: number, value: number][], { width = 0, height = 0 }: PictureSize): number {
  const side = Math.max(width, height);
  return table.find(([from]) => side >= from)![1];
}
