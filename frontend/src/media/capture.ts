/** Our own open cameras, microphone and screen: at most one track per (kind, index), and never a light left on. */

import { Emitter } from "../lib/emitter";
import { DeviceRefused, type DeviceFailure } from "../lib/errors";
import { Awaited } from "./awaited";
import { asScreen, constrain, constraintsOf } from "./constraints";
import type { Devices } from "./devices";
import type { Kind } from "./messages";
import { processPicture, type Picture } from "./picture";
import { isPlain, type PictureStyle } from "./picture_draw";

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
  /** What the page brings instead of a device; a copy of it is sent, the track stays the page's. */
  source?: MediaStreamTrack;
  /** Of a shown screen or film: how it moves matters more than its small print. */
  motion?: boolean;
  /** For a size that the camera has not: the next one it has, or the one cameras have by themselves. */
  ifTooLarge?: "nearest" | "usual";
  /** The camera focuses by itself, or stays as it is focused. */
  autoFocus?: boolean;
  /** What is done to the picture before anybody sees it. */
  picture?: PictureStyle;
  /** From one key frame to the next, frames; missing or 0 = when a viewer needs one. */
  keyFrameInterval?: number;
  /** What gives way first when machine or network are too slow. */
  degradation?: RTCDegradationPreference;
}

export interface LocalChange { kind: Kind; index: number; stream: MediaStream | null; settings: CaptureSettings }

export type CaptureEvents = {
  changed: [change: LocalChange];
  /** An open stream ended without being shut: nothing could take its place. */
  lost: [kind: Kind, index: number];
  /** A wanted device cannot be had, for this (new) reason; it is opened as soon as it can be. */
  missed: [kind: Kind, index: number, reason: DeviceFailure];
  /** A device that was missed, or lost, opened by itself. */
  returned: [kind: Kind, index: number];
  /** A device went while it was open, and the one of this name took its place in the same stream. */
  replaced: [kind: Kind, index: number, name: string];
};

interface Opened {
  opening: Promise<MediaStream>; stream: MediaStream | null; settings: CaptureSettings;
  /** The device's own track; the stream holds it, or the picture made of it. */
  device: MediaStreamTrack | null;
  isScreen: boolean;
  picture: Picture | null;
  /** Ends with the last change that was asked for: they happen one after the other. */
  changes: Promise<void>;
}

export class Capture {
  readonly events = new Emitter<CaptureEvents>();
  private readonly open_ = new Map<string, Opened>();
  private readonly awaited: Awaited;

  constructor(private readonly devices: Devices) {
    this.awaited = new Awaited(devices);
  }

  /**
   * Opens a device; while it is open (or opening) the same promise is given again. Rejects with DeviceRefused; it is wanted
   * all the same until it is shut, and opens by itself (`returned`) when that becomes possible.
   */
  open(kind: Kind, index = 0, settings: CaptureSettings = {}): Promise<MediaStream> {
    const known = this.open_.get(keyOf(kind, index));
    if (known) return known.opening;
    const entry: Opened = { opening: Promise.resolve() as never, stream: null, settings, device: null, isScreen: false, picture: null, changes: Promise.resolve() };
    this.open_.set(keyOf(kind, index), entry);
    entry.opening = this.start(kind, index, entry);
    entry.changes = entry.opening.then(nothing, nothing);
    return entry.opening;
  }

  /** Stops the device; one still opening is stopped as soon as the browser hands it over. */
  shut(kind: Kind, index = 0): void {
    this.awaited.drop(keyOf(kind, index));
    const entry = this.open_.get(keyOf(kind, index));
    if (!entry) return;
    this.open_.delete(keyOf(kind, index));
    if (!entry.stream) return;
    entry.picture?.close();
    stopTrack(entry.device!);
    this.events.emit("changed", { kind, index, stream: null, settings: entry.settings });
  }

  shutAll(): void {
    for (const key of [...this.open_.keys(), ...this.awaited.keys()]) this.shut(...partsOf(key));
  }

  /** Why a wanted device is not open; null where nobody waits for one. */
  missing(kind: Kind, index = 0): DeviceFailure | null {
    return this.awaited.reasonOf(keyOf(kind, index));
  }

  /** The open stream, or null (also while it is opening). */
  stream(kind: Kind, index = 0): MediaStream | null {
    return this.open_.get(keyOf(kind, index))?.stream ?? null;
  }

  /** What the open device itself delivers and can, before any processing of the picture; null while it is not open. */
  device(kind: Kind, index = 0): MediaStreamTrack | null {
    return this.open_.get(keyOf(kind, index))?.device ?? null;
  }

  /** True when open or opening. */
  isOpen(kind: Kind, index = 0): boolean {
    return this.open_.has(keyOf(kind, index));
  }

  /** The indexes of a kind that are open or opening. */
  indexes(kind: Kind): number[] {
    return [...this.open_.keys()].map(partsOf).filter(([known]) => known === kind).map(([, index]) => index);
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
    this.awaited.close();
    this.events.close();
  }

  private async start(kind: Kind, index: number, entry: Opened): Promise<MediaStream> {
    try {
      entry.isScreen = this.isScreen(kind, index, entry.settings);
      const track = await this.track(kind, index, entry.settings);
      if (this.open_.get(keyOf(kind, index)) !== entry) {
        track.stop();
        throw new DeviceRefused("cancelled", "closed before the device was ready");
      }
      this.awaited.drop(keyOf(kind, index));
      entry.stream = new MediaStream();
      this.connect(kind, index, entry, track);
      this.events.emit("changed", { kind, index, stream: entry.stream, settings: entry.settings });
      return entry.stream;
    } catch (error) {
      if (this.open_.get(keyOf(kind, index)) === entry) {
        this.open_.delete(keyOf(kind, index));
        this.goOnWanting(kind, index, entry.settings, error);
      }
      throw error;
    }
  }

  /** A device is wanted and refused: it is tried again when that may help. A screen is not, as the person chooses it. */
  private goOnWanting(kind: Kind, index: number, settings: CaptureSettings, error: unknown): void {
    const reason = error instanceof DeviceRefused ? error.reason : "failed";
    if (kind === "screen" || settings.source || reason === "cancelled") return;
    const retry = () => void this.open(kind, index, settings).then(() => this.events.emit("returned", kind, index), nothing);
    if (this.awaited.add(kind, keyOf(kind, index), reason, retry)) this.events.emit("missed", kind, index, reason);
  }

  private async alter(kind: Kind, index: number, entry: Opened, settings: CaptureSettings): Promise<void> {
    const isOpen = () => this.open_.get(keyOf(kind, index)) === entry;
    const device = entry.device;
    if (!entry.stream || !device || !isOpen()) return;
    const isScreen = this.isScreen(kind, index, settings);
    const anew = isScreen ? !entry.isScreen : this.needsOpening(kind, index, device, entry.settings, settings);
    const fresh = anew ? await this.reopen(kind, index, device, settings) : device;
    if (!anew) await constrain(isScreen ? "screen" : kind, device, isScreen ? asScreen(kind, settings) : settings);
    if (!isOpen()) return anew ? stopTrack(fresh) : undefined; // closed meanwhile
    Object.assign(entry, { settings, isScreen });
    this.connect(kind, index, entry, fresh);
    this.events.emit("changed", { kind, index, stream: entry.stream, settings });
  }

  /** A browser changes sizes and rates of an open track, never its device, and takes other sound processing without doing it. */
  private needsOpening(kind: Kind, index: number, track: MediaStreamTrack, old: CaptureSettings, settings: CaptureSettings): boolean {
    if (kind === "audio" && JSON.stringify(constraintsOf(kind, old)) !== JSON.stringify(constraintsOf(kind, settings))) return true;
    const wanted = this.deviceFor(kind, index, settings);
    return !!wanted?.id && track.getSettings().deviceId !== wanted.id;
  }

  /** A second track of an open microphone may come with the processing of the first: then once more, with none open. */
  private async reopen(kind: Kind, index: number, old: MediaStreamTrack, settings: CaptureSettings): Promise<MediaStreamTrack> {
    const fresh = await this.track(kind, index, settings);
    if (kind !== "audio" || isProcessed(fresh, settings)) return fresh;
    for (const track of [old, fresh]) stopTrack(track);
    try {
      return await this.track(kind, index, settings);
    } catch (error) {
      this.lose(kind, index);
      throw error;
    }
  }

  private async track(kind: Kind, index: number, settings: CaptureSettings): Promise<MediaStreamTrack> {
    if (settings.source) return copyOf(settings.source);
    if (this.isScreen(kind, index, settings)) {
      return this.devices.open("screen", { video: constraintsOf("screen", asScreen(kind, settings)), audio: false });
    }
    const device = this.deviceFor(kind, index, settings);
    if (kind === "video" && index > 0 && !device) throw new DeviceRefused("missing", `there is no camera ${index}`);
    const exact: MediaTrackConstraints = { ...constraintsOf(kind, settings), ...(device?.id ? { deviceId: { exact: device.id } } : {}) };
    return kind === "audio" ? this.devices.open({ audio: exact }) : this.camera(exact, settings);
  }

  /** What only an open camera tells, whether it can focus and how large its picture gets, is applied afterwards. */
  private async camera(video: MediaTrackConstraints, settings: CaptureSettings): Promise<MediaStreamTrack> {
    const track = await this.devices.open({ video });
    if (settings.autoFocus !== undefined || settings.ifTooLarge === "usual") await constrain("video", track, settings);
    return track;
  }

  /** Shared as a screen, or as one more camera. */
  private isScreen(kind: Kind, index: number, settings: CaptureSettings): boolean {
    return kind === "screen" || !!this.deviceFor(kind, index, settings)?.isScreen;
  }

  private deviceFor(kind: Kind, index: number, { device }: CaptureSettings) {
    if (kind === "screen") return undefined;
    const all = this.devices.list(kind === "audio" ? "microphone" : "camera");
    const asked = device ? all.find(({ id, name }) => id === device || name === device) : undefined;
    if (asked) return asked;
    if (kind === "video") return this.devices.camera(index);
    return this.devices.selectedId("microphone") ? this.devices.current("microphone") : undefined;
  }

  /** Puts a device's track into the stream, through a processed picture where one is wanted; what was there before ends. */
  private connect(kind: Kind, index: number, entry: Opened, device: MediaStreamTrack): void {
    const { device: old, picture } = entry;
    const [style, isSame] = [entry.settings.picture, old === device];
    if (isSame && picture && style && !isPlain(style)) picture.style = style;
    else entry.picture = kind === "audio" || !style || isPlain(style) ? null : processPicture(device, style);
    entry.device = device;
    replaceTracks(entry.stream!, entry.picture?.track ?? device);
    if (picture !== entry.picture) picture?.close();
    if (old && !isSame) stopTrack(old);
    this.watch(kind, index, entry, device);
  }

  /** A track that ends by itself: the device was pulled out, forbidden, or the user ended the sharing in the browser's own bar. */
  private watch(kind: Kind, index: number, entry: Opened, track: MediaStreamTrack): void {
    track.onended = () => {
      if (this.open_.get(keyOf(kind, index)) !== entry) return;
      if (entry.isScreen || entry.settings.source) this.lose(kind, index);
      else entry.changes = entry.changes.then(() => this.replace(kind, index, entry, track)).catch(nothing);
    };
  }

  /** Puts another device of the kind into the stream that is being sent; where there is none, the stream closes until one returns. */
  private async replace(kind: Kind, index: number, entry: Opened, gone: MediaStreamTrack): Promise<void> {
    const isCurrent = () => this.open_.get(keyOf(kind, index)) === entry && entry.device === gone;
    try {
      await this.devices.refresh();
      const fresh = await this.track(kind, index, entry.settings);
      if (!isCurrent()) return stopTrack(fresh);
      this.connect(kind, index, entry, fresh);
      this.events.emit("changed", { kind, index, stream: entry.stream, settings: entry.settings });
      this.events.emit("replaced", kind, index, fresh.label);
    } catch (error) {
      if (!isCurrent()) return;
      this.lose(kind, index);
      this.goOnWanting(kind, index, entry.settings, error);
    }
  }

  private lose(kind: Kind, index: number): void {
    this.shut(kind, index);
    this.events.emit("lost", kind, index);
  }
}

function replaceTracks(stream: MediaStream, track: MediaStreamTrack): void {
  for (const other of stream.getTracks()) if (other !== track) stream.removeTrack(other);
  stream.addTrack(track); // one that is there already stays
}

function nothing(): void {}

/** Whether a microphone is treated as asked, as far as the browser tells. */
function isProcessed(track: MediaStreamTrack, settings: CaptureSettings): boolean {
  const { echoCancellation, noiseSuppression, autoGainControl } = constraintsOf("audio", settings);
  const has = track.getSettings();
  return Object.entries({ echoCancellation, noiseSuppression, autoGainControl }).every(([name, wanted]) => (has[name as keyof MediaTrackSettings] ?? wanted) === wanted);
}

function copyOf(track: MediaStreamTrack): MediaStreamTrack {
  if (track.readyState === "ended") throw new DeviceRefused("missing", "the page's track has ended");
  return track.clone();
}

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
