/** A person without a picture: initials on a colour that stays the same for the name. */

import { h } from "./dom";

const HUES = 360;

/** One or two letters that stand for the name. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s_.-]+/).filter(Boolean);
  const [first = "?", second = ""] = words;
  const letters = [...first];
  if (/[^\u0000-\u024f]/.test(first)) return letters.slice(-2).join("");
  return ((letters[0] ?? "?") + ([...second][0] ?? "")).toUpperCase();
}

/** The round mark of a person. */
export function avatar(name: string, big = false): HTMLElement {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % HUES, 7);
  return h("span", { class: big ? "avatar avatar--l" : "avatar", style: `--hue:${hue}`, "aria-hidden": "true" }, initials(name));
}
