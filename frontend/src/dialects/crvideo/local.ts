/** Functions the page answers itself; a name of the table that is missing here is a compile error. */

import type { CRVIDEO_FUNCTIONS, CRVideoFunctions } from "../../generated/crvideo";
import { setVerbose } from "../../lib/logger";
import type { Components, ViewOptions } from "./component";
import { localAv, type Parts } from "./local_av";
import { member, seatOf } from "./people";
import type { SdkParams } from "./state";

type NamesWhere<W extends string> = {
  [K in keyof typeof CRVIDEO_FUNCTIONS]: (typeof CRVIDEO_FUNCTIONS)[K]["where"] extends W ? K : never;
}[keyof typeof CRVIDEO_FUNCTIONS];
export type Local = { [K in NamesWhere<"mirror" | "browser">]: (...args: never[]) => unknown };
// The table's own signatures stay the reference for TypeScript users.
export type { CRVideoFunctions };

export const SDK_VERSION = "2.25.3";
/** Init rejects with a bare number: 8001 is a refused camera or microphone. */
const NO_WEBRTC = 8005;

export function local(parts: Parts, components: Components): Local {
  const { session, state, media } = parts;
  const { mirror } = session;
  const waitedS = (sinceMs: number): number => Math.max(0, Math.round((session.nowMs - sinceMs) / 1000));
  const set = (params?: SdkParams): void => {
    Object.assign(state.params, params);
    if (params?.isSDKConsole !== undefined) setVerbose(Boolean(params.isSDKConsole));
  };

  return {
    ...localAv(parts),
    CRVideo_Init: async (params?: SdkParams) => {
      set(params);
      if (typeof RTCPeerConnection === "undefined") throw NO_WEBRTC;
      await session.devices.watch();
      state.isReady = true;
    },
    CRVideo_Uninit: () => {
      session.disconnect();
      state.isReady = false;
    },
    CRVideo_GetSDKVersion: () => SDK_VERSION,
    CRVideo_SetSDKParams: set,
    CRVideo_SetServerAddr: (server: unknown) => void (state.server = String(server ?? "")),

    CRVideo_GetAllMembers: () => mirror.all("seats").map(member),
    CRVideo_GetMemberInfo: (uid: unknown) => {
      const seat = seatOf(mirror, uid);
      return seat && member(seat);
    },
    CRVideo_GetMemberNickName: (uid: unknown) => seatOf(mirror, uid)?.name ?? "",
    CRVideo_IsUserInMeeting: (uid: unknown) => seatOf(mirror, uid) !== undefined,

    CRVideo_GetAllQueueInfo: () =>
      mirror.all("queues").map(({ id, name, description, priority }) => ({ queID: id, name, desc: description, prio: priority })),
    CRVideo_GetQueuingInfo: () => {
      const ticket = mirror.ticket;
      if (!ticket) return { queID: -1, position: 0, queuingTime: 0 };
      return { queID: ticket.queue_id, position: ticket.position + 1, queuingTime: waitedS(ticket.taken_ms) };
    },
    CRVideo_GetServingQueues: () => [...(mirror.get("agents", mirror.myId)?.queues ?? [])],
    CRVideo_GetSessionInfo: () => {
      const call = mirror.all("calls").find(({ is_third_party, callee_id }) => !is_third_party || callee_id === mirror.myId);
      if (!call) return { callID: "", peerID: "", peerName: "", bCallAccepted: 0, meetingID: 0, meetingPswd: "", duration: 0 };
      const isMine = call.caller_id === mirror.myId;
      return {
        callID: call.key, peerID: isMine ? call.callee_external_id : call.caller_external_id,
        peerName: isMine ? call.callee_name : call.caller_name, bCallAccepted: call.state === "active" ? 1 : 0,
        meetingID: call.room_id ?? 0, meetingPswd: "", duration: call.started_ms ? waitedS(call.started_ms) : 0,
      };
    },
    CRVideo_GetAllCloudMixerInfo: () =>
      mirror.all("recordings").filter(({ state }) => state in MIXER_STATE).map((row) => ({
        ID: row.key, owner: row.owner_external_id, cfg: structuredClone({ mode: 0, ...row.config }), state: MIXER_STATE[row.state],
      })),

    CRVideo_CreatVideoObj: (options?: ViewOptions) => components.create("camera", options),
    CRVideo_CreatScreenShareObj: (options?: ViewOptions) => components.create("screen", options),
    CRVideo_CreatMediaObj: (options?: ViewOptions) => components.create("media", options),
    CRVideo_StartPlayMedia: (mediaObj: unknown, file: unknown, locPlay?: unknown, bPauseWhenFinished?: unknown) =>
      media.start(components.videoOf(mediaObj), file, Number(locPlay) === 1, Number(bPauseWhenFinished ?? 0)),
    CRVideo_PausePlayMedia: (bPause: unknown = true) => media.pause(Boolean(bPause)),
    CRVideo_StopPlayMedia: () => media.stop(),
    CRVideo_GetMediaInfo: () => media.info(),
  };
}

/** States of a mixer that is there; a recording that is being composed or written has none any more. */
const MIXER_STATE: Readonly<Record<string, number>> = { starting: 1, running: 2, stopping: 4 };

