/** The search box: rows that contain every word stay, chapters without rows go, and the count is said. */

import { byId } from "../lib/dom";
import { t } from "../lib/i18n";

/** Brings the search box to life; `/` puts the cursor into it. */
export function filter(): void {
  const box = byId("filter") as HTMLInputElement;
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  box.addEventListener("input", () => apply(box.value));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
  });
  addEventListener("hashchange", reveal);
  if (box.value) apply(box.value);
}

function apply(text: string): void {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of document.querySelectorAll<HTMLElement>("[data-search]")) {
    row.hidden = !words.every((word) => row.dataset["search"]?.includes(word));
    if (!row.hidden) count += 1;
  }
  for (const chapter of document.querySelectorAll<HTMLElement>(".chapter")) {
    chapter.hidden = !chapter.querySelector("[data-search]:not([hidden])");
    const entry = document.querySelector<HTMLElement>(`[data-chapter="${chapter.id}"]`);
    if (entry) entry.hidden = chapter.hidden;
  }
  byId("nothing").hidden = count > 0;
  byId("filter-count").textContent = words.length > 0 ? t("docs.found", { n: count }) : "";
}

/** A link to a row that the search hides ends the search. */
function reveal(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("[hidden]")) return;
  (byId("filter") as HTMLInputElement).value = "";
  apply("");
  target.scrollIntoView();
}
