/** A sentence with a turning ring, for what takes a moment. */

import { h } from "./dom";
import { plain, type View } from "./view";

/** Says what is being waited for. */
export function busy(words: string): View {
  const ring = h("span", { class: "spinner", "aria-hidden": "true" });
  return plain(h("div", { class: "lobby" }, h("div", { class: "card card--narrow stack centre", role: "status" }, ring, h("p", { class: "lead" }, words))));
}
