/** Builds every BRAC_* function from the table: mirror and browser functions are ours, the rest goes to the server. */

import { ANYCHAT_CONSTANTS, ANYCHAT_FUNCTIONS, type AnyChatFunctions } from "../../generated/anychat";
import { logger } from "../../lib/logger";
import { followAsked } from "../../media/asked";
import type { Client } from "./client";
import { effects, type Effect } from "./effects";
import { local, type LocalFunctions } from "./local";
import { asValue, Refusals } from "./refusals";
import { ERR, SELF } from "./values";

const log = logger("anychat");

type Fn = (...args: unknown[]) => unknown;
type Row = { where: string; params: readonly string[]; stays: readonly string[] };

/** Functions that need no link: they are said to a link that may still have to come, or mean nothing without one. */
const WITHOUT_LINK: ReadonlySet<string> = new Set(["BRAC_Logout", "BRAC_LeaveRoom", "BRAC_UserCameraControl", "BRAC_UserCameraControlEx", "BRAC_UserSpeakControl"]);

/** Browser functions that work before BRAC_InitSDK. */
const WITHOUT_INIT: ReadonlySet<string> = new Set(["BRAC_InitSDK", "BRAC_Release", "BRAC_SetServerAuthPass"]);

/** What a page does when somebody of another dialect asks for its devices; this one has no word for asking. */
const OPEN = { audio: "BRAC_UserSpeakControl", video: "BRAC_UserCameraControl" } as const;

/** Every function of the table, by name. */
export function functions(client: Client): AnyChatFunctions {
  const ours = local(client);
  const parts = effects(client) as Record<string, Effect | undefined>;
  const refusals = new Refusals(client);
  const built: Record<string, Fn> = {};
  for (const [name, row] of Object.entries(ANYCHAT_FUNCTIONS)) {
    if (!name.startsWith("BRAC_")) continue;
    built[name] = name in ours ? localFunction(client, name, row, ours) : serverFunction(client, refusals, name, row, parts[name]);
  }
  followAsked(client.session, (kind) => built[OPEN[kind]]!(SELF, 1));
  return built as unknown as AnyChatFunctions;
}

/** Sets functions and constants as globals: writable, so that a page's own file may define the same constants. */
export function install(scope: object, client: Client): void {
  Object.assign(scope, ANYCHAT_CONSTANTS, functions(client));
}

function serverFunction(client: Client, refusals: Refusals, name: string, row: Row, effect: Effect | undefined): Fn {
  const say = (args: readonly unknown[]) => client.say(name, trimmed(args, row));
  return (...args) => {
    if (!client.initialised) return asValue(name, ERR.NOTINIT);
    if (!client.canSay && !WITHOUT_LINK.has(name)) return asValue(name, ERR.CONNECT_ABORT);
    const refused = refusals.of(name, args);
    if (refused) return asValue(name, refused);
    client.comeback.says(name, trimmed(args, row));
    return guarded(name, asValue(name, ERR.FUNCNOTALLOW), () => {
      if (effect) return effect(args, (other = args) => client.canSay && say(other));
      say(args);
      return ERR.SUCCESS;
    });
  };
}

function localFunction(client: Client, name: string, row: Row, ours: LocalFunctions): Fn {
  const fn = (ours as unknown as Record<string, Fn>)[name]!;
  return (...args) => {
    if (row.where === "browser" && !client.initialised && !WITHOUT_INIT.has(name)) return fn.length === 0 ? undefined : ERR.NOTINIT;
    return guarded(name, ERR.FUNCNOTALLOW, () => fn(...args));
  };
}

/** Pages rely on functions that never throw. */
function guarded(name: string, otherwise: unknown, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    log.error(`${name} failed`, error);
    return otherwise;
  }
}

/** The arguments that travel: no more than the function has, nothing JSON cannot carry, none that stay in the page. */
function trimmed(args: readonly unknown[], row: Row): unknown[] {
  const travelling = row.params.filter((name) => !row.stays.includes(name));
  return args.slice(0, travelling.length).map((value) => (value === undefined || typeof value === "function" ? null : typeof value === "object" && value !== null ? String(value) : value));
}
