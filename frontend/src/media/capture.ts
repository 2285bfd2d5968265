/** Our own open cameras, microphone and screen: at most one track per (kind, index), and never a light left on. */

import { Emitter } from "../lib/emitter";
import { DeviceRefused } from "../lib/errors";
import type { Devices } from "./devices";
import type { Kind } from "./messages";

/** How to capture and send; what is missing is the browser's choice. Sizes in pixels, rates in frames and bits per second. */
export interface CaptureSettings {
  width?: number; height?: number; frameRate?: number; maxBitrate?: number;
  echoCancellation?: boolean; noiseSuppression?: boolean; autoGainControl?: boolean;
  /** Two channels of sound. */
  stereo?: boolean;
  /** Nothing is sent while nobody speaks. */
  pauses?: boolean;
  /** A camera of this name or id instead of the chosen one. */
  device?: string;
}

export interface LocalChange { kind: Kind; index: number; stream: MediaStream | null; settings: CaptureSettings }

export type CaptureEvents = { changed: [change: LocalChange]; lost: [kind: Kind, index: number] };

interface Opened {
  opening: Promise<MediaStream>; stream: MediaStream | null; settings: CaptureSettings;
  /** Ends with the last change that was asked for: they happen one after the other. */
  changes: Promise<void>;
}

export class Capture {
  readonly events = new Emitter<CaptureEvents>();
  private readonly open_ = new Map<string, Opened>();

  constructor(private readonly devices: Devices) {}

  /** Opens a device; while it is open (or opening) the same promise is given again. Rejects with DeviceRefused. */
  open(kind: Kind, index = 0, settings: CaptureSettings = {}): Promise<MediaStream> {
    const known = this.open_.get(keyOf(kind, index));
    if (known) return known.opening;
    const entry: Opened = { opening: Promise.resolve() as never, stream: null, settings, changes: Promise.resolve() };
    this.open_.set(keyOf(kind, index), entry);
    entry.opening = this.start(kind, index, entry);
    entry.changes = entry.opening.then(nothing, nothing);
    return entry.opening;
  }

  /** Stops the device; one still opening is stopped as soon as the browser hands it over. */
  shut(kind: Kind, index = 0): void {
    const entry = this.open_.get(keyOf(kind, index));
    if (!entry) return;
    this.open_.delete(keyOf(kind, index));
    if (!entry.stream) return;
    for (const track of entry.stream.getTracks()) stopTrack(track);
    this.events.emit("changed", { kind, index, stream: null, settings: entry.settings });
  }

  shutAll(): void {
    for (const key of [...this.open_.keys()]) this.shut(...partsOf(key));
  }

  /** The open stream, or null (also while it is opening). */
  stream(kind: Kind, index = 0): MediaStream | null {
    return this.open_.get(keyOf(kind, index))?.stream ?? null;
  }

  /** True when open or opening. */
  isOpen(kind: Kind, index = 0): boolean {
    return this.open_.has(keyOf(kind, index));
  }

  /** What is open now (not what is opening). */
  opened(): LocalChange[] {
    return [...this.open_].filter(([, { stream }]) => stream).map(([key, { stream, settings }]) => {
      const [kind, index] = partsOf(key);
      return { kind, index, stream, settings };
    });
  }

  /**
   * Applies other settings to an open stream, which stays the same object: in place where the browser can, by opening the
   * device anew where it or its sound processing changes. Rejects with DeviceRefused; the stream keeps its track then.
   */
  change(kind: Kind, index: number, settings: CaptureSettings): Promise<void> {
    const entry = this.open_.get(keyOf(kind, index));
    if (!entry) return Promise.resolve();
    const changed = entry.changes.then(() => this.alter(kind, index, entry, settings));
    entry.changes = changed.catch(nothing);
    return changed;
  }

  close(): void {
    this.shutAll();
    this.events.close();
  }

  private async start(kind: Kind, index: number, entry: Opened): Promise<MediaStream> {
    try {
      const track = await this.track(kind, index, entry.settings);
      if (this.open_.get(keyOf(kind, index)) !== entry) {
        track.stop();
        throw new DeviceRefused("cancelled", "closed before the device was ready");
      }
      entry.stream = new MediaStream([track]);
      this.watch(kind, index, entry, track);
      this.events.emit("changed", { kind, index, stream: entry.stream, settings: entry.settings });
      return entry.stream;
    } catch (error) {
      if (this.open_.get(keyOf(kind, index)) === entry) this.open_.delete(keyOf(kind, index));
      throw error;
    }
  }

  private async alter(kind: Kind, index: number, entry: Opened, settings: CaptureSettings): Promise<void> {
    const isOpen = () => this.open_.get(keyOf(kind, index)) === entry;
    const track = entry.stream?.getTracks()[0];
    if (!entry.stream || !track || !isOpen()) return;
    const anew = this.needsOpening(kind, index, track, entry.settings, settings);
    const fresh = anew ? await this.track(kind, index, settings) : track;
    if (!isOpen()) return anew ? stopTrack(fresh) : undefined; // closed meanwhile
    entry.settings = settings;
    if (anew) this.swap(kind, index, entry, track, fresh);
    else await track.applyConstraints(constraintsOf(kind, settings)).catch(nothing); // the camera cannot do that size: keep ours
    if (isOpen()) this.events.emit("changed", { kind, index, stream: entry.stream, settings });
  }

  /** A browser changes sizes and rates of an open track, never its device, and takes other sound processing without doing it. */
  private needsOpening(kind: Kind, index: number, track: MediaStreamTrack, old: CaptureSettings, settings: CaptureSettings): boolean {
    if (kind === "screen") return false;
    if (kind === "audio" && JSON.stringify(constraintsOf(kind, old)) !== JSON.stringify(constraintsOf(kind, settings))) return true;
    const wanted = this.deviceFor(kind, index, settings);
    return !!wanted?.id && track.getSettings().deviceId !== wanted.id;
  }

  private track(kind: Kind, index: number, settings: CaptureSettings): Promise<MediaStreamTrack> {
    const device = this.deviceFor(kind, index, settings);
    if (kind === "screen" || device?.isScreen) {
      // A camera's size would make the text of a screen unreadable.
      const { width, height, ...rest } = settings;
      return this.devices.open("screen", { video: constraintsOf("screen", kind === "screen" ? settings : rest), audio: false });
    }
    if (kind === "video" && index > 0 && !device) throw new DeviceRefused("missing", `there is no camera ${index}`);
    const exact: MediaTrackConstraints = { ...constraintsOf(kind, settings), ...(device?.id ? { deviceId: { exact: device.id } } : {}) };
    return this.devices.open(kind === "audio" ? { audio: exact } : { video: exact });
  }

  private deviceFor(kind: Kind, index: number, { device }: CaptureSettings) {
    if (kind === "screen") return undefined;
    const all = this.devices.list(kind === "audio" ? "microphone" : "camera");
    const asked = device ? all.find(({ id, name }) => id === device || name === device) : undefined;
    if (asked) return asked;
    if (kind === "video") return this.devices.camera(index);
    return this.devices.selectedId("microphone") ? this.devices.current("microphone") : undefined;
  }

  private swap(kind: Kind, index: number, entry: Opened, old: MediaStreamTrack, fresh: MediaStreamTrack): void {
    entry.stream!.removeTrack(old);
    stopTrack(old);
    entry.stream!.addTrack(fresh);
    this.watch(kind, index, entry, fresh);
  }

  /** A track that ends by itself: the device was pulled out, or the user ended the sharing in the browser's own bar. */
  private watch(kind: Kind, index: number, entry: Opened, track: MediaStreamTrack): void {
    track.onended = () => {
      if (this.open_.get(keyOf(kind, index)) !== entry) return;
      this.shut(kind, index);
      this.events.emit("lost", kind, index);
    };
  }
}

/** The capture constraints of our settings. */
export function constraintsOf(kind: Kind, settings: CaptureSettings): MediaTrackConstraints {
  const { width, height, frameRate, echoCancellation = true, noiseSuppression = true, autoGainControl = true } = settings;
  if (kind === "audio") return { echoCancellation, noiseSuppression, autoGainControl, ...(settings.stereo ? { channelCount: { ideal: 2 } } : {}) };
  const wanted: MediaTrackConstraints = {};
  if (width) wanted.width = { ideal: width };
  if (height) wanted.height = { ideal: height };
  if (frameRate) wanted.frameRate = kind === "screen" ? { max: frameRate } : { ideal: frameRate };
  return wanted;
}

function nothing(): void {}

function stopTrack(track: MediaStreamTrack): void {
  track.onended = null;
  track.stop();
}

function keyOf(kind: Kind, index: number): string {
  return `${kind}/${index}`;
}

function partsOf(key: string): [Kind, number] {
  const [kind, index] = key.split("/");
  return [kind as Kind, Number(index)];
}
