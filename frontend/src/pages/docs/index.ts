/** The reference: search, the chapter one is reading, the forms that run functions, and the console. */

import { byId } from "../lib/dom";
import { startPage } from "../lib/frame";
import { Console } from "./console";
import { filter } from "./filter";
import type { Facts } from "./log";
import { argument, shown } from "./values";

startPage();
if (document.getElementById("filter")) filter();
if (document.getElementById("console")) forms(new Console(JSON.parse(byId("facts").textContent ?? "{}") as Facts));
if (matchMedia("(max-width: 760px)").matches) document.querySelector(".toc__list")?.removeAttribute("open");
follow();

function forms(console: Console): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-run]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const result = console.run(form.dataset["run"] ?? "", argumentsOf(form));
      const output = form.querySelector("output");
      if (output) output.textContent = `= ${shown(result)}`;
    });
  }
}

function argumentsOf(form: HTMLFormElement): unknown[] {
  const scope = window as unknown as Record<string, unknown>;
  return [...form.querySelectorAll<HTMLInputElement>("[data-kind]")].map((field) => {
    const kind = field.dataset["kind"] ?? "string";
    if (kind === "box") return byId(field.value);
    return kind === "file" ? (field.files?.[0] ?? "") : argument(kind, field.value, scope);
  });
}

/** Marks the chapter that is being read. */
function follow(): void {
  const links = new Map([...document.querySelectorAll<HTMLAnchorElement>(".toc__chapters a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (!isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "-20% 0px -75% 0px" },
  );
  for (const chapter of document.querySelectorAll(".chapter")) seen.observe(chapter);
}
