/** Business objects: areas, queues, agents and client users, read from the mirror. */

import { ANYCHAT_CONSTANTS as C, type AnyChatFunctions } from "../../generated/anychat";
import type { Client } from "./client";
import { nameOf } from "./local_people";
import { int } from "./values";

type Names = "BRAC_ObjectGetIdList" | "BRAC_ObjectGetStringValue" | "BRAC_ObjectGetIntValue";

/** An attribute nobody has: numbers of queues one does not wait in are -1 on purpose. */
const NONE = -1;

/** Objects that are people: their id is a user id, and -1 is oneself. */
const PEOPLE: ReadonlySet<number> = new Set([C.ANYCHAT_OBJECT_TYPE_AGENT, C.ANYCHAT_OBJECT_TYPE_CLIENTUSER]);

interface Common { name: string; description: string; priority: number; attribute: number; int_tag: number; string_tag: string }

export function objectFunctions(client: Client): Pick<AnyChatFunctions, Names> {
  return {
    BRAC_ObjectGetIdList: (type) => idsOf(client, int(type)),
    BRAC_ObjectGetStringValue: (type, id, info) => stringOf(client, int(type), int(id), int(info)),
    BRAC_ObjectGetIntValue: (type, id, info) => intOf(client, int(type), int(id), int(info)),
  };
}

function idsOf(client: Client, type: number): number[] {
  const { mirror } = client.session;
  const area = mirror.me?.area_id ?? null;
  switch (type) {
    case C.ANYCHAT_OBJECT_TYPE_AREA:
      return mirror.all("areas").map(({ id }) => id);
    case C.ANYCHAT_OBJECT_TYPE_QUEUE: // only those of the area one is in
      return area === null ? [] : mirror.all("queues").filter(({ area_id }) => area_id === area).map(({ id }) => id);
    case C.ANYCHAT_OBJECT_TYPE_AGENT:
      return mirror.all("agents").map(({ account_id }) => account_id);
    case C.ANYCHAT_OBJECT_TYPE_CLIENTUSER:
      return mirror.all("clients").map(({ account_id }) => account_id);
    default:
      return [];
  }
}

function common(client: Client, type: number, id: number): Readonly<Common> | undefined {
  if (type === C.ANYCHAT_OBJECT_TYPE_AREA) return client.session.mirror.get("areas", id);
  if (type === C.ANYCHAT_OBJECT_TYPE_QUEUE) return client.session.mirror.get("queues", id);
  if (PEOPLE.has(type)) return client.session.mirror.get("clients", client.account(id));
  return undefined;
}

function stringOf(client: Client, type: number, id: number, info: number): string {
  const row = common(client, type, id);
  switch (info) {
    case C.ANYCHAT_OBJECT_INFO_NAME:
      return row?.name || (PEOPLE.has(type) ? nameOf(client, id) : "");
    case C.ANYCHAT_OBJECT_INFO_DESCRIPTION:
      return row?.description ?? "";
    case C.ANYCHAT_OBJECT_INFO_STRINGTAG:
      return row?.string_tag ?? "";
    default:
      return "";
  }
}

function intOf(client: Client, type: number, id: number, info: number): number {
  const row = common(client, type, id);
  switch (info) {
    case C.ANYCHAT_OBJECT_INFO_PRIORITY:
      return row?.priority ?? 0;
    case C.ANYCHAT_OBJECT_INFO_ATTRIBUTE:
      return row?.attribute ?? 0;
    case C.ANYCHAT_OBJECT_INFO_INTTAG:
      return row?.int_tag ?? 0;
    case C.ANYCHAT_OBJECT_INFO_FLAGS:
      return PEOPLE.has(type) ? flagsOf(client, client.account(id)) : C.ANYCHAT_OBJECT_FLAGS_CLIENT;
    default:
      return special(client, type, client.account(id), info);
  }
}

/** As what somebody comes: bits of agent and manager. */
function flagsOf(client: Client, id: number): number {
  const row = client.session.mirror.get("clients", id);
  return (row?.is_agent ? C.ANYCHAT_OBJECT_FLAGS_AGENT : 0) | (row?.is_manager ? C.ANYCHAT_OBJECT_FLAGS_MANANGER : 0);
}

function special(client: Client, type: number, id: number, info: number): number {
  if (type === C.ANYCHAT_OBJECT_TYPE_AREA) return areaNumber(client, id, info);
  if (type === C.ANYCHAT_OBJECT_TYPE_QUEUE) return queueNumber(client, id, info);
  if (type === C.ANYCHAT_OBJECT_TYPE_AGENT) return agentNumber(client, id, info);
  return 0;
}

function areaNumber(client: Client, id: number, info: number): number {
  const area = client.session.mirror.get("areas", id);
  switch (info) {
    case C.ANYCHAT_AREA_INFO_AGENTCOUNT:
      return area?.agents ?? 0;
    case C.ANYCHAT_AREA_INFO_GUESTCOUNT:
      return area?.visitors ?? 0;
    case C.ANYCHAT_AREA_INFO_QUEUEUSERCOUNT:
      return area?.waiting ?? 0;
    case C.ANYCHAT_AREA_INFO_QUEUECOUNT:
      return area?.queues ?? 0;
    default:
      return 0;
  }
}

/** The waiting time is computed when asked, so that it advances between the server's words. */
function queueNumber(client: Client, id: number, info: number): number {
  const { mirror, nowMs } = client.session;
  const ticket = mirror.ticket?.queue_id === id ? mirror.ticket : undefined;
  switch (info) {
    case C.ANYCHAT_QUEUE_INFO_LENGTH:
      return mirror.get("queues", id)?.length ?? 0;
    case C.ANYCHAT_QUEUE_INFO_MYSEQUENCENO:
      return ticket?.id ?? NONE;
    case C.ANYCHAT_QUEUE_INFO_BEFOREUSERNUM:
      return ticket?.position ?? NONE;
    case C.ANYCHAT_QUEUE_INFO_MYENTERQUEUETIME:
      return ticket ? Math.floor(ticket.taken_ms / 1000) : 0;
    case C.ANYCHAT_QUEUE_INFO_WAITTIMESECOND:
      return ticket ? Math.max(0, Math.floor((nowMs - ticket.taken_ms) / 1000)) : 0;
    default:
      return 0;
  }
}

function agentNumber(client: Client, id: number, info: number): number {
  const agent = client.session.mirror.get("agents", id);
  switch (info) {
    case C.ANYCHAT_AGENT_INFO_SERVICESTATUS:
      return agent?.status ?? C.ANYCHAT_AGENT_STATUS_CLOSEED;
    case C.ANYCHAT_AGENT_INFO_SERVICEUSERID:
      return agent?.customer_id ?? 0;
    case C.ANYCHAT_AGENT_INFO_SERVICEBEGINTIME:
      return Math.floor((agent?.service_began_ms ?? 0) / 1000);
    case C.ANYCHAT_AGENT_INFO_SERVICETOTALTIME:
      return agent?.served_total_s ?? 0;
    case C.ANYCHAT_AGENT_INFO_SERVICETOTALNUM:
      return agent?.served_total ?? 0;
    default:
      return 0;
  }
}
