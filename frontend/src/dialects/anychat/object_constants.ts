/**
 * The classic script `anychatobject.js`: the constants of business objects once more, for pages that include the file.
 * `anychatsdk.js` has them too, so either may come first, or twice; plain writable globals like `var`, no function.
 */

import { ANYCHAT_CONSTANTS } from "../../generated/anychat";

const OF_OBJECTS = /^ANYCHAT_(OBJECT|INVALID_OBJECT|AREA|QUEUE|AGENT)_/;

for (const [name, value] of Object.entries(ANYCHAT_CONSTANTS)) {
  if (OF_OBJECTS.test(name)) (window as unknown as Record<string, unknown>)[name] = value;
}
