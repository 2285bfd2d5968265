/** Fourth step: the place in the queue and the time that passes, until an agent calls. */

import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { Info, on, sdk, Thing } from "../lib/sdk";
import { clock } from "../lib/time";
import { Endings, type View } from "../lib/view";
import type { DeviceChoice } from "../lib/devicecheck";
import { lobby } from "./lobby";
import { WaitingFilm } from "./waiting_film";

export class WaitingView implements View {
  readonly element: HTMLElement;
  private readonly ring = h("div", { class: "position" });
  private readonly words = h("p", { class: "lead", role: "status", "aria-live": "polite" });
  private readonly length = h("dd");
  private readonly waited = h("dd");
  private readonly nobody = h("div", { class: "notice notice--warn", hidden: true }, icon("clock"), h("p", {}, t("waiting.nobodyThere")));
  private readonly film = new WaitingFilm();
  private readonly endings = new Endings();
  private readonly since = Date.now();

  constructor(
    private readonly area: number,
    private readonly queue: number,
    choice: DeviceChoice,
    leave: () => void,
  ) {
    const facts = h("dl", { class: "facts" }, h("div", {}, h("dt", {}, t("waiting.waited")), this.waited), h("div", {}, h("dt", {}, t("waiting.length")), this.length));
    const card = h(
      "div",
      { class: "card card--narrow waiting" },
      h("h1", {}, sdk.text(Thing.queue, queue, Info.name) || t("waiting.title")),
      this.ring,
      this.words,
      this.film.element,
      facts,
      this.nobody,
      h("p", { class: "small soft" }, choice.camera || choice.microphone ? t("waiting.keepOpen") : t("waiting.keepOpenSilent")),
      h("button", { class: "button", "data-leave": true, onclick: leave }, icon("leave", "s"), t("waiting.leave")),
    );
    this.element = lobby("wait", card);
    this.endings.add(on("queueChanged", () => this.draw()), on("agent", () => this.draw()), on("areaChanged", () => this.draw()));
    this.endings.every(1000, () => this.draw());
  }

  close(): void {
    this.endings.close();
    this.film.close();
  }

  private draw(): void {
    const before = Math.max(0, sdk.number(Thing.queue, this.queue, Info.queueBefore));
    fill(this.ring, h("b", {}, before + 1), h("span", {}, t("waiting.place")));
    const words = before === 0 ? t("waiting.next") : t("waiting.before", { n: before });
    if (this.words.textContent !== words) fill(this.words, words); // read out only when it changes
    fill(this.waited, clock(Math.max(sdk.number(Thing.queue, this.queue, Info.queueWaitedS), Math.floor((Date.now() - this.since) / 1000))));
    fill(this.length, String(sdk.number(Thing.queue, this.queue, Info.queueLength)));
    this.nobody.hidden = sdk.number(Thing.area, this.area, Info.areaAgents) > 0;
  }
}
