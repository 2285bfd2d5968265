/** Sharing the screen: it is one more camera of the SDK, and the others are told which. */

import { Device, ALL, on, Option, sdk } from "../lib/sdk";

const SHARED = "switchboard.screen";

interface Shared {
  type: typeof SHARED;
  index: number;
  on: boolean;
}

export interface ScreenListener {
  /** Somebody shares their screen as camera `index`, or stops. */
  changed(user: number, index: number, on: boolean): void;
}

export class Screens {
  /** The camera number our screen is shared as, or null. */
  mine: number | null = null;
  private readonly stops: (() => void)[];

  constructor(
    private readonly me: () => number,
    private readonly listener: ScreenListener,
  ) {
    sdk.setOption(Option.offerScreen, 1);
    this.stops = [
      on("small", (from, data) => this.told(from, data)),
      on("seat", (user, entered) => entered === 1 && this.mine !== null && this.tell(user, this.mine, true)),
    ];
  }

  /** Whether the browser can share a screen at all. */
  static get isPossible(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === "function";
  }

  /** Starts or stops; the browser asks the person which window. */
  toggle(): void {
    if (this.mine !== null) return this.stop();
    const index = sdk.devices(Device.camera).length - 1; // the SDK lists the screen last
    if (index < 0) return;
    this.mine = index;
    sdk.cameraAt(-1, index, true);
    this.tell(ALL, index, true);
    this.listener.changed(this.me(), index, true);
  }

  stop(): void {
    const index = this.mine;
    if (index === null) return;
    this.mine = null;
    sdk.cameraAt(-1, index, false);
    this.tell(ALL, index, false);
    this.listener.changed(this.me(), index, false);
  }

  close(): void {
    this.mine = null;
    for (const stop of this.stops.splice(0)) stop();
  }

  private tell(user: number, index: number, shared: boolean): void {
    const said: Shared = { type: SHARED, index, on: shared };
    sdk.sendSmall(user, JSON.stringify(said));
  }

  private told(from: number, data: string): void {
    const said = read(data);
    if (!said) return;
    if (said.on) sdk.cameraAt(from, said.index, true);
    this.listener.changed(from, said.index, said.on);
  }
}

function read(data: string): Shared | null {
  try {
    const said = JSON.parse(data) as Partial<Shared> | null;
    return said?.type === SHARED && Number.isInteger(said.index) && typeof said.on === "boolean" ? (said as Shared) : null;
  } catch {
    return null; // not ours
  }
}
