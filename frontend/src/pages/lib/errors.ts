/** Every error number of the SDK as a sentence that says what to do. */

import { has, t } from "./i18n";

/** A refusal by the server or the SDK, with its number. */
export class Refused extends Error {
  constructor(readonly code: number) {
    super(sentence(code));
  }
}

/** The sentence for a number; an unknown number is at least named. */
export function sentence(code: number): string {
  const key = `error.${code}`;
  return has(key) ? t(key) : t("error.other", { code });
}
