/** After the call: stars and a word, then thanks. */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { plain, type View } from "../lib/view";

const MOST_STARS = 5;
const MOST_CHARACTERS = 500;

/** Asks how it was; skipping is as easy as answering. 0 stars = skipped. */
export function ratingView(agent: string, ended: string, send: (stars: number, text: string) => void): View {
  let stars = 0;
  const text = h("textarea", { class: "input", maxlength: MOST_CHARACTERS, placeholder: t("rating.text"), "aria-label": t("rating.text") });
  const submit = h("button", { class: "button button--primary grow", disabled: true, "data-rate": true, onclick: () => send(stars, text.value.trim()) }, t("rating.send"));
  const labels: HTMLElement[] = [];
  for (let n = 1; n <= MOST_STARS; n++) labels.push(star(n));
  const group = h("div", { class: "stars", role: "radiogroup", "aria-label": t("rating.title", { agent }) }, ...labels);
  group.addEventListener("change", (event) => {
    stars = Number((event.target as HTMLInputElement).value);
    labels.forEach((label, i) => label.classList.toggle("lit", i < stars));
    submit.disabled = false;
  });
  return plain(
    h(
      "div",
      { class: "lobby" },
      h(
        "div",
        { class: "card card--narrow stack centre" },
        h("p", { class: "badge", role: "status" }, ended),
        h("h1", {}, t("rating.title", { agent })),
        group,
        text,
        h("div", { class: "row", style: "width:100%" }, h("button", { class: "button", onclick: () => send(0, "") }, t("rating.skip")), submit),
      ),
    ),
  );
}

function star(n: number): HTMLElement {
  return h("label", { title: t("rating.stars", { n }) }, h("input", { type: "radio", name: "stars", value: n, class: "visually-hidden", "aria-label": t("rating.stars", { n }) }), icon("star"));
}

/** The last word. */
export function thanksView(rated: boolean, again: () => void): View {
  return plain(
    h(
      "div",
      { class: "lobby" },
      h(
        "div",
        { class: "card card--narrow stack centre" },
        h("span", { class: "bigmark" }, icon("check")),
        h("h1", {}, t("thanks.title")),
        h("p", { class: "lead" }, rated ? t("thanks.rated") : t("thanks.lead")),
        h("button", { class: "button", "data-again": true, onclick: again }, t("thanks.again")),
      ),
    ),
  );
}
