/** The frame of every step before the call: where one stands, a heading, a sentence. */

import { h, type Child } from "../lib/dom";
import { t } from "../lib/i18n";

const STEPS = ["name", "devices", "service", "wait", "talk"] as const;
export type Step = (typeof STEPS)[number];

/** A step of the way with its place in the row of steps. */
export function lobby(step: Step, ...children: Child[]): HTMLElement {
  const here = STEPS.indexOf(step);
  const marks = STEPS.map((name, i) =>
    h("li", { class: i < here ? "done" : "", "aria-current": i === here ? "step" : null }, h("i", {}, i + 1), h("span", {}, t(`step.${name}`))),
  );
  return h("div", { class: "lobby" }, h("ol", { class: "steps", "aria-label": t("step.all") }, ...marks), ...children);
}
