/** How well a picture and voice come across: four bars, a word, and the reason where there is one. */

import { stateOf, type Quality } from "../../media/quality";
import { fill, h } from "./dom";
import { t, type Key } from "./i18n";
import { sdk } from "./sdk";

/** Four bars; they follow `data-state` of the element of class `signal` that they stand in. */
export function bars(): HTMLElement {
  return h("span", { class: "signal__bars", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i"));
}

/** A word for how good it is, and what makes it no better. */
export function wordsFor({ score, reason }: Quality): string {
  const because = reason === "fine" ? "" : t("signal.because", { reason: t(`signal.${reason}` as Key) });
  return `${t(`signal.${stateOf(score)}` as Key)}${because}`;
}

export class Signal {
  readonly element: HTMLElement;
  private readonly words = h("span", { class: "signal__words" });

  /** `whose` stands before the word; user -1 is what we send. */
  constructor(private readonly user: number, private readonly whose: string) {
    this.element = h("span", { class: "signal", hidden: true, "data-signal": user === -1 ? "own" : user }, bars(), this.words);
  }

  /** Draws how it is now; hidden until it is known. */
  refresh(): void {
    const quality = sdk.qualityOf(this.user);
    this.element.hidden = quality === null;
    if (!quality) return;
    this.element.dataset["state"] = String(stateOf(quality.score));
    const words = `${this.whose}${wordsFor(quality)}`;
    this.element.title = words;
    if (this.words.textContent !== words) fill(this.words, words);
  }
}
