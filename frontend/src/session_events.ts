/** What a session is told when it is made, and what it tells. */

import type { DeviceFailure } from "./lib/errors";
import type { LocalChange } from "./media/capture";
import type { Kind } from "./media/messages";
import type { StreamChange } from "./media/subscriber";
import type { Hello } from "./wire/frames";
import type { ReconnectPolicy } from "./wire/reconnect";
import type { LinkEnd, MakeSocket } from "./wire/socket";

export interface SessionOptions {
  /** When and how often a lost link is opened again; by default never. */
  reconnect?: ReconnectPolicy;
  /** How long a call may stay unanswered. */
  callTimeoutMs?: number;
  /** How long connecting may take. */
  connectTimeoutMs?: number;
  /** Makes the WebSocket (tests bring their own). */
  makeSocket?: MakeSocket;
}

export type SessionEvents = {
  opened: [hello: Hello, again: boolean];
  unreachable: [reason: LinkEnd];
  lost: [reason: string];
  callback: [name: string, args: unknown[]];
  stream: [change: StreamChange];
  local: [change: LocalChange];
  /** A device was pulled out and none took its place, or the user stopped sharing: the stream is closed already. */
  deviceLost: [kind: Kind, index: number];
  /** A wanted device cannot be had; it opens by itself as soon as it can be, unless it is closed before. */
  deviceMissed: [kind: Kind, index: number, reason: DeviceFailure];
  /** A device that was missed or lost opened by itself. */
  deviceReturned: [kind: Kind, index: number];
  /** A device was pulled out, and the one of this name goes on in its place. */
  deviceReplaced: [kind: Kind, index: number, name: string];
  /** True while the browser keeps remote sound silent until the user touches the page. */
  soundBlocked: [blocked: boolean];
};
