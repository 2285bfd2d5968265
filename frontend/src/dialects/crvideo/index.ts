/** crvideosdk.js: puts the CRVideo functions, holders and numbers on window, and the same without prefix on a module. */

import { allNames, unprefixed } from "./names";

declare const module: { exports: unknown } | undefined;

const names = allNames();
Object.assign(window, names);
if (typeof module === "object" && module) {
  const bare = unprefixed(names);
  module.exports = { default: bare, ...bare };
}
