/** The pages' words: `t("waiting.before", { n: 3 })` in the language of the document. A missing word is a compile error. */

import { common } from "./common";
import { connection } from "./connection";
import { customer } from "./customer";
import { desk } from "./desk";
import { docs } from "./docs";
import { errors } from "./errors";
import { media } from "./media";
import { watch } from "./watch";

const WORDS = { ...common, ...connection, ...customer, ...desk, ...docs, ...errors, ...media, ...watch };
export type Key = keyof typeof WORDS;

/** 0 = simplified Chinese, 1 = English, as the server rendered the page. */
function language(): 0 | 1 {
  return document.documentElement.lang.toLowerCase().startsWith("zh") ? 0 : 1;
}

/** The words for a key, with `{name}` filled in. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return WORDS[key][language()].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** Whether there are words for a key made at run time. */
export function has(key: string): key is Key {
  return key in WORDS;
}
