/** First step: who are you? */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { plain, type View } from "../lib/view";
import { lobby } from "./lobby";

const MOST_CHARACTERS = 40;

/** Asks for a name; the field is refused in place when it stays empty. */
export function nameView(known: string, go: (name: string) => void): View {
  const input = h("input", { class: "input", id: "name", name: "name", autocomplete: "name", maxlength: MOST_CHARACTERS, value: known, "aria-describedby": "name-error", "data-focus": true });
  const error = h("p", { class: "field__error", id: "name-error", role: "alert" });
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("div", { class: "field" }, h("label", { for: "name" }, t("name.label")), input, error),
    h("button", { class: "button button--primary button--wide" }, t("continue"), icon("next", "s")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name) return go(name);
    error.textContent = t("name.missing");
    input.setAttribute("aria-invalid", "true");
    input.focus();
  });
  return plain(lobby("name", h("div", { class: "card card--narrow stack" }, h("h1", {}, t("name.title")), h("p", { class: "lead" }, t("name.lead")), form)));
}
