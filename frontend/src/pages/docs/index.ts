/** The reference: search, the chapter one is reading, the forms that run functions, and the console. */

import { byId } from "../lib/dom";
import { startPage } from "../lib/frame";
import { anychat } from "./anychat";
import { Console } from "./console";
import { crvideo } from "./crvideo";
import type { Driver } from "./driver";
import { filter } from "./filter";
import type { Facts } from "./log";
import { argument, shown } from "./values";

/** Kinds of fields whose value nobody can type. */
const STAND_INS: ReadonlySet<string> = new Set(["canvas", "stream", "player"]);
const DRIVERS: Readonly<Record<string, Driver>> = { anychat, crvideo };

startPage();
if (document.getElementById("filter")) filter();
if (document.getElementById("console")) start(JSON.parse(byId("facts").textContent ?? "{}") as Facts);
if (matchMedia("(max-width: 760px)").matches) document.querySelector(".toc__list")?.removeAttribute("open");
follow();

function start(facts: Facts): void {
  const driver = DRIVERS[facts.sdk];
  if (driver) forms(new Console(facts, driver), driver);
}

function forms(console: Console, driver: Driver): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-run]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const output = form.querySelector("output")!;
      const result = console.run(form.dataset["run"] ?? "", argumentsOf(form, driver), (end) => (output.textContent = end));
      output.textContent = `= ${shown(result)}`;
    });
  }
}

function argumentsOf(form: HTMLFormElement, driver: Driver): unknown[] {
  const scope = window as unknown as Record<string, unknown>;
  return [...form.querySelectorAll<HTMLInputElement>("[data-kind]")].map((field) => {
    const kind = field.dataset["kind"] ?? "string";
    if (kind === "box") return byId(field.value);
    if (STAND_INS.has(kind)) return driver.standIn(kind);
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
