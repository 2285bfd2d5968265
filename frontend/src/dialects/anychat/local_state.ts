/** States of people and streams: devices open or closed, volume, sizes and rates. */

import { ANYCHAT_CONSTANTS as C, type AnyChatFunctions } from "../../generated/anychat";
import { networkState } from "../../media/quality";
import type { Client } from "./client";
import { codecNumber } from "./codecs";
import { levelOf, nameOf, personOf } from "./local_people";
import { int } from "./values";

type Names =
  | "BRAC_GetCameraState" | "BRAC_GetSpeakState" | "BRAC_QueryUserState" | "BRAC_QueryUserStateInt" | "BRAC_QueryUserStateString"
  | "BRAC_GetUserStreamInfo" | "BRAC_GetUserStreamInfoInt" | "BRAC_GetUserStreamInfoString" | "BRAC_QueryTransTaskInfo";

const CAMERA_CLOSED = 1;
/** Device types by the machine that the browser names; 4 is a browser on anything else. */
const DEVICE_TYPES: Readonly<Record<string, number>> = { windows: 1, android: 2, ios: 3, browser: 4, linux: 5, mac: 6, windows_phone: 7, windows_ce: 8 };
const RECORDING: ReadonlySet<string> = new Set(["starting", "running"]);

export function stateFunctions(client: Client): Pick<AnyChatFunctions, Names> {
  const stateInt = (user: unknown, info: unknown) => userState(client, int(user), int(info));
  const stateText = (user: unknown, info: unknown) => userText(client, int(user), int(info));
  const streamInt = (user: unknown, index: unknown, info: unknown) => streamInfo(client, int(user), int(index), int(info));
  const isText = (info: unknown) => [C.BRAC_USERSTATE_NICKNAME, C.BRAC_USERSTATE_LOCALIP, C.BRAC_USERSTATE_INTERNETIP].some((known) => known === int(info));
  return {
    BRAC_GetCameraState: (user) => cameraState(client, int(user)),
    BRAC_GetSpeakState: (user) => microphoneState(client, int(user)),
    BRAC_QueryUserStateInt: stateInt,
    BRAC_QueryUserStateString: stateText,
    BRAC_QueryUserState: (user, info) => (isText(info) ? stateText(user, info) : stateInt(user, info)),
    BRAC_GetUserStreamInfoInt: streamInt,
    BRAC_GetUserStreamInfoString: (user, index, info) => streamText(client, int(user), int(index), int(info)),
    BRAC_GetUserStreamInfo: streamInt,
    BRAC_QueryTransTaskInfo: (user, task, info) => client.tasks.query(client.account(int(user)), int(task), int(info)),
  };
}

/** 0 none, 1 closed, 2 open. Our own counts as present as soon as the browser listed it. */
function cameraState(client: Client, user: number): number {
  const seat = client.session.mirror.get("seats", client.account(user));
  if (seat?.camera || !client.isSelf(user)) return seat?.camera ?? 0;
  return client.session.has("camera") ? CAMERA_CLOSED : 0;
}

function microphoneState(client: Client, user: number): number {
  return client.session.mirror.get("seats", client.account(user))?.microphone ?? 0;
}

type Read = (client: Client, id: number, user: number) => number;

const video = (client: Client, id: number) => client.session.statsOf(id, "video", 0);
const sound = (client: Client, id: number) => client.session.statsOf(id, "audio", 0);

/** The integer states by number. What is not here is 0. */
const USER_STATES: Readonly<Record<number, Read>> = {
  [C.BRAC_USERSTATE_CAMERA]: (client, _id, user) => cameraState(client, user),
  [C.BRAC_USERSTATE_HOLDMIC]: (client, _id, user) => microphoneState(client, user),
  [C.BRAC_USERSTATE_SPEAKVOLUME]: (client, id) => (id ? client.session.volumeOf(id) : 0),
  [C.BRAC_USERSTATE_RECORDING]: (client, id) => (isRecorded(client, id) ? 1 : 0),
  [C.BRAC_USERSTATE_LEVEL]: (client, id) => levelOf(client, id),
  [C.BRAC_USERSTATE_VIDEOBITRATE]: (client, id) => video(client, id).bitrate,
  [C.BRAC_USERSTATE_AUDIOBITRATE]: (client, id) => sound(client, id).bitrate,
  [C.BRAC_USERSTATE_VIDEOSIZE]: (client, id) => (video(client, id).height << 16) | video(client, id).width,
  [C.BRAC_USERSTATE_PACKLOSSRATE]: (client, id) => Math.max(video(client, id).lossPercent, sound(client, id).lossPercent),
  [C.BRAC_USERSTATE_NETWORKSTATUS]: (client, id) => networkState([video(client, id), sound(client, id)]),
  [C.BRAC_USERSTATE_P2PCONNECT]: (client, id) => client.p2p.stateOf(id),
  [C.BRAC_USERSTATE_DEVICETYPE]: (client, id) => DEVICE_TYPES[personOf(client, id)?.device ?? ""] ?? 0,
};

/** By the server, alone or mixed with others of the room, or by this page. */
function isRecorded(client: Client, id: number): boolean {
  const { mirror } = client.session;
  const isHere = mirror.get("seats", id) !== undefined;
  const takes = (row: { subject_id: number; takes_others: boolean }) => row.subject_id === id || row.takes_others;
  return client.recordings.takes(id) || (isHere && mirror.all("recordings").some((row) => RECORDING.has(row.state) && takes(row)));
}

function userState(client: Client, user: number, info: number): number {
  return USER_STATES[info]?.(client, client.account(user), user) ?? 0;
}

function userText(client: Client, user: number, info: number): string {
  const id = client.account(user);
  switch (info) {
    case C.BRAC_USERSTATE_NICKNAME:
      return nameOf(client, user);
    case C.BRAC_USERSTATE_LOCALIP: // where a browser hides it the one that the server sees stands for it
      return (client.isSelf(user) && client.session.stats.localAddress()) || personOf(client, id)?.local_address || addressOf(client, id);
    case C.BRAC_USERSTATE_INTERNETIP:
      return addressOf(client, id);
    default:
      return "";
  }
}

/** As the server sees it. */
function addressOf(client: Client, id: number): string {
  const { mirror } = client.session;
  return (id === mirror.myId ? mirror.me?.address : personOf(client, id)?.address) ?? "";
}

function streamText(client: Client, user: number, index: number, info: number): string {
  const id = client.account(user);
  if (info === C.BRAC_STREAMINFO_VIDEOCODECID) return client.session.statsOf(id, "video", index).codec;
  if (info === C.BRAC_STREAMINFO_AUDIOCODECID) return sound(client, id).codec;
  return String(streamInfo(client, user, index, info) || "");
}

function streamInfo(client: Client, user: number, index: number, info: number): number {
  const id = client.account(user);
  const video = () => client.session.statsOf(id, "video", index);
  switch (info) {
    case C.BRAC_STREAMINFO_VIDEOWIDTH:
      return video().width || localSize(client, user, index, "width");
    case C.BRAC_STREAMINFO_VIDEOHEIGHT:
      return video().height || localSize(client, user, index, "height");
    case C.BRAC_STREAMINFO_VIDEOFPS:
      return video().frameRate;
    case C.BRAC_STREAMINFO_VIDEOBITRATE:
      return video().bitrate;
    case C.BRAC_STREAMINFO_VIDEOPACKLOSSRATE:
      return video().lossPercent;
    case C.BRAC_STREAMINFO_VIDEOCODECID:
      return codecNumber(video().codec);
    case C.BRAC_STREAMINFO_AUDIOCHANNELS:
      return sound(client, id).channels || localSound(client, user, "channelCount");
    case C.BRAC_STREAMINFO_AUDIOSAMPLERATE:
      return sound(client, id).sampleRate || localSound(client, user, "sampleRate");
    case C.BRAC_STREAMINFO_AUDIOBITRATE:
      return sound(client, id).bitrate;
    case C.BRAC_STREAMINFO_AUDIOCODECID:
      return codecNumber(sound(client, id).codec);
    case C.BRAC_STREAMINFO_AUDIOPACKLOSSRATE:
      return sound(client, id).lossPercent;
    default: // a parameter set by BRAC_SetUserStreamInfo
      return client.isSelf(user) ? client.cameras.ofStream(info, index) : 0;
  }
}

/** What our own microphone delivers, before anybody receives it. */
function localSound(client: Client, user: number, what: "channelCount" | "sampleRate"): number {
  if (!client.isSelf(user)) return 0;
  return client.session.capture.stream("audio")?.getAudioTracks()[0]?.getSettings()[what] ?? 0;
}

/** What our own camera delivers, before anybody receives it. */
function localSize(client: Client, user: number, index: number, side: "width" | "height"): number {
  if (!client.isSelf(user)) return 0;
  return client.session.localStream("video", index)?.getVideoTracks()[0]?.getSettings()[side] ?? 0;
}
