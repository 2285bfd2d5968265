/** Remote sound: one audio element per account and sound, outside the page; silent ones are tried again at the user's next gesture. */

import { Emitter } from "../lib/emitter";

const GESTURES = ["pointerdown", "keydown", "touchend"] as const;

export type PlayerEvents = { blocked: [blocked: boolean] };

export class Player {
  readonly events = new Emitter<PlayerEvents>();
  private readonly elements = new Map<string, HTMLAudioElement>();
  private blocked = false;
  private volume = 1;
  private sink = "";
  private readonly retry = () => void this.resume();

  /** Plays a sound of an account (0 is the voice), or stops it (null). */
  play(account: number, stream: MediaStream | null, index = 0): void {
    const key = `${account}/${index}`;
    const element = this.elements.get(key);
    if (!stream) {
      if (element) element.srcObject = null;
      this.elements.delete(key);
      return;
    }
    const audio = element ?? new Audio();
    audio.autoplay = true;
    audio.volume = this.volume;
    audio.srcObject = stream;
    this.elements.set(key, audio);
    void this.route(audio);
    void this.start(audio);
  }

  /** Playback volume of everybody, 0..1. */
  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    for (const audio of this.elements.values()) audio.volume = this.volume;
  }

  get currentVolume(): number {
    return this.volume;
  }

  /** Plays on this speaker; "" = the browser's default. */
  setSink(id: string): void {
    if (id === this.sink) return;
    this.sink = id;
    for (const audio of this.elements.values()) void this.route(audio);
  }

  /** Tries again what the browser kept silent; call it from a click. */
  async resume(): Promise<void> {
    this.setBlocked(false);
    await Promise.all([...this.elements.values()].map((audio) => this.start(audio)));
  }

  get isBlocked(): boolean {
    return this.blocked;
  }

  close(): void {
    this.setBlocked(false);
    for (const audio of this.elements.values()) audio.srcObject = null;
    this.elements.clear();
    this.events.close();
  }

  private async start(audio: HTMLAudioElement): Promise<void> {
    try {
      await audio.play();
    } catch (error) {
      // AbortError only says that the source changed meanwhile.
      if ((error as { name?: string }).name === "NotAllowedError") this.setBlocked(true);
    }
  }

  private async route(audio: HTMLAudioElement): Promise<void> {
    const routable = audio as HTMLAudioElement & { setSinkId?(id: string): Promise<void> };
    await routable.setSinkId?.(this.sink).catch(() => undefined); // the speaker is gone: the default plays
  }

  private setBlocked(blocked: boolean): void {
    if (blocked === this.blocked) return;
    this.blocked = blocked;
    for (const gesture of GESTURES) {
      if (blocked) document.addEventListener(gesture, this.retry, true);
      else document.removeEventListener(gesture, this.retry, true);
    }
    this.events.emit("blocked", blocked);
  }
}
