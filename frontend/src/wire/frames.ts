/** The frames between page and server: JSON text over one WebSocket. The generated contract checks the server's side. */

import type { Change, State } from "../mirror/apply";
import type { PlaneToNode, PlaneToPage } from "../media/messages";

/** `[name, ...arguments]` in the words of the dialect. */
export type Callback = [name: string, ...args: unknown[]];

/** `resume` is shown again on the next link if this one is lost, within `grace_s` seconds. */
export interface Hello { op: "hello"; session: string; time_ms: number; version: number; resume?: string; grace_s?: number }
export interface Return { op: "return"; id: number | null; ret: unknown; patch?: Change[]; callbacks?: Callback[] }
export interface News { op: "event"; patch?: Change[]; callbacks?: Callback[] }
export interface Snapshot { op: "snapshot"; state: State }
export interface MediaToPage { op: "media"; msg: PlaneToPage }
export interface Pong { op: "pong"; t: number }
export interface Bye { op: "bye"; reason: string }

export type ToPage = Hello | Return | News | Snapshot | MediaToPage | Pong | Bye;

export interface Call { op: "call"; id: number; fn: string; args: unknown[] }
export interface MediaToServer { op: "media"; msg: PlaneToNode }
/** `got` = frames received so far: a page that falls behind is noticed. */
export interface Ping { op: "ping"; t: number; got: number }

export type ToServer = Call | MediaToServer | Ping;

/** The frame in `text`, or null when it is none. */
export function readFrame(text: unknown): ToPage | null {
  if (typeof text !== "string") return null;
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && typeof (frame as { op?: unknown }).op === "string" ? (frame as ToPage) : null;
  } catch {
    return null;
  }
}
