/** One's own cameras: those of the machine and those that the page makes, which one is the default, and which are open. */

import type { Session } from "../../session";
import { FIRST_CAMERA } from "./people";
import type { PageState } from "./state";

export const MAX_CAMERAS = 8, MAX_VIRTUAL = 5;

type Play = (name: string, ...args: unknown[]) => void;
/** A camera of one's own; ids for the page are its index from 1. */
export interface OwnCamera { index: number; name: string }

/** What the room knows of a new seat: no names, and the first camera. */
const NOTHING = JSON.stringify([[], 0]);

interface Virtual { name: string; track: MediaStreamTrack; close: () => void }

export class Cameras {
  private readonly virtual = new Map<number, Virtual>();
  private isMulti = false;
  private told = NOTHING;
  private room: number | null = null;

  /** `refused` tells the page that a camera could not be opened. */
  constructor(
    private readonly session: Session,
    private readonly state: PageState,
    private readonly play: Play,
    private readonly refused: (error: unknown, index: number) => void,
  ) {
    session.mirror.events.on("changed", () => this.tell());
    session.devices.events.on("changed", () => this.tell());
  }

  /** The index of the camera that is meant where none is named. */
  get byDefault(): number {
    return this.state.defaultCamera - FIRST_CAMERA;
  }

  /** All of them, by index. The machine's come first; those of the page keep the numbers they got. */
  list(): OwnCamera[] {
    const real = this.session.devices.list("camera").slice(0, MAX_CAMERAS).map(({ name }, index) => ({ index, name }));
    const made = [...this.virtual].map(([index, { name }]) => ({ index, name }));
    return [...real.filter(({ index }) => !this.virtual.has(index)), ...made].sort((one, other) => one.index - other.index);
  }

  /** Opens a camera here; the server is not told. Rejects with DeviceRefused. */
  open(index: number): Promise<MediaStream> {
    const source = this.virtual.get(index)?.track;
    return this.session.openCamera(index, source ? { source, maxBitrate: this.state.capture().maxBitrate } : this.state.capture());
  }

  /** Whatever goes with the default camera: all in multi-camera mode, else those that the page made. */
  async openOthers(): Promise<void> {
    const { capture } = this.session;
    for (const { index } of this.list()) {
      if (index !== this.byDefault && (this.isMulti || this.virtual.has(index)) && !capture.isOpen("video", index)) await this.publish(index);
    }
  }

  closeAll(): void {
    for (const index of this.session.capture.indexes("video")) this.session.closeCamera(index);
  }

  /** Several cameras of the machine may be open at once, or the default one alone; says so at once where any is open. */
  setMulti(on: boolean): void {
    this.isMulti = on;
    const open = this.session.capture.indexes("video");
    if (on && open.length) void this.openOthers();
    else if (!on) for (const index of open) if (index !== this.byDefault && !this.virtual.has(index)) this.withdraw(index);
  }

  /** Another default; an open camera of the machine gives way to it, unless several may be open. A camera that is not there is none. */
  async setDefault(index: number): Promise<void> {
    const was = this.byDefault;
    const known = this.list();
    if (index === was || index < 0 || (known.length && !known.some((camera) => camera.index === index))) return;
    this.state.defaultCamera = index + FIRST_CAMERA;
    this.tell();
    const { capture } = this.session;
    if (!capture.isOpen("video", was)) return;
    // A phone opens one camera at a time only; the others hear of the new one first, so that nobody sees none.
    if (!this.isMulti && !this.virtual.has(was)) this.session.closeCamera(was);
    if (!capture.isOpen("video", index)) await this.publish(index);
    if (!capture.isOpen("video", was)) this.session.tell("sb.publish", ["video", was, 0]);
  }

  /** A picture of the page as one more camera, open at once; null where there are too many. `close` runs when it is removed. */
  add(track: MediaStreamTrack, name: string, close: () => void = () => undefined): number | null {
    const index = this.free();
    if (index === null) return null;
    this.virtual.set(index, { name, track, close });
    this.tell();
    if (this.session.mirror.mySeat) void this.publish(index);
    return index;
  }

  /** No longer; false when there is no such camera of the page. */
  remove(index: number): boolean {
    const gone = this.virtual.get(index);
    if (!gone) return false;
    if (this.session.capture.isOpen("video", index)) this.withdraw(index);
    this.virtual.delete(index);
    gone.close();
    if (index === this.byDefault) this.state.defaultCamera = (this.list()[0]?.index ?? 0) + FIRST_CAMERA;
    this.tell();
    return true;
  }

  /** From the highest number down: the machine's cameras, of which more may be plugged in, count from the lowest up. */
  private free(): number | null {
    if (this.virtual.size >= MAX_VIRTUAL || this.list().length >= MAX_CAMERAS) return null;
    const taken = new Set(this.list().map(({ index }) => index));
    for (let index = MAX_CAMERAS - 1; index >= 0; index--) if (!taken.has(index)) return index;
    return null;
  }

  private async publish(index: number): Promise<void> {
    try {
      await this.open(index);
      this.session.tell("sb.publish", ["video", index, 1]);
    } catch (error) {
      this.refused(error, index);
    }
  }

  private withdraw(index: number): void {
    this.session.closeCamera(index);
    this.session.tell("sb.publish", ["video", index, 0]);
  }

  /** The room hears of the list and the default once, and of every change; outside of rooms only the page itself does. */
  private tell(): void {
    const { mirror } = this.session;
    const room = mirror.mySeat ? (mirror.room?.id ?? null) : null;
    const before = room !== null && room !== this.room ? NOTHING : this.told;
    const report = [namesOf(this.list()), this.byDefault];
    this.room = room;
    this.told = JSON.stringify(report);
    if (this.told === before) return;
    if (room !== null) this.session.tell("sb.cameras", report);
    else if (mirror.me) this.playChange(mirror.me.external_id, before);
  }

  private playChange(uid: string, before: string): void {
    const [[oldNames, oldDefault], [names, byDefault]] = [before, this.told].map((report) => JSON.parse(report) as [string[], number]) as [[string[], number], [string[], number]];
    if (oldNames.join("/") !== names.join("/")) this.play("CRVideo_VideoDevChanged", uid);
    if (oldDefault !== byDefault) this.play("CRVideo_DefVideoChanged", uid, this.state.defaultCamera);
  }
}

/** The names by index; a number that is not taken has an empty one. */
function namesOf(cameras: readonly OwnCamera[]): string[] {
  const names: string[] = [];
  for (const { index, name } of cameras) names[index] = name;
  return Array.from(names, (name) => name ?? "");
}
