/** Short sentences at the edge of the page, read out politely, gone after a while. */

import { byId, h } from "./dom";

const SHOWN_MS = 6000;

/** Says a sentence; `bad` is for failures. */
export function toast(sentence: string, tone: "plain" | "bad" = "plain"): void {
  const region = byId("toasts");
  for (const old of region.querySelectorAll(".toast")) if (old.textContent === sentence) old.remove();
  const element = h("p", { class: tone === "bad" ? "toast toast--bad" : "toast" }, sentence);
  region.append(element);
  setTimeout(() => element.remove(), SHOWN_MS);
}
