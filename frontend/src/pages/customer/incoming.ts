/** An agent calls: take the call or not. */

import { ring } from "../lib/chime";
import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { avatar } from "../lib/person";
import { sdk } from "../lib/sdk";
import type { View } from "../lib/view";
import type { DeviceChoice } from "../lib/devicecheck";
import { lobby } from "./lobby";

/** Rings until one of the two is pressed or the view is closed. */
export function incomingView(user: number, choice: DeviceChoice, accept: () => void, decline: () => void): View {
  const name = sdk.nameOf(user);
  const stop = ring(t("incoming.tab", { name }));
  const will = choice.camera ? t("incoming.seesYou") : t("incoming.hearsYou");
  const card = h(
    "div",
    { class: "card card--narrow stack centre ringing", role: "alertdialog", "aria-labelledby": "incoming" },
    avatar(name, true),
    h("h1", { id: "incoming" }, t("incoming.title", { name })),
    h("p", { class: "lead" }, will),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button button--danger", "data-decline": true, onclick: decline }, icon("hang-up"), t("incoming.decline")),
      h("button", { class: "button button--primary", "data-accept": true, "data-focus": true, onclick: accept }, icon("phone"), t("incoming.accept")),
    ),
  );
  return { element: lobby("talk", card), close: stop };
}
