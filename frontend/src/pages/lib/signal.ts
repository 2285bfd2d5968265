/** How well a picture and voice come across: four bars, a word, and the reason where there is one. */

import { stateOf } from "../../media/quality";
import { fill, h } from "./dom";
import { t, type Key } from "./i18n";
import { sdk } from "./sdk";

export class Signal {
  readonly element: HTMLElement;
  private readonly words = h("span", { class: "signal__words" });

  /** `whose` stands before the word; user -1 is what we send. */
  constructor(private readonly user: number, private readonly whose: string) {
    const bars = h("span", { class: "signal__bars", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i"));
    this.element = h("span", { class: "signal", hidden: true, "data-signal": user === -1 ? "own" : user }, bars, this.words);
  }

  /** Draws how it is now; hidden until it is known. */
  refresh(): void {
    const quality = sdk.qualityOf(this.user);
    this.element.hidden = quality === null;
    if (!quality) return;
    const state = stateOf(quality.score);
    this.element.dataset["state"] = String(state);
    const reason = quality.reason === "fine" ? "" : t("signal.because", { reason: t(`signal.${quality.reason}` as Key) });
    const words = `${this.whose}${t(`signal.${state}` as Key)}${reason}`;
    this.element.title = words;
    if (this.words.textContent !== words) fill(this.words, words);
  }
}
