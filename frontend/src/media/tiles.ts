/** Tells the node how large each received picture is shown, so that nobody is sent pixels that nobody sees. */

import { streamKey, type Kind, type View } from "./messages";
import type { Subscriber } from "./subscriber";

const LOOK_EVERY_MS = 1_000;
/** A tile that grew or shrank by less is not worth a word. */
const WORTH_TELLING = 0.1;
/** A picture in its own little window: its size is not ours to know. */
const FLOATING = { width: 640, height: 360 };

interface Size { width: number; height: number }
const HIDDEN: Size = { width: 0, height: 0 };

export class Tiles {
  private readonly told = new Map<string, Size>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly looker = () => this.look();
  private readonly stop: () => void;

  constructor(private readonly subscriber: Subscriber, private readonly say: (msg: View) => void) {
    document.addEventListener("visibilitychange", this.looker);
    this.stop = subscriber.events.on("changed", ({ account, kind, index }) => {
      // A stream that came (again) may come from a node that was told nothing yet.
      this.told.delete(streamKey(account, kind, index));
      this.timer ??= setInterval(this.looker, LOOK_EVERY_MS);
    });
  }

  /** Measures all elements that play our streams and tells what changed. A stream never seen in one may be used unseen, and is left fine. */
  look(): void {
    const carried = this.subscriber.carried();
    if (!carried.length) this.rest();
    const shown = this.measured();
    for (const { account, kind, index } of carried) {
      if (kind === "audio") continue;
      const key = streamKey(account, kind, index);
      const stream = this.subscriber.stream(account, kind, index);
      const size = (stream && shown.get(stream)) ?? (this.told.has(key) ? HIDDEN : undefined);
      if (size) this.tell(key, account, kind, index, size);
    }
  }

  /** Whether nobody sees the picture, so that the node need not send it. */
  isHidden(account: number, kind: Kind, index: number): boolean {
    return this.told.get(streamKey(account, kind, index))?.width === 0;
  }

  close(): void {
    this.rest();
    document.removeEventListener("visibilitychange", this.looker);
    this.stop();
    this.told.clear();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(key: string, account: number, kind: Kind, index: number, size: Size): void {
    const before = this.told.get(key);
    if (before && !differs(before.width, size.width) && !differs(before.height, size.height)) return;
    this.told.set(key, size);
    this.say({ type: "view", account, kind, index, width: Math.round(size.width), height: Math.round(size.height) });
  }

  /** The largest size in which each stream is seen, in pixels of the screen. */
  private measured(): Map<MediaProvider, Size> {
    const found = new Map<MediaProvider, Size>();
    for (const element of document.querySelectorAll("video")) {
      if (!element.srcObject) continue;
      const size = visible(element);
      const known = found.get(element.srcObject);
      if (!known || size.width > known.width) found.set(element.srcObject, size);
    }
    return found;
  }
}

function visible(element: HTMLVideoElement): Size {
  if (document.pictureInPictureElement === element) return FLOATING;
  const { width, height, top, left, bottom, right } = element.getBoundingClientRect();
  const isSeen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  if (document.visibilityState === "hidden" || !isSeen || !width || !height) return HIDDEN;
  return { width: width * devicePixelRatio, height: height * devicePixelRatio };
}

function differs(before: number, now: number): boolean {
  return !before !== !now || Math.abs(now - before) > WORTH_TELLING * before;
}
