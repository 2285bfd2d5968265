/** Who is there: names, friends, groups, rooms. Answered from the mirror; unknown people are empty strings and zeros. */

import type { AnyChatFunctions } from "../../generated/anychat";
import type { Client } from "./client";
import type { FriendRow, PersonRow } from "../../mirror/rows";
import { int, text } from "./values";

/** The item under which pages look for a name. */
const NAME_ITEM = 1;

type Names =
  | "BRAC_GetUserName" | "BRAC_GetUserLevel" | "BRAC_GetOnlineUser" | "BRAC_GetRoomOnlineUsers" | "BRAC_GetUserFriends"
  | "BRAC_GetFriendStatus" | "BRAC_GetUserGroups" | "BRAC_GetGroupName" | "BRAC_GetGroupFriends" | "BRAC_GetUserInfo"
  | "BRAC_GetUserChatMode";

export function peopleFunctions(client: Client): Pick<AnyChatFunctions, Names> {
  const { mirror } = client.session;
  const others = () => mirror.all("people").filter(({ id }) => id !== mirror.myId);
  const isIn = (group: number) => ({ groups }: Readonly<FriendRow>) => groups.includes(group);
  // Either everybody in a group is a friend, or there is a list of one's own; the other is empty.
  const everybody = () => others().filter(({ group_id }) => group_id > 0);
  const listed = () => mirror.all("friends");
  const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
  return {
    BRAC_GetUserName: (user) => nameOf(client, int(user)),
    BRAC_GetUserLevel: (user) => levelOf(client, client.account(int(user))),
    BRAC_GetOnlineUser: () => mirror.all("seats").map(({ account_id }) => account_id).filter((id) => id !== mirror.myId),
    BRAC_GetRoomOnlineUsers: (room) => {
      const number = int(room);
      if (mirror.room && mirror.room.id === number) return mirror.all("seats").map(({ account_id }) => account_id);
      return mirror.all("people").filter(({ room_id }) => room_id === number).map(({ id }) => id);
    },
    BRAC_GetUserFriends: () => ids([...listed(), ...everybody()]),
    BRAC_GetFriendStatus: (user) => (mirror.get("people", client.account(int(user)))?.status ? 1 : 0),
    BRAC_GetUserGroups: () => {
      const own = new Set(listed().flatMap(({ groups }) => groups));
      return own.size ? [...own].sort((a, b) => a - b) : ids(mirror.all("groups"));
    },
    BRAC_GetGroupName: (group) => mirror.get("groups", int(group))?.name ?? "",
    BRAC_GetGroupFriends: (group) =>
      ids([...listed().filter(isIn(int(group))), ...everybody().filter(({ group_id }) => group_id === int(group))]),
    BRAC_GetUserInfo: (user, info) => infoOf(client, int(user), int(info)),
    BRAC_GetUserChatMode: (user) => personOf(client, client.account(int(user)))?.chat_mode ?? 0,
  };
}

/** A person one sees: a friend, or somebody in the room who is none. */
export function personOf({ session: { mirror } }: Client, id: number): Readonly<PersonRow> | undefined {
  return mirror.get("people", id) ?? mirror.get("roommates", id);
}

/** The level the server gave an account; 0 when unknown. */
export function levelOf(client: Client, id: number): number {
  const { mirror } = client.session;
  return (id === mirror.myId ? mirror.me?.level : personOf(client, id)?.level) ?? 0;
}

/** An item of what the business says about somebody; a customer or a caller who is no friend has at least a name. */
function infoOf(client: Client, user: number, info: number): string {
  const said = personOf(client, client.account(user))?.info?.[String(info)];
  return text(said ?? (info === NAME_ITEM ? nameOf(client, user) : ""));
}

/** A person's name, from wherever we know him; "" when unknown. */
export function nameOf(client: Client, user: number): string {
  const { mirror } = client.session;
  const id = client.account(user);
  if (id !== 0 && id === mirror.myId) return mirror.me?.name ?? "";
  const caller = mirror.all("calls").find(({ caller_id }) => caller_id === id);
  return personOf(client, id)?.name ?? mirror.get("seats", id)?.name ?? mirror.get("offers", id)?.customer_name ??
    mirror.get("clients", id)?.name ?? caller?.caller_name ?? "";
}
