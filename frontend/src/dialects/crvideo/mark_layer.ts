/** The sheet above a shown screen: paints the strokes of everybody, and takes those of this page's pen. */

import { newId } from "./facade";
import type { Marks, Stroke } from "./marks";

/** The pen of a page, in the vendor's words. */
export interface MarkOptions { allowMark?: boolean; type?: number; strokeStyle?: string; lineWidth?: number; cursor?: string }

const SHEET_STYLE = "position:absolute;left:0;top:0;width:100%;height:100%;touch-action:none;pointer-events:none";

interface Box { left: number; top: number; width: number; height: number }

export class MarkLayer {
  readonly sheet = document.createElement("canvas");
  private readonly pen: MarkOptions = {};
  private readonly sized = new ResizeObserver(() => this.paint());
  private readonly stop: () => void;
  /** The id of the line that is being drawn. */
  private drawing = "";

  constructor(private readonly video: HTMLVideoElement, private readonly marks: Marks) {
    this.sheet.style.cssText = SHEET_STYLE;
    this.stop = marks.events.on("changed", () => this.paint());
    this.sized.observe(this.sheet);
    video.addEventListener("resize", () => this.paint());
    this.sheet.addEventListener("pointerdown", (event) => this.begin(event));
    this.sheet.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const) this.sheet.addEventListener(end, () => this.end());
  }

  /** Takes the page's pen; only what is named changes. */
  set(options: MarkOptions = {}): void {
    Object.assign(this.pen, options);
    this.sheet.style.pointerEvents = this.pen.allowMark ? "auto" : "none";
    this.sheet.style.cursor = this.pen.allowMark ? (this.pen.cursor ?? "crosshair") : "";
  }

  close(): void {
    this.stop();
    this.sized.disconnect();
  }

  private begin(event: PointerEvent): void {
    if (!this.pen.allowMark || !this.marks.isOn || !this.picture().width) return;
    this.sheet.setPointerCapture(event.pointerId);
    this.drawing = newId();
    this.move(event);
  }

  private move(event: PointerEvent): void {
    if (!this.drawing) return;
    const { left, top, width, height } = this.picture();
    const place = [(event.offsetX - left) / width, (event.offsetY - top) / height];
    this.marks.draw(this.drawing, this.pen.strokeStyle ?? "#000000", (this.pen.lineWidth ?? 2) / width, place);
  }

  private end(): void {
    if (this.drawing) this.marks.finish(this.drawing);
    this.drawing = "";
  }

  /** Where the picture lies on the sheet: the video keeps its proportions. */
  private picture(): Box {
    const { clientWidth, clientHeight } = this.sheet;
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(clientWidth / (videoWidth || Infinity), clientHeight / (videoHeight || Infinity));
    const [width, height] = [videoWidth * scale, videoHeight * scale];
    return { left: (clientWidth - width) / 2, top: (clientHeight - height) / 2, width, height };
  }

  private paint(): void {
    const { sheet } = this;
    [sheet.width, sheet.height] = [sheet.clientWidth, sheet.clientHeight];
    const [box, ctx] = [this.picture(), sheet.getContext("2d")];
    if (ctx && box.width) for (const stroke of this.marks.all()) trace(ctx, box, stroke);
  }
}

function trace(ctx: CanvasRenderingContext2D, box: Box, { color, width, points }: Stroke): void {
  ctx.strokeStyle = "#000000"; // what a colour that is none falls back to
  ctx.strokeStyle = color;
  ctx.lineWidth = width * box.width;
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) ctx.lineTo(box.left + points[i]! * box.width, box.top + points[i + 1]! * box.height);
  if (points.length === 2) ctx.lineTo(box.left + points[0]! * box.width, box.top + points[1]! * box.height);
  ctx.stroke();
}
