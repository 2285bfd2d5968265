/** Watches one broadcast: asks the server how it is, plays it, and shows how it goes. */

import { isOver, judge, type News, NO_NEWS, Pulse, read } from "./broadcast";
import { Screen } from "./screen";
import { open, type Stream } from "./stream";
import { Endings, type View } from "../lib/view";

const ASK_MS = 2000;
const LOOK_MS = 250;
const STALL_MS = 2500;

export interface Addresses {
  readonly list: string;
  readonly state: string;
}

export class Watch implements View {
  readonly element: HTMLElement;
  private readonly screen = new Screen({
    play: () => this.playOrPause(),
    sound: () => this.toggleSound(),
    whole: () => this.toggleWhole(),
    replay: () => void this.replay(),
  });
  private readonly video = this.screen.video;
  private readonly endings = new Endings();
  private readonly pulse = new Pulse(STALL_MS);
  private news: News = NO_NEWS;
  private stream: Stream | null = null;
  private isOpening = false;
  private isReplay = false;
  private isUnable = false;

  constructor(private readonly addresses: Addresses) {
    this.element = this.screen.element;
    for (const event of ["playing", "pause", "volumechange", "ended"]) this.video.addEventListener(event, () => this.look());
    this.endings.every(ASK_MS, () => void this.ask());
    this.endings.every(LOOK_MS, () => this.look());
    const press = (event: KeyboardEvent): void => this.key(event);
    addEventListener("keydown", press);
    this.endings.add(() => removeEventListener("keydown", press));
  }

  close(): void {
    this.endings.close();
    this.stream?.close();
  }

  private async ask(): Promise<void> {
    if (isOver(this.news.state)) return;
    try {
      const answer = await fetch(this.addresses.state, { cache: "no-store" });
      this.news = read(answer.status, answer.ok ? await answer.json() : null) ?? this.news;
    } catch {
      return; // the network is away: the picture shows it soon enough
    }
    if (this.news.isPlayable && !isOver(this.news.state)) await this.play(false);
    this.look();
  }

  private async play(fromStart: boolean): Promise<void> {
    if (this.stream || this.isOpening) return;
    this.isOpening = true;
    try {
      this.stream = await open(this.video, this.addresses.list, () => this.giveUp(), fromStart);
    } finally {
      this.isOpening = false;
    }
  }

  private giveUp(): void {
    this.isUnable = true;
    this.look();
  }

  private look(): void {
    const { video, pulse, news } = this, now = performance.now();
    pulse.look(video.currentTime, now);
    if (video.ended) pulse.stop();
    const isPaused = video.paused && !video.ended && this.stream !== null;
    const doing = { moves: pulse.moves(now) && !isPaused, hasMoved: pulse.hasMoved, isPaused, isUnable: this.isUnable };
    const shown = judge(news.state, doing);
    this.screen.draw({ shown, isMuted: video.muted, isPaused, canReplay: news.isPlayable, isReplay: this.isReplay });
  }

  private playOrPause(): void {
    if (!this.video.paused) return this.video.pause();
    this.stream?.toLive();
    void this.video.play().catch(() => undefined);
  }

  private toggleSound(): void {
    this.video.muted = !this.video.muted;
    if (this.video.paused && !this.video.muted) this.playOrPause();
  }

  private toggleWhole(): void {
    const video = this.video as HTMLVideoElement & { webkitEnterFullscreen?: () => void };
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (this.screen.frame.requestFullscreen) void this.screen.frame.requestFullscreen().catch(() => undefined);
    else video.webkitEnterFullscreen?.(); // phones of Apple let nothing but the film itself fill the screen
  }

  /** From the beginning, with the browser's own controls: everything is there now. */
  private async replay(): Promise<void> {
    this.stream?.close();
    this.stream = null;
    this.isReplay = true;
    this.video.controls = true;
    this.video.muted = false;
    this.look();
    await this.play(true);
  }

  private key(event: KeyboardEvent): void {
    const isTaken = event.ctrlKey || event.metaKey || event.altKey || this.isReplay;
    const onButton = event.target instanceof Element && event.target.closest("button, a, input") !== null;
    if (isTaken || (event.key === " " && onButton)) return;
    const act = { " ": () => this.playOrPause(), k: () => this.playOrPause(), m: () => this.toggleSound(), f: () => this.toggleWhole() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
