/** The SDK calls global handlers; here they become events with plain names that any number of views may hear. */

export type SdkEvents = {
  connected: [success: number, error: number];
  loggedIn: [user: number, error: number];
  linkLost: [reason: number, error: number];
  friend: [user: number, status: number];
  peopleChanged: [user: number, type: number];
  roomEntered: [room: number, error: number];
  roomPeople: [count: number, room: number];
  seat: [user: number, entered: number];
  camera: [user: number, state: number];
  microphone: [user: number, state: number];
  text: [from: number, to: number, secret: number, text: string];
  small: [from: number, data: string];
  file: [from: number, name: string, url: string, size: number, w: number, l: number, task: number];
  recorded: [user: number, file: string, seconds: number, flags: number, param: number, text: string];
  notRecorded: [user: number, error: number, file: string, seconds: number, flags: number, param: number, text: string];
  call: [step: number, user: number, error: number, flags: number, param: number, text: string];
  synced: [type: number, id: number];
  thing: [type: number, id: number];
  areaEntered: [type: number, id: number, error: number];
  areaLeft: [type: number, id: number, error: number];
  areaChanged: [type: number, id: number];
  queueChanged: [type: number, id: number];
  queueEntered: [type: number, id: number, error: number];
  queueLeft: [type: number, id: number, error: number];
  agent: [type: number, id: number, status: number];
  serviceBegan: [agent: number, customer: number, queue: number];
  nobodyWaits: [];
};

/** The vendor's handler of each event. */
const HANDLERS: Record<keyof SdkEvents, string> = {
  connected: "OnAnyChatConnect",
  loggedIn: "OnAnyChatLoginSystem",
  linkLost: "OnAnyChatLinkClose",
  friend: "OnAnyChatFriendStatus",
  peopleChanged: "OnAnyChatUserInfoUpdate",
  roomEntered: "OnAnyChatEnterRoom",
  roomPeople: "OnAnyChatRoomOnlineUser",
  seat: "OnAnyChatUserAtRoom",
  camera: "OnAnyChatCameraStateChange",
  microphone: "OnAnyChatMicStateChange",
  text: "OnAnyChatTextMessage",
  small: "OnAnyChatTransBuffer",
  file: "OnAnyChatTransFile",
  recorded: "OnAnyChatRecordSnapShotEx",
  notRecorded: "OnAnyChatRecordSnapShotEx2", // also told when all went well, with error 0
  call: "OnAnyChatVideoCallEvent",
  synced: "OnAnyChatObjectSyncDataFinish",
  thing: "OnAnyChatObjectUpdate",
  areaEntered: "OnAnyChatEnterAreaResult",
  areaLeft: "OnAnyChatLeaveAreaResult",
  areaChanged: "OnAnyChatAreaStatusChange",
  queueChanged: "OnAnyChatQueueStatusChanged",
  queueEntered: "OnAnyChatEnterQueueResult",
  queueLeft: "OnAnyChatLeaveQueueResult",
  agent: "OnAnyChatAgentStatusChanged",
  serviceBegan: "OnAnyChatServiceStart",
  nobodyWaits: "OnAnyChatAgentWaitingUser",
};

type Name = keyof SdkEvents;
type Listener<N extends Name> = (...args: SdkEvents[N]) => void;
const listeners: { [N in Name]?: Set<Listener<N>> } = {};

/** Hears an event until the returned function is called. */
export function on<N extends Name>(name: N, listener: Listener<N>): () => void {
  const all = (listeners[name] ??= new Set() as never) as Set<Listener<N>>;
  all.add(listener);
  return () => void all.delete(listener);
}

/** Waits for one event that fits; rejects after `timeoutMs`. */
export function next<N extends Name>(name: N, fits: Listener<N> | null = null, timeoutMs = 15_000): Promise<SdkEvents[N]> {
  return new Promise((resolve, reject) => {
    const stop = on(name, (...args) => {
      if (fits && !(fits as (...all: SdkEvents[N]) => unknown)(...args)) return;
      clearTimeout(timer);
      stop();
      resolve(args);
    });
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no answer: ${name}`));
    }, timeoutMs);
  });
}

/** Plays an event to everybody who hears it; the handlers below do, and tests. */
export function emit<N extends Name>(name: N, ...args: SdkEvents[N]): void {
  for (const listener of [...((listeners[name] ?? []) as Iterable<Listener<N>>)]) listener(...args);
}

for (const name of Object.keys(HANDLERS) as Name[]) {
  (globalThis as unknown as Record<string, unknown>)[HANDLERS[name]] = (...args: unknown[]) => (emit as (name: Name, ...all: unknown[]) => void)(name, ...args);
}
