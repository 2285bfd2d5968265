/**
 * Says events to the page's global handlers. Numbered messages go to the page's `OnAnyChatNotifyMessage` where it
 * defines one, business-object events to its `OnAnyChatObjectEvent`; otherwise to the specific handler; never to both.
 */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { int } from "./values";

type Handler = (...args: unknown[]) => unknown;

/** Events with a message number: their two values are wParam and lParam. */
export const NOTIFY_CODES: Readonly<Record<string, number>> = {
  OnAnyChatConnect: C.WM_GV_CONNECT,
  OnAnyChatLoginSystem: C.WM_GV_LOGINSYSTEM,
  OnAnyChatEnterRoom: C.WM_GV_ENTERROOM,
  OnAnyChatRoomOnlineUser: C.WM_GV_ONLINEUSER,
  OnAnyChatUserAtRoom: C.WM_GV_USERATROOM,
  OnAnyChatLinkClose: C.WM_GV_LINKCLOSE,
  OnAnyChatMicStateChange: C.WM_GV_MICSTATECHANGE,
  OnAnyChatCameraStateChange: C.WM_GV_CAMERASTATE,
  OnAnyChatP2PConnectState: C.WM_GV_P2PCONNECTSTATE,
  OnAnyChatVideoSizeChange: C.WM_GV_VIDEOSIZECHG,
  OnAnyChatUserInfoUpdate: C.WM_GV_USERINFOUPDATE,
  OnAnyChatFriendStatus: C.WM_GV_FRIENDSTATUS,
  OnAnyChatPrivateRequest: C.WM_GV_PRIVATEREQUEST,
  OnAnyChatPrivateEcho: C.WM_GV_PRIVATEECHO,
  OnAnyChatPrivateExit: C.WM_GV_PRIVATEEXIT,
};

type ObjectEvent = readonly [type: unknown, id: unknown, event: unknown, p1: unknown, p2: unknown, p3: unknown, ...rest: unknown[]];
type Specific = readonly [handler: string, args: (event: ObjectEvent) => unknown[]];

const identity = ([type, id]: ObjectEvent): unknown[] => [type, id];
const withFirst = ([type, id, , first]: ObjectEvent): unknown[] => [type, id, first];

/** Business-object events by their number (numbers are unique over all object types). */
const OBJECT_HANDLERS: Readonly<Record<number, Specific>> = {
  [C.ANYCHAT_OBJECT_EVENT_UPDATE]: ["OnAnyChatObjectUpdate", identity],
  [C.ANYCHAT_OBJECT_EVENT_SYNCDATAFINISH]: ["OnAnyChatObjectSyncDataFinish", identity],
  [C.ANYCHAT_AREA_EVENT_STATUSCHANGE]: ["OnAnyChatAreaStatusChange", withFirst],
  [C.ANYCHAT_AREA_EVENT_ENTERRESULT]: ["OnAnyChatEnterAreaResult", withFirst],
  [C.ANYCHAT_AREA_EVENT_LEAVERESULT]: ["OnAnyChatLeaveAreaResult", withFirst],
  [C.ANYCHAT_QUEUE_EVENT_STATUSCHANGE]: ["OnAnyChatQueueStatusChanged", identity],
  [C.ANYCHAT_QUEUE_EVENT_ENTERRESULT]: ["OnAnyChatEnterQueueResult", withFirst],
  [C.ANYCHAT_QUEUE_EVENT_LEAVERESULT]: ["OnAnyChatLeaveQueueResult", withFirst],
  [C.ANYCHAT_AGENT_EVENT_STATUSCHANGE]: ["OnAnyChatAgentStatusChanged", withFirst],
  [C.ANYCHAT_AGENT_EVENT_SERVICENOTIFY]: ["OnAnyChatServiceStart", ([, , , agent, customer, queue]) => [agent, customer, queue]],
  [C.ANYCHAT_AGENT_EVENT_WAITINGUSER]: ["OnAnyChatAgentWaitingUser", () => []],
};

export class Dispatcher {
  constructor(private readonly scope: object = window) {}

  /** Says one event. Handlers are looked up now; one that throws is reported and does no harm. */
  say(name: string, args: readonly unknown[]): void {
    const code = NOTIFY_CODES[name];
    if (code !== undefined && this.has("OnAnyChatNotifyMessage")) return this.play("OnAnyChatNotifyMessage", [code, ...args]);
    if (name === "OnAnyChatObjectEvent" && !this.has(name)) return this.fanOut(args);
    this.play(name, args);
  }

  private fanOut(args: readonly unknown[]): void {
    const specific = OBJECT_HANDLERS[int(args[2])];
    if (specific) this.play(specific[0], specific[1](args as unknown as ObjectEvent));
  }

  private has(name: string): boolean {
    return typeof this.handler(name) === "function";
  }

  private handler(name: string): unknown {
    return (this.scope as Record<string, unknown>)[name];
  }

  private play(name: string, args: readonly unknown[]): void {
    const handler = this.handler(name);
    if (typeof handler !== "function") return;
    try {
      (handler as Handler).apply(this.scope, [...args]);
    } catch (error) {
      console.error(`${name} failed`, error);
    }
  }
}
