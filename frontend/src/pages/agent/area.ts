/** Which area does the agent serve today? */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { Info, sdk, Thing } from "../lib/sdk";
import { plain, type View } from "../lib/view";

/** The areas with how many agents serve and customers wait. */
export function areaView(notice: string, choose: (area: number) => void): View {
  const choices = sdk.ids(Thing.area).map((area) =>
    h(
      "button",
      { class: "choice", "data-id": area, onclick: () => choose(area) },
      h("strong", {}, sdk.text(Thing.area, area, Info.name) || area),
      h("span", { class: "soft" }, sdk.text(Thing.area, area, Info.description)),
      h(
        "span",
        { class: "row" },
        h("span", { class: "badge" }, t("areas.waiting", { n: sdk.number(Thing.area, area, Info.areaWaiting) })),
        h("span", { class: "badge" }, t("areas.agents", { n: sdk.number(Thing.area, area, Info.areaAgents) })),
      ),
    ),
  );
  const none = h("div", { class: "empty" }, icon("info"), h("p", {}, t("choose.nothing")));
  return plain(
    h(
      "div",
      { class: "lobby" },
      h(
        "div",
        { class: "stack" },
        h("h1", {}, t("desk.areaTitle")),
        h("p", { class: "lead" }, t("desk.areaLead")),
        notice && h("div", { class: "notice notice--danger", role: "alert" }, icon("warn"), h("p", {}, notice)),
        h("div", { class: "choices", "data-choices": true }, ...(choices.length ? choices : [none])),
      ),
    ),
  );
}
