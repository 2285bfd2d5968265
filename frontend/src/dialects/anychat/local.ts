/** The functions that the page answers itself: a missing one is a compile error. */

import type { ANYCHAT_FUNCTIONS, AnyChatFunctions } from "../../generated/anychat";
import type { Client } from "./client";
import { browserFunctions } from "./local_browser";
import { objectFunctions } from "./local_objects";
import { peopleFunctions } from "./local_people";
import { stateFunctions } from "./local_state";

type NamesWhere<W extends string> = {
  [K in keyof AnyChatFunctions]: (typeof ANYCHAT_FUNCTIONS)[K]["where"] extends W ? K : never;
}[keyof AnyChatFunctions];

/** Everything the table gives to the mirror or to the browser. */
export type LocalFunctions = Pick<AnyChatFunctions, NamesWhere<"mirror" | "browser">>;

export function local(client: Client): LocalFunctions {
  return { ...browserFunctions(client), ...stateFunctions(client), ...peopleFunctions(client), ...objectFunctions(client) };
}
