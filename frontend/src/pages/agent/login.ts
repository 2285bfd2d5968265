/** Signing in at the desk. */

import { fill, h, icon } from "../lib/dom";
import { Refused } from "../lib/errors";
import { t } from "../lib/i18n";
import type { Credentials } from "../lib/signin";
import { plain, type View } from "../lib/view";

/** Name and password; a refusal is said in place. `enter` rejects with Refused. */
export function loginView(notice: string, enter: (who: Credentials) => Promise<void>): View {
  const name = h("input", { class: "input", id: "name", autocomplete: "username", required: true, "data-focus": true });
  const password = h("input", { class: "input", id: "password", type: "password", autocomplete: "current-password", required: true });
  const error = h("p", { class: "field__error", role: "alert" }, notice);
  const button = h("button", { class: "button button--primary button--wide" }, t("login.go"));
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("div", { class: "field" }, h("label", { for: "name" }, t("login.name")), name),
    h("div", { class: "field" }, h("label", { for: "password" }, t("login.password")), password),
    error,
    button,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Without a password the server would let a visitor in: the desk is for accounts.
    if (!name.value.trim() || !password.value) return fill(error, t("login.missing"));
    button.disabled = true;
    fill(error);
    try {
      await enter({ name: name.value.trim(), password: password.value });
    } catch (refusal) {
      fill(error, refusal instanceof Refused ? refusal.message : t("error.100"));
      button.disabled = false;
      password.select();
    }
  });
  const mark = h("span", { class: "door__mark" }, icon("headset"));
  return plain(h("div", { class: "lobby" }, h("div", { class: "card card--narrow stack" }, mark, h("h1", {}, t("login.title")), h("p", { class: "lead" }, t("login.lead")), form)));
}
