/** Functions the page answers itself; a name of the table that is missing here is a compile error. */

import type { CRVIDEO_FUNCTIONS, CRVideoFunctions } from "../../generated/crvideo";
import type { DeviceKind } from "../../media/devices";
import type { Session } from "../../session";
import type { Components, ViewOptions } from "./component";
import { accountOf, audioStatus, FIRST_CAMERA, member, seatOf, videoStatus } from "./people";
import type { AudioCfg, PageState, SdkParams, VideoCfg } from "./state";

type NamesWhere<W extends string> = {
  [K in keyof typeof CRVIDEO_FUNCTIONS]: (typeof CRVIDEO_FUNCTIONS)[K]["where"] extends W ? K : never;
}[keyof typeof CRVIDEO_FUNCTIONS];
export type Local = { [K in NamesWhere<"mirror" | "browser">]: (...args: never[]) => unknown };
// The table's own signatures stay the reference for TypeScript users.
export type { CRVideoFunctions };

export const SDK_VERSION = "2.25.3";
/** Init rejects with a bare number: 8001 is a refused camera or microphone. */
const NO_WEBRTC = 8005;

/** Numbers for devices: the place in the list. */
function numbered(session: Session, kind: DeviceKind, idName: string, textName: string): Record<string, unknown>[] {
  return session.devices.list(kind).map((device, index) => ({ [idName]: index, [textName]: device.name }));
}

function choose(session: Session, kind: DeviceKind, place: number): void {
  const device = session.devices.list(kind)[place];
  if (device) session.devices.select(kind, device.name);
}

export function local(session: Session, state: PageState, components: Components): Local {
  const { mirror } = session;
  const cameras = (uid: unknown): Record<string, unknown>[] => {
    if (accountOf(mirror, uid) === mirror.myId) {
      return session.devices.list("camera").map(({ name }, index) => ({ userID: String(uid), videoID: index + FIRST_CAMERA, videoName: name }));
    }
    const seat = seatOf(mirror, uid);
    if (!seat || !seat.has_camera) return [];
    const ids = new Set([0, ...seat.cameras]);
    return [...ids].sort().map((index) => ({ userID: seat.external_id, videoID: index + FIRST_CAMERA, videoName: `Camera ${index + 1}` }));
  };
  const waitedS = (sinceMs: number): number => Math.max(0, Math.round((session.nowMs - sinceMs) / 1000));

  return {
    CRVideo_Init: async (params?: SdkParams) => {
      Object.assign(state.params, params);
      if (typeof RTCPeerConnection === "undefined") throw NO_WEBRTC;
      await session.devices.watch();
      state.isReady = true;
    },
    CRVideo_Uninit: () => {
      session.disconnect();
      state.isReady = false;
    },
    CRVideo_GetSDKVersion: () => SDK_VERSION,
    CRVideo_SetSDKParams: (params: SdkParams) => void Object.assign(state.params, params),
    CRVideo_SetServerAddr: (server: unknown) => void (state.server = String(server ?? "")),

    CRVideo_GetAllMembers: () => mirror.all("seats").map(member),
    CRVideo_GetMemberInfo: (uid: unknown) => {
      const seat = seatOf(mirror, uid);
      return seat && member(seat);
    },
    CRVideo_GetMemberNickName: (uid: unknown) => seatOf(mirror, uid)?.name ?? "",
    CRVideo_IsUserInMeeting: (uid: unknown) => seatOf(mirror, uid) !== undefined,
    CRVideo_GetAudioStatus: (uid: unknown) => audioStatus(seatOf(mirror, uid)),
    CRVideo_GetVideoStatus: (uid: unknown) => videoStatus(seatOf(mirror, uid)),
    CRVideo_GetAllVideoInfo: cameras,
    CRVideo_GetOpenedVideoIDs: (uid: unknown) => [...(seatOf(mirror, uid)?.cameras ?? [])].map((index) => index + FIRST_CAMERA),
    CRVideo_GetDefaultVideo: (uid: unknown) => (accountOf(mirror, uid) === mirror.myId ? state.defaultCamera : FIRST_CAMERA),
    CRVideo_SetDefaultVideo: (uid: unknown, videoID: unknown) => {
      if (accountOf(mirror, uid) !== mirror.myId) return;
      state.defaultCamera = Number(videoID) || FIRST_CAMERA;
      choose(session, "camera", state.defaultCamera - FIRST_CAMERA);
    },

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
        ID: row.key, owner: row.owner_external_id, cfg: { mode: 0, ...row.config }, state: MIXER_STATE[row.state],
      })),

    CRVideo_GetAudioMicNames: () => numbered(session, "microphone", "micID", "micName"),
    CRVideo_GetAudioSpkNames: () => numbered(session, "speaker", "speakerID", "speakerName"),
    CRVideo_GetAudioCfg: () => ({ ...state.audio }),
    CRVideo_SetAudioCfg: (cfg: Partial<AudioCfg>) => {
      Object.assign(state.audio, cfg);
      if (cfg?.micID !== undefined) choose(session, "microphone", Number(cfg.micID));
      if (cfg?.speakerID !== undefined) choose(session, "speaker", Number(cfg.speakerID));
    },
    CRVideo_PauseSpeaker: () => {
      state.audio.speakerPause = true;
      session.player.setVolume(0);
    },
    CRVideo_PlaySpeaker: () => {
      state.audio.speakerPause = false;
      session.player.setVolume(100);
    },
    CRVideo_GetVideoCfg: () => ({ ...state.video }),
    // The manual promises nothing, but pages chain then/catch.
    CRVideo_SetVideoCfg: async (cfg: Partial<VideoCfg>) => {
      Object.assign(state.video, cfg);
      const track = session.localStream("video", state.defaultCamera - FIRST_CAMERA)?.getVideoTracks()[0];
      await track?.applyConstraints(state.capture()).catch(() => undefined);
    },
    CRVideo_CreatVideoObj: (options?: ViewOptions) => components.create("video", options),
    CRVideo_CreatScreenShareObj: (options?: ViewOptions) => components.create("screen", options),
    CRVideo_SetScreenShareCfg: (cfg: Record<string, unknown>) => void (state.params.screen = { ...cfg }),
  };
}

/** States of a mixer that is there; a recording that is being composed or written has none any more. */
const MIXER_STATE: Readonly<Record<string, number>> = { starting: 1, running: 2, stopping: 4 };

