/** The SDK without globals: every name without its prefix. For the module build. */

import { allNames, unprefixed } from "./names";

export const api = unprefixed(allNames());
