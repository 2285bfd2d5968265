/** Something ended the visit: say what, offer to try again. */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { plain, type View } from "../lib/view";

/** A sentence, and two ways on. */
export function goneView(words: string, again: () => void, back: () => void): View {
  return plain(
    h(
      "div",
      { class: "lobby" },
      h(
        "div",
        { class: "card card--narrow stack centre", role: "alert" },
        h("span", { class: "bigmark bigmark--soft" }, icon("warn")),
        h("h1", {}, t("gone.title")),
        h("p", { class: "lead" }, words),
        h("div", { class: "row" }, h("button", { class: "button", onclick: back }, t("gone.back")), h("button", { class: "button button--primary", onclick: again }, t("gone.again"))),
      ),
    ),
  );
}
