/** The buttons under the pictures. */

import { fill, h, icon } from "./dom";

export interface ControlLook {
  icon: string;
  label: string;
  pressed?: boolean;
}

/** A toggle or a plain button with a picture and a word; `draw` says how it looks now. */
export class ControlButton {
  readonly element: HTMLButtonElement;
  private count = 0;

  constructor(
    name: string,
    private readonly draw: () => ControlLook,
    press: () => void,
    tone: "plain" | "off" | "on" | "danger" = "plain",
  ) {
    this.element = h("button", {
      type: "button",
      class: tone === "plain" ? "control" : `control control--${tone}`,
      "data-control": name,
      onclick: () => {
        press();
        this.refresh();
      },
    });
    this.refresh();
  }

  /** Draws the button as things stand; `count` is a small number on it, which stays until another is given. */
  refresh(count = this.count): void {
    this.count = count;
    const look = this.draw();
    if (look.pressed !== undefined) this.element.setAttribute("aria-pressed", String(look.pressed));
    fill(this.element, icon(look.icon), h("span", {}, look.label), count > 0 && h("span", { class: "count" }, count));
  }
}
