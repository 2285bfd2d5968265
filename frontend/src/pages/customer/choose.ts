/** Third step: which area, which queue; with how many wait and how many agents are there. Both lists stay up to date. */

import { h, icon, refill, type Child } from "../lib/dom";
import { t } from "../lib/i18n";
import { Info, on, sdk, Thing } from "../lib/sdk";
import { Endings, type View } from "../lib/view";
import { lobby } from "./lobby";

/** The areas to choose from. */
export function areasView(notice: string, choose: (area: number) => void): View {
  return chooser(t("areas.title"), t("areas.lead"), notice, [], () => sdk.ids(Thing.area).map((area) => areaChoice(area, choose)));
}

/** The queues of the area one is in. */
export function queuesView(area: number, notice: string, choose: (queue: number) => void, back: () => void): View {
  const elsewhere = sdk.ids(Thing.area).length > 1 && h("button", { class: "button button--quiet button--small", onclick: back }, icon("back", "s"), t("queues.otherArea"));
  const heading = sdk.text(Thing.area, area, Info.name) || t("queues.title");
  return chooser(heading, t("queues.lead"), notice, [elsewhere], () => [
    ...sdk.ids(Thing.queue).map((queue) => queueChoice(queue, choose)),
    nobodyThere(area),
  ]);
}

function chooser(title: string, lead: string, notice: string, before: Child[], choices: () => Child[]): View {
  const list = h("div", { class: "choices", "data-choices": true });
  const endings = new Endings();
  const draw = (): void => {
    const made = choices();
    refill(list, "data-id", ...(made.some(Boolean) ? made : [h("div", { class: "empty" }, icon("info"), h("p", {}, t("choose.nothing")))]));
  };
  for (const event of ["thing", "areaChanged", "queueChanged", "agent"] as const) endings.add(on(event, draw));
  endings.every(5000, draw);
  const told = notice && h("div", { class: "notice", role: "status" }, icon("info"), h("p", {}, notice));
  const element = lobby("service", h("div", { class: "stack" }, told, h("div", { class: "row" }, ...before), h("h1", {}, title), h("p", { class: "lead" }, lead), list));
  return { element, close: () => endings.close() };
}

function areaChoice(area: number, choose: (area: number) => void): HTMLElement {
  const agents = sdk.number(Thing.area, area, Info.areaAgents);
  return choice(
    area,
    sdk.text(Thing.area, area, Info.name),
    sdk.text(Thing.area, area, Info.description),
    [agents ? badge("ok", t("areas.agents", { n: agents })) : badge("warn", t("areas.noAgents")), badge("", t("areas.waiting", { n: sdk.number(Thing.area, area, Info.areaWaiting) }))],
    choose,
  );
}

function queueChoice(queue: number, choose: (queue: number) => void): HTMLElement {
  const waiting = sdk.number(Thing.queue, queue, Info.queueLength);
  const words = waiting ? badge("accent", t("queues.waiting", { n: waiting })) : badge("ok", t("queues.nobodyWaits"));
  return choice(queue, sdk.text(Thing.queue, queue, Info.name), sdk.text(Thing.queue, queue, Info.description), [words], choose);
}

function choice(id: number, name: string, description: string, badges: HTMLElement[], choose: (id: number) => void): HTMLElement {
  return h("button", { class: "choice", "data-id": id, onclick: () => choose(id) }, h("strong", {}, name || String(id)), description && h("span", { class: "soft" }, description), h("span", { class: "row" }, ...badges));
}

function badge(tone: "" | "ok" | "warn" | "accent", words: string): HTMLElement {
  return h("span", { class: tone ? `badge badge--${tone}` : "badge" }, words);
}

function nobodyThere(area: number): Child {
  if (sdk.number(Thing.area, area, Info.areaAgents) > 0) return null;
  return h("div", { class: "notice notice--warn", style: "grid-column:1/-1" }, icon("clock"), h("p", {}, t("queues.nobodyThere")));
}
