/** The classic script `anychatsdk.js`: sets BRAC_*, the constants and `anychat` as globals, and nothing else. */

import { setVerbose } from "../../lib/logger";
import { Client } from "./client";
import { install } from "./facade";
import { MAIN_VERSION, SUB_VERSION } from "./options";

const client = new Client();

install(window, client);

/** What pages may use beyond the vendor's functions. */
export interface AnyChatGlobal {
  version: string;
  /** Shows the SDK's own log lines in the console. */
  verbose(on: boolean): void;
  /** Hears whether the browser keeps remote sound silent until the user touches the page; returns an "end". */
  onSoundBlocked(listener: (blocked: boolean) => void): () => void;
  /** Plays what was kept silent; call it from a click. */
  resumeSound(): Promise<void>;
}

const anychat: AnyChatGlobal = {
  version: `${MAIN_VERSION}.${SUB_VERSION}`,
  verbose: setVerbose,
  onSoundBlocked: (listener) => client.session.events.on("soundBlocked", listener),
  resumeSound: () => client.session.player.resume(),
};

(window as { anychat?: AnyChatGlobal }).anychat = anychat;
