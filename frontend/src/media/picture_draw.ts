/** How one's own picture is cut, turned and marked: geometry and drawing, no media. */

import type { Backdrop } from "./backdrop";

/** A part of a picture, in its pixels. */
export interface Crop { left: number; top: number; width: number; height: number }

/**
 * What happens to a picture between camera or screen and viewers: something else behind the person, only a part of it, a
 * clockwise turn in degrees, upside down, the time.
 */
export interface PictureStyle { backdrop?: Backdrop; crop?: Crop; rotation?: 0 | 90 | 180 | 270; isFlipped?: boolean; hasTime?: boolean }

export type Canvas2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Height of the time's digits, as a part of the picture's height, and no smaller than can be read. */
const TEXT_PART = 1 / 20;
const MIN_TEXT_PX = 12;

/** Whether a style changes anything. */
export function isPlain({ backdrop, crop, rotation = 0, isFlipped = false, hasTime = false }: PictureStyle = {}): boolean {
  return !backdrop && !crop && rotation === 0 && !isFlipped && !hasTime;
}

/** What of a picture of `width` by `height` is shown: the crop as far as it lies within; all where nothing of it does. */
export function shownPart(width: number, height: number, { crop }: PictureStyle): Crop {
  const whole = { left: 0, top: 0, width, height };
  if (!crop) return whole;
  const within = (at: number, most: number): number => Math.round(Math.min(Math.max(at, 0), most));
  const [left, right] = [within(crop.left, width), within(crop.left + crop.width, width)];
  const [top, bottom] = [within(crop.top, height), within(crop.top + crop.height, height)];
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : whole;
}

/** The size, in pixels, of what is shown of a picture of `width` by `height`, after its turn. */
export function resultSize(width: number, height: number, style: PictureStyle): [width: number, height: number] {
  const part = shownPart(width, height, style);
  return turnedSize(part.width, part.height, style);
}

/** The size, in pixels, of a picture of `width` by `height` after its turn. */
export function turnedSize(width: number, height: number, { rotation = 0 }: PictureStyle): [width: number, height: number] {
  return rotation % 180 === 0 ? [width, height] : [height, width];
}

/** The matrix (a, b, c, d, e, f of a canvas) that brings a picture of `width` by `height` to its place. */
export function placing(width: number, height: number, style: PictureStyle): [number, number, number, number, number, number] {
  const [cos, sin] = ({ 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] } as const)[style.rotation ?? 0];
  const up = style.isFlipped ? -1 : 1;
  const [outWidth, outHeight] = turnedSize(width, height, style);
  // The picture's middle goes to the middle of the result.
  const e = outWidth / 2 - (cos * width - sin * height) / 2;
  const f = outHeight / 2 - (up * (sin * width + cos * height)) / 2;
  return [cos, up * sin, -sin, up * cos, e, f];
}

/** Draws what is shown of a picture of `width` by `height` onto a canvas of the resulting size. */
export function drawPicture(ctx: Canvas2d, image: CanvasImageSource, width: number, height: number, style: PictureStyle, now: Date): void {
  const part = shownPart(width, height, style);
  ctx.setTransform(...placing(part.width, part.height, style));
  ctx.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, part.width, part.height);
  ctx.resetTransform();
  if (style.hasTime) drawTime(ctx, turnedSize(part.width, part.height, style)[1], now);
}

/** Light digits on a dark strip: readable on any picture. */
function drawTime(ctx: Canvas2d, height: number, now: Date): void {
  const size = Math.max(MIN_TEXT_PX, Math.round(height * TEXT_PART));
  const words = timeWords(now);
  ctx.font = `${size}px monospace`;
  ctx.textBaseline = "middle";
  ctx.fillStyle = "rgb(0 0 0 / 60%)";
  ctx.fillRect(0, 0, ctx.measureText(words).width + size, size * 1.5);
  ctx.fillStyle = "white";
  ctx.fillText(words, size / 2, size * 0.75);
}

/** The local date and time as `2026-11-20 16:05:09`. */
export function timeWords(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":")}`;
}
