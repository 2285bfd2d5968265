/** An agent calls: take the call or not. */

import { ring } from "../lib/chime";
import { h, icon } from "../lib/dom";
import { t, type Key } from "../lib/i18n";
import { avatar } from "../lib/person";
import { sdk } from "../lib/sdk";
import type { View } from "../lib/view";
import type { DeviceChoice } from "../lib/devicecheck";
import { lobby } from "./lobby";

/** Rings until one of the two is pressed or the view is closed. */
export function incomingView(user: number, choice: DeviceChoice, accept: () => void, decline: () => void): View {
  const name = sdk.nameOf(user);
  const stop = ring(t("incoming.tab", { name }));
  const card = h(
    "div",
    { class: "card card--narrow stack centre ringing", role: "alertdialog", "aria-labelledby": "incoming" },
    avatar(name, true),
    h("h1", { id: "incoming" }, t("incoming.title", { name })),
    h("p", { class: "lead" }, t(noticed(choice))),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button button--danger", "data-decline": true, onclick: decline }, icon("hang-up"), t("incoming.decline")),
      h("button", { class: "button button--primary", "data-accept": true, "data-focus": true, onclick: accept }, icon("phone"), t("incoming.accept")),
    ),
  );
  return { element: lobby("talk", card), close: stop };
}

/** What the other side will notice of one, in words. */
export function noticed({ camera, microphone }: Pick<DeviceChoice, "camera" | "microphone">): Key {
  if (camera) return microphone ? "incoming.seesYou" : "incoming.seesOnly";
  return microphone ? "incoming.hearsYou" : "incoming.neither";
}
