/** The SDK's numbers that the pages use, by meaning. */

/** "Everybody" in messages, "myself" in device calls. */
export const ALL = -1;
export const ME = -1;

export const Device = { camera: 1, microphone: 2, speaker: 3 } as const;
export const CameraState = { none: 0, closed: 1, open: 2 } as const;
export const CallStep = { request: 1, reply: 2, start: 3, finish: 4 } as const;

export const Fault = {
  ok: 0,
  abort: 101,
  wrongPassword: 200,
  alreadyOnline: 201,
  roomPassword: 301,
  alreadyInRoom: 308,
  callCancelled: 100101,
  calleeOffline: 100102,
  calleeBusy: 100103,
  callRefused: 100104,
  callUnanswered: 100105,
  callLinkLost: 100106,
} as const;

export const Thing = { area: 4, queue: 5, agent: 6, person: 8 } as const;
export const Info = {
  name: 8,
  priority: 9,
  description: 11,
  areaAgents: 401,
  areaGuests: 402,
  areaWaiting: 403,
  queueMine: 501,
  queueBefore: 502,
  queueLength: 504,
  queueWaitedS: 508,
  agentStatus: 601,
  agentCustomer: 602,
  agentTotalS: 604,
  agentTotalNumber: 605,
} as const;
export const Control = {
  sync: 3,
  enterArea: 401,
  leaveArea: 402,
  enterQueue: 501,
  leaveQueue: 502,
  agentStatus: 601,
  nextCustomer: 602,
  finishService: 604,
  rate: 605,
} as const;
export const AgentStatus = { closed: 0, waiting: 1, working: 2, paused: 3 } as const;

/** What somebody is to the queues; said once after login. */
export const Role = { customer: 0, agent: 2 } as const;
export const Option = { role: 200, offerScreen: 131, reconnect: 47 } as const;

export const Transfer = { progress: 1, bitrate: 2, status: 3 } as const;
export const TransferStatus = { preparing: 1, sending: 2, done: 3, cancelledBySender: 4, cancelledByReceiver: 5 } as const;

/** Picture and sound of both, on the server, mixed, side by side. */
export const RECORD_BOTH = 1 + 2 + 4 + 16 + 32 + 256;
export const RECORD_SNAPSHOT = 1024;
/** Taken by the server from the stream, in its full size whatever is shown here. */
export const RECORD_SNAPSHOT_ON_SERVER = 1024 + 4;

export const PersonInfo = { name: 1, address: 2, signature: 3 } as const;
export const PersonState = { volume: 3, nickname: 6 } as const;
