/** Refusals that no event words: what the page knows by itself is the function's value at once, as the manual has it. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { Client } from "./client";
import { ERR, int } from "./values";

type Args = readonly unknown[];
/** An error number, or 0 when the server may be asked. */
type Rule = (client: Client, args: Args) => number;

/** Functions whose value is a task's number: theirs are negative. */
const WITH_TASK: ReadonlySet<string> = new Set(["BRAC_TransFile", "BRAC_TransBufferEx"]);

/** Functions that may still bring in what is missing, and the event that answers them. */
const ENTRIES: Readonly<Record<string, string>> = {
  BRAC_Login: "OnAnyChatLoginSystem", BRAC_LoginEx: "OnAnyChatLoginSystem", BRAC_EnterRoom: "OnAnyChatEnterRoom", BRAC_EnterRoomEx: "OnAnyChatEnterRoom",
};

/** Everybody, or oneself: nobody who could be missing. */
const NO_ONE_ELSE: ReadonlySet<number> = new Set([0, -1]);

/** Whether somebody may be online: where friends are kept in lists only the server knows of the others. */
const isAnyone = ({ session: { mirror } }: Client, user: number): boolean => NO_ONE_ELSE.has(user) || !mirror.me?.sees_all || mirror.get("people", user) !== undefined;

const loggedIn: Rule = ({ session }) => (session.mirror.myId ? ERR.SUCCESS : ERR.NOTINIT);
const seated: Rule = (client) => loggedIn(client, []) || (client.session.mirror.mySeat ? ERR.SUCCESS : ERR.NOTINROOM);
const online: Rule = (client, [user]) => loggedIn(client, []) || (isAnyone(client, int(user)) ? ERR.SUCCESS : ERR.INVALID_USERID);
const onlineOrSeated: Rule = (client, [user]) => (NO_ONE_ELSE.has(int(user)) ? seated(client, []) : online(client, [user]));
const present: Rule = (client, [user]) => seated(client, []) || (NO_ONE_ELSE.has(int(user)) || client.session.mirror.get("seats", int(user)) ? ERR.SUCCESS : ERR.ROOM_PRINULL);
const starting: Rule = (client, args) => (int(args[1]) !== 0 && int(args[2]) & (C.BRAC_RECORD_FLAGS_SERVER | C.BRAC_RECORD_FLAGS_SNAPSHOT) ? present(client, args) : ERR.SUCCESS);

const RULES: Readonly<Record<string, Rule>> = {
  BRAC_SendTextMessage: present,
  BRAC_SnapShot: present,
  BRAC_StreamRecordCtrl: starting,
  BRAC_StreamRecordCtrlEx: starting,
  BRAC_TransBuffer: onlineOrSeated,
  BRAC_TransBufferEx: online,
  BRAC_TransFile: online,
  BRAC_CancelTransTask: loggedIn,
  BRAC_SendSDKFilterData: loggedIn,
  BRAC_UserInfoControl: loggedIn,
  BRAC_ChangeChatMode: loggedIn,
  BRAC_ObjectSetIntValue: loggedIn,
  BRAC_ObjectSetStringValue: loggedIn,
  BRAC_ObjectSetValue: loggedIn,
};

export class Refusals {
  /** Events that are still awaited. */
  private readonly awaited = new Set<string>();

  constructor(private readonly client: Client) {
    client.session.events.on("callback", (name) => void this.awaited.delete(name));
    client.session.events.on("lost", () => this.awaited.clear());
  }

  /** Why the function cannot be done, 0 if it may be. While an entry is under way only the server can tell. */
  of(name: string, args: Args): number {
    const event = ENTRIES[name];
    if (event) this.awaited.add(event);
    return this.awaited.size ? ERR.SUCCESS : (RULES[name]?.(this.client, args) ?? ERR.SUCCESS);
  }
}

/** An error as a function gives it back: never to be taken for a task. */
export function asValue(name: string, code: number): number {
  return WITH_TASK.has(name) ? -code : code;
}
