/** The button on a person's tile that says how well they come across, and the panel that it opens. */

import { stateOf } from "../../media/quality";
import { looksOf, summaryOf, type Looks } from "./connection_rows";
import { fill, h, icon } from "./dom";
import { t } from "./i18n";
import { ME, sdk } from "./sdk";
import { bars } from "./signal";
import { Endings } from "./view";

const LOOK_MS = 1000;
const EDGE_PX = 8;
const NO_SCORE = "–";

export interface Person {
  user: number;
  /** Which of their pictures. */
  index: number;
  isSelf: boolean;
  isScreen: boolean;
  /** As it is now. */
  name(): string;
}

export class ConnectionButton {
  readonly element: HTMLButtonElement;
  private readonly score = h("span", { class: "signal__score" });
  private panel: ConnectionPanel | null = null;
  private words = "";

  constructor(private readonly person: Person) {
    const pill = h("span", { class: "signal" }, bars(), this.score);
    this.element = h("button", { type: "button", class: "tile__signal", "aria-haspopup": "dialog", "aria-expanded": "false", "data-connection": person.isSelf ? "own" : person.user, onclick: () => this.toggle() }, pill);
    this.refresh();
  }

  /** Draws the score as it is now; without one the bars are empty. */
  refresh(): void {
    const { isSelf, user, name } = this.person;
    const quality = sdk.qualityOf(isSelf ? ME : user);
    const words = t(isSelf ? "conn.open.own" : "conn.open", { name: name(), words: summaryOf(quality) });
    if (words === this.words) return;
    this.words = words;
    this.element.title = words;
    this.element.setAttribute("aria-label", words);
    (this.element.firstElementChild as HTMLElement).dataset["state"] = quality ? String(stateOf(quality.score)) : "";
    fill(this.score, quality ? quality.score : NO_SCORE);
  }

  /** Takes the panel away. */
  close(): void {
    this.panel?.close();
    this.panel = null;
    this.element.setAttribute("aria-expanded", "false");
  }

  private toggle(): void {
    if (this.panel) return this.close();
    this.panel = new ConnectionPanel(this.person, this.element, () => this.close());
    this.element.setAttribute("aria-expanded", "true");
  }
}

/** Lies above the page, beside its button; on a phone along the lower edge. */
class ConnectionPanel {
  private readonly element: HTMLElement;
  private readonly title = h("h2", { id: "connection-title" });
  private readonly summary = h("p", { class: "connection__summary" });
  private readonly table = h("table", {});
  private readonly notes = h("dl", {});
  private readonly endings = new Endings();
  private drawn = "";

  constructor(private readonly person: Person, private readonly button: HTMLElement, private readonly shut: () => void) {
    const close = h("button", { type: "button", class: "button button--quiet button--icon", "aria-label": t("close"), onclick: () => this.dismiss() }, icon("close"));
    this.element = h("section", { class: "connection", role: "dialog", "aria-labelledby": "connection-title", tabindex: -1 }, h("div", { class: "connection__head" }, this.title, close), this.summary, this.table, this.notes);
    document.body.append(this.element);
    this.endings.every(LOOK_MS, () => this.look());
    this.listen();
    this.element.focus({ preventScroll: true });
  }

  close(): void {
    this.endings.close();
    this.element.remove();
  }

  /** Closed by the person: the keyboard goes back to where it was. */
  private dismiss(): void {
    this.shut();
    this.button.focus();
  }

  private listen(): void {
    const press = (event: KeyboardEvent): void => void (event.key === "Escape" && this.dismiss());
    const point = ({ target }: PointerEvent): void => void (target instanceof Node && !this.element.contains(target) && !this.button.contains(target) && this.shut());
    const place = (): void => this.place();
    document.addEventListener("keydown", press);
    document.addEventListener("pointerdown", point, true);
    addEventListener("resize", place);
    this.endings.add(
      () => document.removeEventListener("keydown", press),
      () => document.removeEventListener("pointerdown", point, true),
      () => removeEventListener("resize", place),
    );
  }

  private look(): void {
    const { user, index, isSelf, name } = this.person;
    const asked = isSelf ? ME : user;
    fill(this.title, isSelf ? t("conn.title.own") : t("conn.title", { name: name() }));
    this.draw(looksOf(sdk.connectionOf(asked, index), sdk.qualityOf(asked), isSelf));
    this.place();
  }

  private draw(looks: Looks): void {
    const drawn = JSON.stringify(looks);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const { isScreen } = this.person;
    const cells = (tag: "td" | "th", picture: string, sound: string): HTMLElement[] => [picture, ...(isScreen ? [] : [sound])].map((words) => h(tag, tag === "th" ? { scope: "col" } : {}, words));
    fill(this.summary, looks.summary);
    fill(
      this.table,
      h("thead", {}, h("tr", {}, h("td"), ...cells("th", t(isScreen ? "conn.screen" : "conn.picture"), t("conn.sound")))),
      h("tbody", {}, ...looks.rows.map(({ label, picture, sound }) => h("tr", {}, h("th", { scope: "row" }, label), ...cells("td", picture, sound)))),
    );
    fill(this.notes, ...looks.notes.flatMap(([label, words]) => [h("dt", {}, label), h("dd", {}, words)]));
  }

  /** Below the button, above it or beside it, wholly on the page; a style sheet places it on a phone. */
  private place(): void {
    const from = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = from.bottom + EDGE_PX, above = from.top - EDGE_PX - height;
    const isBeside = below > lowest(height, innerHeight) && above < EDGE_PX;
    const left = isBeside ? from.left - EDGE_PX - width : from.right - width;
    this.put("--top", isBeside ? from.bottom - height : above >= EDGE_PX ? above : below, height, innerHeight);
    this.put("--left", left >= EDGE_PX ? left : isBeside ? from.right + EDGE_PX : left, width, innerWidth);
  }

  private put(property: string, wanted: number, length: number, page: number): void {
    this.element.style.setProperty(property, `${Math.round(Math.max(EDGE_PX, Math.min(wanted, lowest(length, page))))}px`);
  }
}

/** Where something of this length may begin at most, to end on the page. */
function lowest(length: number, page: number): number {
  return page - EDGE_PX - length;
}
