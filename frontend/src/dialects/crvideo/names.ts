/** Every name of the SDK: what the surface has, and the vendor's lists of numbers as frozen maps. */

import { CRVIDEO_NUMBERS } from "../../generated/crvideo_numbers";
import { surface } from "./surface";

const PREFIX = /^CRVideo_/;

/** Functions, holders, numbers and the vendor's two objects, under the names that the classic script has. */
export function allNames(): Record<string, unknown> {
  const numbers = Object.entries(CRVIDEO_NUMBERS).map(([name, values]) => [name, Object.freeze({ ...values })] as const);
  return { ...surface(), ...Object.fromEntries(numbers), CRVideo_NOERR: 0 };
}

/** The same without prefix, as modules have them; the vendor's two objects are not among them. */
export function unprefixed(names: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const prefixed = Object.entries(names).filter(([name]) => PREFIX.test(name));
  return Object.fromEntries(prefixed.map(([name, value]) => [name.replace(PREFIX, ""), value]));
}
