/** Several people's pictures and voices as one stream of this page, for recording it here. */

export type Layout = "single" | "side_by_side" | "overlaid";
export type Fit = "contain" | "cover" | "stretch";

/** One person of the mix; the streams are asked for anew, as they come and go. Who is shown keeps a place, black. */
export interface Part { account: number; isShown: boolean; picture: () => MediaStream | null; sound: () => MediaStream | null }

/** Size in pixels; with `stereo` the first person is on the left and everybody else on the right. */
export interface MixOptions { layout: Layout; fit: Fit; stereo: boolean; width: number; height: number; audio: boolean; video: boolean }

/** A rectangle in pixels. */
export interface Box { x: number; y: number; width: number; height: number }

const FRAMES_PER_S = 25;
/** How often we look whether somebody opened or closed something. */
const LOOK_EVERY_MS = 300;
/** A small picture is a quarter as wide and as high as the frame. */
const INSET = 4;
const INSET_MARGIN = 16;

/** Where each of `count` pictures goes, the first person's first. */
export function boxes(layout: Layout, count: number, width: number, height: number): Box[] {
  const all = { x: 0, y: 0, width, height };
  if (count <= 0) return [];
  if (layout === "single" || count === 1) return [all];
  if (layout === "overlaid") return [all, ...Array.from({ length: count - 1 }, (_, at) => small(at, width, height))];
  const columns = count === 2 ? 2 : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const [w, h] = [width / columns, height / rows];
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns);
    const inRow = Math.min(columns, count - row * columns);
    return { x: (width - inRow * w) / 2 + (at % columns) * w, y: row * h, width: w, height: h };
  });
}

/** From the lower right corner up, then leftwards. */
function small(at: number, width: number, height: number): Box {
  const margin = Math.min(INSET_MARGIN, width / 40);
  const [w, h] = [width / INSET, height / INSET];
  const rows = Math.max(1, Math.floor((height - margin) / (h + margin)));
  return { x: Math.max(0, width - (w + margin) * (Math.floor(at / rows) + 1)), y: height - (h + margin) * ((at % rows) + 1), width: w, height: h };
}

/** Where a picture of that size goes in its box; `cover` reaches over the edges. */
export function fitted(width: number, height: number, box: Box, fit: Fit): Box {
  if (fit === "stretch") return box;
  const scale = (fit === "cover" ? Math.max : Math.min)(box.width / width, box.height / height);
  const [w, h] = [width * scale, height * scale];
  return { x: box.x + (box.width - w) / 2, y: box.y + (box.height - h) / 2, width: w, height: h };
}

export class Mixdown {
  readonly stream = new MediaStream();
  private readonly pictures: Pictures | null;
  private readonly sounds: Sounds | null;
  private readonly looking: ReturnType<typeof setInterval>;

  constructor(private readonly parts: () => Part[], options: MixOptions) {
    this.pictures = options.video ? new Pictures(options) : null;
    this.sounds = options.audio ? new Sounds(options.stereo) : null;
    this.look();
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
    for (const track of [...(this.pictures?.tracks() ?? []), ...(this.sounds?.tracks() ?? [])]) this.stream.addTrack(track);
  }

  close(): void {
    clearInterval(this.looking);
    this.pictures?.close();
    this.sounds?.close();
  }

  private look(): void {
    const parts = this.parts();
    this.pictures?.show(parts);
    this.sounds?.hear(parts);
  }
}

/** The canvas. */
class Pictures {
  private readonly canvas = document.createElement("canvas");
  private readonly videos = new Map<number, HTMLVideoElement>();
  private order: number[] = [];
  private readonly painting: ReturnType<typeof setInterval>;

  constructor(private readonly options: MixOptions) {
    this.canvas.width = options.width;
    this.canvas.height = options.height;
    this.paint();
    this.painting = setInterval(() => this.paint(), 1000 / FRAMES_PER_S);
  }

  tracks(): MediaStreamTrack[] {
    return this.canvas.captureStream(FRAMES_PER_S).getTracks();
  }

  show(parts: Part[]): void {
    this.order = parts.filter(({ isShown }) => isShown).map(({ account }) => account);
    for (const account of this.videos.keys()) if (!this.order.includes(account)) this.drop(account);
    for (const { account, picture } of parts) {
      const stream = picture();
      if (!stream) this.drop(account);
      else if (this.videos.get(account)?.srcObject !== stream) this.play(account, stream);
    }
  }

  close(): void {
    clearInterval(this.painting);
    for (const account of [...this.videos.keys()]) this.drop(account);
  }

  private play(account: number, stream: MediaStream): void {
    const video = this.videos.get(account) ?? document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    this.videos.set(account, video);
    void video.play().catch(() => undefined); // shows as black
  }

  private drop(account: number): void {
    const video = this.videos.get(account);
    if (video) video.srcObject = null;
    this.videos.delete(account);
  }

  private paint(): void {
    const { layout, fit, width, height } = this.options;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
    boxes(layout, this.order.length, width, height).forEach((box, at) => {
      const video = this.videos.get(this.order[at]!);
      if (video?.videoWidth) draw(context, video, box, fit);
    });
  }
}

function draw(context: CanvasRenderingContext2D, video: HTMLVideoElement, box: Box, fit: Fit): void {
  const at = fitted(video.videoWidth, video.videoHeight, box, fit);
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.drawImage(video, at.x, at.y, at.width, at.height);
  context.restore();
}

/** The sound desk. */
class Sounds {
  private readonly context = new AudioContext();
  private readonly out = this.context.createMediaStreamDestination();
  private readonly lines = new Map<number, { stream: MediaStream; nodes: AudioNode[] }>();

  constructor(private readonly stereo: boolean) {
    void this.context.resume().catch(() => undefined);
  }

  tracks(): MediaStreamTrack[] {
    return this.out.stream.getTracks();
  }

  hear(parts: Part[]): void {
    const present = parts.map(({ account }) => account);
    for (const account of this.lines.keys()) if (!present.includes(account)) this.drop(account);
    parts.forEach(({ account, sound }, at) => {
      const stream = sound();
      if (this.lines.get(account)?.stream === stream) return;
      this.drop(account);
      if (stream?.getAudioTracks().length) this.connect(account, stream, at === 0);
    });
  }

  close(): void {
    void this.context.close().catch(() => undefined);
  }

  private connect(account: number, stream: MediaStream, isFirst: boolean): void {
    const nodes: AudioNode[] = [this.context.createMediaStreamSource(stream)];
    if (this.stereo) {
      const panner = this.context.createStereoPanner();
      panner.pan.value = isFirst ? -1 : 1;
      nodes.push(panner);
    }
    [...nodes, this.out].reduce((from, to) => from.connect(to));
    this.lines.set(account, { stream, nodes });
  }

  private drop(account: number): void {
    for (const node of this.lines.get(account)?.nodes ?? []) node.disconnect();
    this.lines.delete(account);
  }
}
