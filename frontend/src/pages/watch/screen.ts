/** What a spectator sees: the picture, what is said in its place, and the buttons below. */

import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import type { Shown } from "./broadcast";

/** The picture above the words; a spinner where something is about to come. */
const COVERS: Record<Exclude<Shown, "live">, string> = {
  joining: "spinner",
  waiting: "clock",
  interrupted: "spinner",
  ended: "check",
  unplayable: "warn",
};

export interface Presses {
  play(): void;
  sound(): void;
  whole(): void;
  replay(): void;
}

export interface Look {
  readonly shown: Shown;
  readonly isMuted: boolean;
  readonly isPaused: boolean;
  /** After its end it can be watched from the beginning. */
  readonly canReplay: boolean;
  readonly isReplay: boolean;
}

export class Screen {
  readonly video = h("video", { class: "broadcast__picture", playsinline: true, muted: true, disablepictureinpicture: true, "aria-label": t("watch.title") });
  readonly frame: HTMLElement;
  readonly element: HTMLElement;
  private readonly badge = h("span", { class: "badge" });
  private readonly cover = h("div", { class: "broadcast__cover", role: "status" });
  private readonly big = h("button", { class: "button button--primary broadcast__big", type: "button", "data-watch": "big" });
  private readonly play = this.button("play", () => this.presses.play());
  private readonly sound = this.button("sound", () => this.presses.sound());
  private readonly whole = this.button("whole", () => this.presses.whole());
  private readonly bar: HTMLElement;
  private drawn = "";

  constructor(private readonly presses: Presses) {
    this.video.muted = true; // the attribute alone is not heeded in elements that a script makes
    this.frame = h("div", { class: "broadcast__frame" }, this.video, this.cover, this.big);
    name(this.whole, "whole", t("watch.whole"));
    this.bar = h("div", { class: "row broadcast__bar" }, this.play, this.sound, h("span", { class: "grow" }), h("span", { class: "small soft broadcast__keys" }, t("watch.keys")), this.whole);
    const head = h("div", { class: "row row--apart" }, h("h1", {}, t("watch.title")), this.badge);
    this.element = h("section", { class: "broadcast" }, head, this.frame, this.bar);
  }

  /** Draws what has changed. */
  draw(look: Look): void {
    const drawn = JSON.stringify(look);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.element.dataset["shown"] = look.shown;
    this.drawBadge(look);
    this.drawCover(look);
    this.drawButtons(look);
  }

  private drawBadge({ shown, isReplay }: Look): void {
    const [tone, words] = shown === "live" && !isReplay ? ["danger", t("watch.live")] : shown === "interrupted" ? ["warn", t("watch.badge.interrupted")] : ["", ""];
    this.badge.className = tone ? `badge badge--${tone}` : "badge";
    this.badge.hidden = !words;
    fill(this.badge, h("i", { class: "dot" }), words);
  }

  private drawCover({ shown, canReplay, isReplay }: Look): void {
    const isHidden = shown === "live" || isReplay;
    this.cover.hidden = isHidden;
    if (isHidden) return fill(this.cover);
    const mark = COVERS[shown] === "spinner" ? h("span", { class: "spinner", "aria-hidden": "true" }) : icon(COVERS[shown]);
    const again = shown === "ended" && canReplay && h("button", { class: "button", type: "button", "data-watch": "replay", onclick: () => this.presses.replay() }, icon("play", "s"), t("watch.replay"));
    fill(this.cover, mark, h("p", { class: "broadcast__words" }, t(`watch.${shown}`)), h("p", { class: "small" }, t(`watch.${shown}.more`)), again);
  }

  /** The one thing somebody has to press stands upon the picture: to hear it, or to see it at all. */
  private drawButtons({ shown, isMuted, isPaused, isReplay }: Look): void {
    this.bar.hidden = isReplay;
    for (const button of [this.play, this.sound, this.whole]) button.disabled = shown !== "live" && shown !== "interrupted";
    name(this.play, isPaused ? "play" : "pause", isPaused ? t("watch.play") : t("watch.pause"));
    name(this.sound, isMuted ? "speaker-off" : "speaker", isMuted ? t("watch.sound") : t("watch.mute"));
    const isBlocked = shown === "joining" && isPaused;
    this.big.hidden = isReplay || !(isBlocked || (shown === "live" && (isPaused || isMuted)));
    fill(this.big, icon(isPaused ? "play" : "speaker-off", "s"), isPaused ? t("watch.play") : t("watch.sound"));
    this.big.onclick = () => (isPaused ? this.presses.play() : this.presses.sound());
  }

  private button(what: string, press: () => void): HTMLButtonElement {
    return h("button", { class: "button button--icon", type: "button", "data-watch": what, onclick: press });
  }
}

function name(button: HTMLButtonElement, picture: string, words: string): void {
  button.title = words;
  button.setAttribute("aria-label", words);
  fill(button, icon(picture));
}
