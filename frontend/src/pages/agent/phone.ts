/** On a phone the desk shows one pane at a time; these tabs choose which. */

import { h } from "../lib/dom";
import { t } from "../lib/i18n";

const PARTS = ["left", "stage", "right"] as const;

/** The row of tabs; follows `data-shown` of the desk, also when something else changes it. */
export function phoneTabs(desk: HTMLElement): HTMLElement {
  const buttons = PARTS.map((part) => h("button", { type: "button", onclick: () => (desk.dataset["shown"] = part) }, t(`phone.${part}`)));
  const mark = (): void => buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(desk.dataset["shown"] === PARTS[i])));
  new MutationObserver(mark).observe(desk, { attributes: true, attributeFilter: ["data-shown"] });
  mark();
  return h("nav", { class: "phone-tabs", "aria-label": t("desk.parts") }, h("div", { class: "segmented grow" }, ...buttons));
}
