/** Second step: can we see and hear you? */

import { append, h, icon } from "../lib/dom";
import { DeviceCheck, type DeviceChoice } from "../lib/devicecheck";
import { t } from "../lib/i18n";
import type { View } from "../lib/view";
import { lobby } from "./lobby";

/** The device check with a way on; going on without a device is allowed. */
export function devicesView(go: (choice: DeviceChoice) => void, back: () => void): View {
  const check = new DeviceCheck();
  append(check.column, [
    h(
      "div",
      { class: "row" },
      h("button", { class: "button", onclick: back }, icon("back", "s"), t("back")),
      h("button", { class: "button button--primary grow", "data-go": true, onclick: () => go(check.choice) }, t("continue"), icon("next", "s")),
    ),
  ]);
  const card = h("div", { class: "card card--medium stack" }, h("h1", {}, t("check.title")), h("p", { class: "lead" }, t("check.lead")), check.element);
  return { element: lobby("devices", card), close: () => check.close() };
}
