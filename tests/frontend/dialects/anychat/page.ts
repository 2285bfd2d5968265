/** A customer's page for tests: the facade on a scope of its own, a socket whose other end is the test. */

import { onTestFinished, vi } from "vitest";

import { Client } from "../../../../frontend/src/dialects/anychat/client";
import { install } from "../../../../frontend/src/dialects/anychat/facade";
import type { AnyChatFunctions } from "../../../../frontend/src/generated/anychat";
import { FakeSocket, installMedia, makeSocket, settle } from "../../fakes";

export const ME = 1001;
export const PEER = 1002;

export const SEAT = { external_id: "", name: "", camera: 0, microphone: 0, has_camera: true, has_microphone: true, cameras: [] as number[], is_sharing: false, entered_ms: 0, rev: 1 };
const PERSON = { external_id: "", level: 0, is_visitor: false, status: 1, dnd: 0, group_id: 1, address: "10.0.0.2", local_address: "192.168.2.2", device: "android", room_id: null, info: {} };

export interface TestPage { client: Client; sdk: AnyChatFunctions & Record<string, unknown>; heard: unknown[][] }

/** A page whose specific handlers record what they hear; none of the two dispatchers is defined. */
export function page(handlers: readonly string[] = HANDLERS): TestPage {
  installMedia();
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  const heard: unknown[][] = [];
  const scope: Record<string, unknown> = {};
  for (const name of handlers) scope[`OnAnyChat${name}`] = (...args: unknown[]) => void heard.push([name, ...args]);
  const client = new Client({ makeSocket }, scope);
  onTestFinished(() => client.release()); // a lost page would come back in the middle of the next test
  install(scope, client);
  return { client, sdk: scope as TestPage["sdk"], heard };
}

const HANDLERS = [
  "Connect", "LoginSystem", "EnterRoom", "RoomOnlineUser", "UserAtRoom", "LinkClose", "UserInfoUpdate", "FriendStatus", "MicStateChange",
  "CameraStateChange", "VideoSizeChange", "TextMessage", "TransBuffer", "TransBufferEx", "TransFile", "VideoCallEvent", "ServiceStart",
  "EnterAreaResult", "AgentWaitingUser", "VolumeChange", "RecordSnapShotEx",
];

/** Initialised, connected and greeted; the server took the connection secret. */
export async function connected(made: TestPage): Promise<FakeSocket> {
  made.sdk.BRAC_InitSDK("0");
  await settle();
  made.sdk.BRAC_Connect("127.0.0.1", 8906);
  FakeSocket.last.greet();
  await settle();
  FakeSocket.last.answer("sb.present");
  await settle();
  return FakeSocket.last;
}

/** Logged in as ME, with PEER online. */
export async function loggedIn(made: TestPage): Promise<FakeSocket> {
  const raw = await connected(made);
  made.sdk.BRAC_Login("me", "", 0);
  raw.answer("BRAC_Login", {
    patch: [
      ["put", "me", "me", { account_id: ME, external_id: "me", name: "Me", level: 3, role: "customer", application_id: 1, session_id: "s", room_id: null, area_id: null, dnd: 0, address: "10.0.0.1", sees_all: true }],
      ["put", "people", String(ME), { ...PERSON, id: ME, name: "Me", address: "10.0.0.1", local_address: "", device: "windows", info: { "1": "Me", "2": "10.0.0.1" } }],
      ["put", "people", String(PEER), { ...PERSON, id: PEER, name: "Peer", info: { "1": "Peer", "2": "10.0.0.2" } }],
      ["put", "groups", "1", { id: 1, name: "Accounts" }],
    ],
    callbacks: [["OnAnyChatLoginSystem", ME, 0], ["OnAnyChatFriendStatus", PEER, 1], ["OnAnyChatUserInfoUpdate", 0, 0]],
  });
  await settle();
  return raw;
}

/** Seated in room 5 beside PEER. */
export async function seated(made: TestPage): Promise<FakeSocket> {
  const raw = await loggedIn(made);
  made.sdk.BRAC_EnterRoom(5, "", 0);
  raw.answer("BRAC_EnterRoom", {
    patch: [
      ["put", "me", "me", { room_id: 5 }],
      ["put", "room", "room", { id: 5, name: "5" }],
      ["put", "seats", String(ME), { ...SEAT, account_id: ME }],
      ["put", "seats", String(PEER), { ...SEAT, account_id: PEER }],
    ],
    callbacks: [["OnAnyChatEnterRoom", 5, 0], ["OnAnyChatRoomOnlineUser", 2, 5]],
  });
  await settle();
  return raw;
}

/** The node offers lines to receive: `[mid, kind, index]` of PEER. */
export async function receives(raw: FakeSocket, version: number, ...lines: [string, "audio" | "video" | "screen", number][]): Promise<void> {
  const tracks = lines.map(([mid, kind, index]) => ({ mid, account: PEER, kind, index }));
  raw.say({ op: "media", msg: { type: "offer", pc: "sub", peer: "n", version, sdp: "0 1 2", tracks } });
  await settle();
}
