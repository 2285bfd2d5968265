/** crvideosdk.js: puts the CRVideo functions and callback holders on window, and the same without prefix on a module. */

import { surface } from "./surface";

declare const module: { exports: unknown } | undefined;

const PREFIX = /^CRVideo_/;
const names = surface();
const unprefixed = Object.fromEntries(
  Object.entries(names).filter(([name]) => PREFIX.test(name)).map(([name, value]) => [name.replace(PREFIX, ""), value]),
);
Object.assign(window, names);
if (typeof module === "object" && module) module.exports = { default: unprefixed, ...unprefixed };
