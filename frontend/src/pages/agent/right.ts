/** The right pane: conversation, people who are online, today's customers. */

import type { Chat } from "../lib/chat";
import { fill, h, icon, refill } from "../lib/dom";
import { t } from "../lib/i18n";
import { avatar } from "../lib/person";
import { on, sdk } from "../lib/sdk";
import { clock } from "../lib/time";
import { Endings, type View } from "../lib/view";
import type { Daybook } from "./daybook";

const TABS = ["talk", "people", "today"] as const;
type Tab = (typeof TABS)[number];

export class RightPane implements View {
  readonly element: HTMLElement;
  private readonly tabs: Record<Tab, HTMLButtonElement>;
  private readonly panels: Record<Tab, HTMLElement>;
  private readonly people = h("ul", { class: "list" });
  private readonly today = h("ul", { class: "list" });
  private readonly endings = new Endings();
  private shown: Tab = "people";

  constructor(
    private readonly daybook: Daybook,
    private readonly dial: (user: number) => void,
  ) {
    const tab = (name: Tab): HTMLButtonElement =>
      h("button", { role: "tab", type: "button", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.show(name) }, t(`tab.${name}`));
    const panel = (name: Tab, ...content: HTMLElement[]): HTMLElement =>
      h("div", { class: "tabpanel", role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` }, ...content);
    this.tabs = { talk: tab("talk"), people: tab("people"), today: tab("today") };
    this.panels = { talk: panel("talk"), people: panel("people", h("div", { class: "pad" }, this.people)), today: panel("today", h("div", { class: "pad" }, this.today)) };
    const row = h("div", { class: "tabs" }, h("div", { class: "segmented", role: "tablist", onkeydown: (event) => this.arrow(event as KeyboardEvent) }, ...TABS.map((name) => this.tabs[name])));
    this.element = h("aside", { class: "pane pane--right", "aria-label": t("desk.right") }, row, ...TABS.map((name) => this.panels[name]));
    this.converse(null);
    this.endings.add(on("friend", () => this.drawPeople()), on("peopleChanged", () => this.drawPeople()));
    this.endings.every(10_000, () => this.drawPeople());
    daybook.onChange(() => this.drawToday());
    this.drawToday();
    this.show("people");
  }

  /** Puts the running conversation into its tab; null for none. */
  converse(chat: Chat | null): void {
    fill(this.panels.talk, chat?.element ?? empty("chat", t("talk.empty")));
    this.show(chat ? "talk" : this.daybook.entries.length ? "today" : "people");
  }

  /** Something was said: mark the tab unless it is open. */
  arrived(): void {
    if (this.shown !== "talk") fill(this.tabs.talk, t("tab.talk"), " •");
  }

  close(): void {
    this.endings.close();
  }

  private show(shown: Tab): void {
    this.shown = shown;
    for (const name of TABS) {
      this.tabs[name].setAttribute("aria-selected", String(name === shown));
      this.panels[name].hidden = name !== shown;
    }
    if (shown === "talk") fill(this.tabs.talk, t("tab.talk"));
  }

  private arrow(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key];
    const wanted = step && TABS[(TABS.indexOf(this.shown) + step) % TABS.length];
    if (!wanted) return;
    this.show(wanted);
    this.tabs[wanted].focus();
  }

  private drawPeople(): void {
    const online = sdk.friends().filter((user) => sdk.isOnline(user));
    const rows = online.map((user) => {
      const name = sdk.nameOf(user);
      const call = h("button", { class: "button button--small button--icon", "data-call": user, "aria-label": t("people.call", { name }), title: t("people.call", { name }), onclick: () => this.dial(user) }, icon("phone", "s"));
      return h("li", {}, avatar(name), h("div", { class: "grow" }, h("div", { class: "ellipsis" }, name), h("div", { class: "small soft ellipsis" }, sdk.addressOf(user))), call);
    });
    refill(this.people, "data-call", ...(rows.length ? rows : [h("li", {}, empty("people", t("people.empty")))]));
  }

  private drawToday(): void {
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const rows = this.daybook.entries.map((entry) =>
      h(
        "li",
        {},
        avatar(entry.name),
        h("div", { class: "grow" }, h("div", { class: "ellipsis" }, entry.name), h("div", { class: "small soft ellipsis" }, `${entry.queue} · ${time.format(entry.at)}`), entry.note && h("div", { class: "small" }, entry.note)),
        h("span", { class: "badge number" }, clock(entry.seconds)),
      ),
    );
    fill(this.today, ...(rows.length ? rows : [h("li", {}, empty("clock", t("today.empty")))]));
  }
}

function empty(picture: string, words: string): HTMLElement {
  return h("div", { class: "empty grow" }, icon(picture), h("p", {}, words));
}
