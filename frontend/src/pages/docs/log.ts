/** The console's log: every call with its result, every event with its values by name. */

import { byId, h, type Child } from "../lib/dom";
import { shown } from "./values";

/** What the server knows about events and errors. */
export interface Facts {
  sdk: string;
  events: Record<string, string[]>;
  errors: Record<string, string>;
}

const MOST_LINES = 500;
const LOUD = new Set(["errorcode", "dwErrorCode", "sdkErr", "errCode"]);

export class Log {
  private readonly list = byId("console-log");

  constructor(private readonly facts: Facts, private readonly answersErrors: (name: string) => boolean) {}

  /** A call and what it returned. */
  call(name: string, args: readonly unknown[], result: unknown): void {
    this.add("call", "→ ", link(name), `(${args.map(shown).join(", ")})`, result === undefined ? "" : ` = ${shown(result)}`, this.meaning(name, result));
  }

  /** How the promise of a call ended; returns the words for the form. */
  settled(name: string, how: "resolved" | "rejected", result: unknown): string {
    const words = `${how}(${result === undefined ? "" : shown(result)})`;
    const known = how === "rejected" && this.facts.errors[String(errorOf(result))];
    this.add("event", "← ", link(name), ` ${words}`, known ? h("span", { class: "bad" }, ` ${known}`) : null);
    return words;
  }

  /** An event; its values by their names. */
  event(name: string, args: readonly unknown[]): void {
    const names = this.facts.events[name] ?? [];
    const values = args.map((value, i) => `${names[i] ?? i}: ${shown(value)}`).join(", ");
    const error = args.find((value, i) => LOUD.has(names[i] ?? "") && value !== 0);
    const words = this.facts.errors[String(error)];
    this.add("event", "← ", link(name), `(${values})`, words ? h("span", { class: "bad" }, ` ${words}`) : null);
  }

  clear(): void {
    this.list.replaceChildren();
  }

  private meaning(name: string, result: unknown): Child {
    const words = this.answersErrors(name) ? this.facts.errors[String(result)] : undefined;
    return words && typeof result === "number" ? h("span", { class: "bad" }, ` ${words}`) : null;
  }

  private add(kind: string, ...children: Child[]): void {
    const now = new Date();
    const time = h("time", {}, `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, "0")}`);
    this.list.append(h("li", { class: kind }, time, ...children));
    while (this.list.childElementCount > MOST_LINES) this.list.firstElementChild?.remove();
    this.list.scrollTop = this.list.scrollHeight;
  }
}

/** The number in what a promise was rejected with. */
function errorOf(result: unknown): unknown {
  return (result as { errCode?: unknown } | undefined)?.errCode ?? result;
}

function link(name: string): HTMLAnchorElement {
  return h("a", { href: `#${name}` }, name);
}
