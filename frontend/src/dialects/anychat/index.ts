/** The classic script `anychatsdk.js`: sets BRAC_*, the constants and `anychat` as globals, and nothing else. */

import { Client } from "./client";
import { extras, type AnyChatGlobal } from "./extras";
import { install } from "./facade";

export type { AnyChatGlobal };

const client = new Client();

install(window, client);
(window as { anychat?: AnyChatGlobal }).anychat = extras(client);
