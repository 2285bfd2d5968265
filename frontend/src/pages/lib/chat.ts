/** Chat beside the pictures: lines, notes, files on their way. */

import { fill, h, icon } from "./dom";
import { t } from "./i18n";

const MOST_CHARACTERS = 1000;

export interface ChatOptions {
  /** Sends a line; false when it could not be sent. */
  say(text: string): boolean;
  /** Offers the clip when given. */
  sendFile?(file: File): void;
  /** Told when something came in. */
  arrived?(): void;
}

export class Chat {
  readonly element: HTMLElement;
  private readonly lines: HTMLElement;
  private readonly input: HTMLTextAreaElement;
  private readonly nothing = h("div", { class: "empty" }, icon("chat"), h("p", {}, t("chat.empty")));

  constructor(private readonly options: ChatOptions) {
    this.lines = h("div", { class: "chat__lines", role: "log", "aria-live": "polite", "aria-label": t("chat.title"), tabindex: 0 }, this.nothing);
    this.input = h("textarea", {
      class: "input",
      rows: 1,
      maxlength: MOST_CHARACTERS,
      placeholder: t("chat.placeholder"),
      "aria-label": t("chat.placeholder"),
      onkeydown: (event) => this.key(event as KeyboardEvent),
    });
    this.element = h("div", { class: "chat" }, this.lines, this.form());
  }

  /** A line somebody said. */
  add(who: string, text: string, mine = false): void {
    this.put(h("div", { class: mine ? "line line--mine" : "line" }, h("span", { class: "line__who" }, who), h("p", { class: "line__text" }, text)));
    if (!mine) this.options.arrived?.();
  }

  /** A remark of the page itself. */
  note(text: string): void {
    this.put(h("p", { class: "line line--note" }, text));
  }

  /** Anything else that belongs into the conversation, such as a file on its way. */
  put(line: HTMLElement): void {
    this.nothing.remove();
    this.lines.append(line);
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  /** Takes over what was said before, and what was being written. */
  continue(before: Chat): void {
    this.input.value = before.input.value;
    if (!before.lines.contains(before.nothing)) fill(this.lines, ...before.lines.childNodes);
  }

  focus(): void {
    this.input.focus();
  }

  /** Forgets everything said. */
  clear(): void {
    fill(this.lines, this.nothing);
  }

  private form(): HTMLElement {
    const picker = h("input", { type: "file", hidden: true, onchange: () => this.picked(picker) });
    const clip = h("button", { type: "button", class: "button button--quiet button--icon", title: t("file.send"), "aria-label": t("file.send"), onclick: () => picker.click() }, icon("clip"));
    const send = h("button", { class: "button button--primary button--icon", "aria-label": t("chat.send"), title: t("chat.send") }, icon("send"));
    const form = h("form", { class: "chat__form" }, this.options.sendFile ? clip : null, picker, this.input, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  private picked(picker: HTMLInputElement): void {
    for (const file of picker.files ?? []) this.options.sendFile?.(file);
    picker.value = "";
  }

  private key(event: KeyboardEvent): void {
    // While an input method composes, Enter chooses a character.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  private send(): void {
    const text = this.input.value.trim();
    if (!text) return;
    if (!this.options.say(text)) return this.note(t("chat.notSent"));
    this.add(t("chat.me"), text, true);
    this.input.value = "";
  }
}
