/** After the room. */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { plain, type View } from "../lib/view";

/** Why one is out, and the way back in. */
export function leftView(notice: string, room: number, again: () => void): View {
  return plain(
    h(
      "div",
      { class: "lobby" },
      h(
        "div",
        { class: "card card--narrow stack centre" },
        h("span", { class: "bigmark bigmark--soft" }, icon(notice ? "warn" : "door")),
        h("h1", {}, t("left.title", { room })),
        h("p", { class: "lead", role: "status" }, notice || t("left.lead")),
        h("div", { class: "row" }, h("a", { class: "button", href: "/" }, t("gone.back")), h("button", { class: "button button--primary", "data-again": true, onclick: again }, t("left.again"))),
      ),
    ),
  );
}
