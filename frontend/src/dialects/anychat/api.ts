/** The SDK without globals: functions over a client of its own, and events heard with `on`. For the module build. */

import { setVerbose } from "../../lib/logger";
import { Client } from "./client";
import { functions } from "./facade";
import { Handlers } from "./handlers";
import { MAIN_VERSION, SUB_VERSION } from "./options";

const handlers = new Handlers();
const client = new Client({}, handlers.scope);

/** Every function of the table. */
export const api = functions(client);

/** Hears an event; several handlers may hear the same one. Returns a function that ends it. */
export const on: Handlers["on"] = (event, handler) => handlers.on(event, handler);
export const version = `${MAIN_VERSION}.${SUB_VERSION}`;
/** Shows the SDK's own log lines in the console. */
export const verbose = setVerbose;
/** Hears whether the browser keeps remote sound silent until the user touches the page; returns an "end". */
export const onSoundBlocked = (listener: (blocked: boolean) => void): (() => void) => client.session.events.on("soundBlocked", listener);
/** Plays what was kept silent; call it from a click. */
export const resumeSound = (): Promise<void> => client.session.player.resume();
