/** The SDK without globals: functions over a client of its own, and events heard with `on`. For the module build. */

import { Client } from "./client";
import { extras } from "./extras";
import { functions } from "./facade";
import { Handlers } from "./handlers";

const handlers = new Handlers();
const client = new Client({}, handlers.scope);

/** Every function of the table. */
export const api = functions(client);

/** Hears an event; several handlers may hear the same one. Returns a function that ends it. */
export const on: Handlers["on"] = (event, handler) => handlers.on(event, handler);
export const { version, verbose, onSoundBlocked, resumeSound, onDevice, preferVideoCodec, qualityOf, isAway } = extras(client);
