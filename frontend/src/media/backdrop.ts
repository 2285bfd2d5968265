/** What stands behind the person in one's own picture instead of the room: a colour, another picture, or the room out of focus. */

import { fitted } from "./mixdown";
import { release, type Segmenter } from "./segmenter";

/** `strength`: 1 a little, 30 nothing can be made out. */
export type Look = { kind: "color"; color: string } | { kind: "image"; image: HTMLCanvasElement } | { kind: "blur"; strength: number };
export interface Backdrop { look: Look; segmenter: Pick<Segmenter, "maskOf" | "isBroken"> }

/** Cuts the person out of one camera's frames. */
export class Cutout {
  private readonly frame = stage();
  private readonly result = stage();
  private readonly soft = stage();

  /** The frame with the backdrop. Until the model is there all of it is backdrop; when it is broken the frame is as it was. */
  async over(image: CanvasImageSource, width: number, height: number, { look, segmenter }: Backdrop): Promise<CanvasImageSource> {
    const { frame, result } = this;
    for (const { canvas } of [frame, result]) sized(canvas, width, height);
    frame.drawImage(image, 0, 0, width, height);
    const mask = await segmenter.maskOf(frame.canvas);
    if (segmenter.isBroken) return frame.canvas;
    result.globalCompositeOperation = "copy"; // whatever was there goes
    if (mask) {
      result.drawImage(mask, 0, 0, width, height);
      release(mask);
      result.globalCompositeOperation = "source-in";
      result.drawImage(frame.canvas, 0, 0);
      result.globalCompositeOperation = "destination-over";
    }
    this.paint(look, width, height);
    return result.canvas;
  }

  private paint(look: Look, width: number, height: number): void {
    const { result } = this;
    switch (look.kind) {
      case "color":
        result.fillStyle = look.color;
        return result.fillRect(0, 0, width, height);
      case "image": {
        const box = fitted(look.image.width, look.image.height, { x: 0, y: 0, width, height }, "cover");
        return result.drawImage(look.image, box.x, box.y, box.width, box.height);
      }
      case "blur":
        return result.drawImage(this.blurred(width, height, look.strength), 0, 0, width, height);
    }
  }

  /** Made small and large again, which every browser can and which costs little. */
  private blurred(width: number, height: number, strength: number): HTMLCanvasElement {
    const { canvas } = this.soft;
    sized(canvas, Math.max(1, Math.round(width / (1 + strength))), Math.max(1, Math.round(height / (1 + strength))));
    this.soft.imageSmoothingQuality = "high";
    this.soft.drawImage(this.frame.canvas, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
}

/** An element, not an OffscreenCanvas: the model's library takes nothing else. */
function stage(): CanvasRenderingContext2D {
  return document.createElement("canvas").getContext("2d")!;
}

/** Setting the size to what it is would wipe the picture. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
