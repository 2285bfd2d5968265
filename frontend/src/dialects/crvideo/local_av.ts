/** Functions about cameras, microphone, speaker and what is heard, which the page answers itself. */

import type { DeviceKind } from "../../media/devices";
import type { Session } from "../../session";
import type { Background, BackgroundCfg } from "./background";
import { MAX_VIRTUAL, type Cameras } from "./cameras";
import type { Hearing } from "./hearing";
import type { MediaShare } from "./media_share";
import { accountOf, defaultCameraOf, FIRST_CAMERA, seatOf, statusOf } from "./people";
import type { AudioCfg, PageState, ScreenCfg, VideoCfg } from "./state";

type Play = (name: string, ...args: unknown[]) => void;
export interface Parts { session: Session; state: PageState; cameras: Cameras; hearing: Hearing; background: Background; media: MediaShare; play: Play }

/** Numbers of this dialect: a wrong parameter; more than there may be. */
const WRONG = 5, TOO_MANY = 904;
/** Frames per second that a camera may be asked for. */
const MIN_FPS = 5, MAX_FPS = 30;
/** What camera settings consist of, and how many sizes and shapes have a number. */
const NUMBERS = ["size", "fps", "ratio", "aspectRatio", "width", "height"] as const;
const SIZES = 4, RATIOS = 5;

export function localAv({ session, state, cameras, hearing, background, play }: Parts) {
  const { mirror } = session;
  const isMine = (uid: unknown): boolean => accountOf(mirror, uid) === mirror.myId;
  const added = (uid: string, name: string, track: MediaStreamTrack | undefined, close?: () => void): Record<string, unknown> => {
    const index = track ? cameras.add(track, name, close) : null;
    if (index === null) {
      const [code, why] = track ? [TOO_MANY, `there may be ${MAX_VIRTUAL} cameras of the page at most`] : [WRONG, "there is no picture in it"];
      play("CRVideo_OpenVideoFailed", code, why, state.defaultCamera);
    }
    return { userID: uid, videoID: index === null ? 0 : index + FIRST_CAMERA, videoName: name };
  };
  const remove = (videoID: unknown): void => void cameras.remove(Number(videoID) - FIRST_CAMERA);

  return {
    CRVideo_GetAudioStatus: (uid: unknown) => statusOf("audio", mirror, state, uid),
    CRVideo_GetVideoStatus: (uid: unknown) => statusOf("video", mirror, state, uid),
    CRVideo_GetAllVideoInfo: (uid: unknown) => {
      if (isMine(uid)) return cameras.list().map(({ index, name }) => ({ userID: String(uid), videoID: index + FIRST_CAMERA, videoName: name }));
      return camerasOf(session, uid);
    },
    CRVideo_GetOpenedVideoIDs: (uid: unknown) => [...(seatOf(mirror, uid)?.cameras ?? [])].map((index) => index + FIRST_CAMERA),
    CRVideo_GetDefaultVideo: (uid: unknown) => defaultCameraOf(mirror, state, uid) + FIRST_CAMERA,
    CRVideo_SetDefaultVideo: (uid: unknown, videoID: unknown) => {
      if (isMine(uid)) void cameras.setDefault(Number(videoID) - FIRST_CAMERA);
    },
    CRVideo_SetEnableMutiVideo: (uid: unknown, on: unknown) => {
      if (isMine(uid)) cameras.setMulti(Boolean(on));
    },
    CRVideo_AddStreamCam: (stream: unknown, name: unknown) => {
      const track = stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
      return added(mirror.me?.external_id ?? "", String(name ?? "Stream"), track).videoID;
    },
    CRVideo_RemoveStreamVideo: remove,
    CRVideo_AddCanvasVCam: (canvas: unknown, name: unknown) => {
      const track = canvas instanceof HTMLCanvasElement ? canvas.captureStream(state.video.fps).getVideoTracks()[0] : undefined;
      return added(mirror.me?.external_id ?? "", String(name ?? "Canvas"), track, () => track?.stop());
    },
    CRVideo_RemoveCanvasVCam: remove,
    CRVideo_SetVirtualBackground: (cfg: BackgroundCfg) => background.set(cfg),

    CRVideo_GetVideoCfg: () => ({ ...state.video }),
    // The manual promises nothing, but pages chain then/catch.
    CRVideo_SetVideoCfg: async (cfg: Partial<VideoCfg>) => {
      state.video = merged(state.video, cfg ?? {});
      const open = session.capture.opened().filter(({ kind, settings }) => kind === "video" && !settings.source);
      await Promise.all(open.map(({ index }) => session.capture.change("video", index, state.capture()).catch(() => undefined)));
    },
    CRVideo_SetScreenShareCfg: (cfg: ScreenCfg | undefined) => {
      state.screen = { ...cfg };
      void session.capture.change("screen", 0, state.screenCapture()).catch(() => undefined);
    },

    CRVideo_GetAudioMicNames: () => numbered(session, "microphone", "micID", "micName"),
    CRVideo_GetAudioSpkNames: () => numbered(session, "speaker", "speakerID", "speakerName"),
    CRVideo_GetAudioCfg: (): AudioCfg => ({ ...state.audio, micID: placeOf(session, "microphone"), speakerID: placeOf(session, "speaker") }),
    CRVideo_SetAudioCfg: (cfg: Partial<AudioCfg> | undefined) => {
      Object.assign(state.audio, cfg);
      if (cfg?.micID !== undefined) choose(session, "microphone", Number(cfg.micID));
      if (cfg?.speakerID !== undefined) choose(session, "speaker", Number(cfg.speakerID));
      session.microphone.setVolume(state.microphoneVolume());
      session.player.setVolume(state.audio.speakerPause ? 0 : 1);
      void session.capture.change("audio", 0, state.microphone()).catch(() => undefined);
    },
    CRVideo_PauseSpeaker: () => {
      state.audio.speakerPause = true;
      session.player.setVolume(0);
    },
    CRVideo_PlaySpeaker: () => {
      state.audio.speakerPause = false;
      session.player.setVolume(1);
    },
    CRVideo_GetAudioSubscribeMode: () => hearing.subscribeMode,
    CRVideo_SetAudioSubscribeMode: (mode: unknown) => hearing.setMode(Number(mode)),
    CRVideo_SetAudioSubscribeList: (list: unknown, type: unknown) => hearing.setList(Array.isArray(list) ? list.map(String) : [], Number(type)),
  };
}

/** Somebody else's cameras: by the names they told, else those that are open and the first. */
function camerasOf({ mirror }: Session, uid: unknown): Record<string, unknown>[] {
  const seat = seatOf(mirror, uid);
  if (!seat || !seat.has_camera) return [];
  const told = seat.camera_names.flatMap((name, index) => (name ? [index] : []));
  const indexes = new Set([...(told.length ? told : [0]), ...seat.cameras]);
  return [...indexes].sort().map((index) => ({
    userID: seat.external_id, videoID: index + FIRST_CAMERA, videoName: seat.camera_names[index] || `Camera ${index + 1}`,
  }));
}

/** A page may set a size by its number or by pixels, a shape by its number or by a quotient: what it says last holds. Rejects as pages know it. */
function merged(before: VideoCfg, cfg: Partial<VideoCfg>): VideoCfg {
  const given = Object.fromEntries(NUMBERS.filter((name) => cfg[name] != null).map((name) => [name, Number(cfg[name])])) as Partial<VideoCfg>;
  const isWrong = Object.values(given).some((value) => !(Number(value) > 0)) || (given.size ?? 1) > SIZES || (given.ratio ?? 1) > RATIOS;
  if (isWrong) throw { errCode: WRONG, errDesc: `no camera settings: ${JSON.stringify(cfg)}` };
  const now = { ...before, ...given };
  now.fps = Math.min(MAX_FPS, Math.max(MIN_FPS, now.fps));
  const isNamed = given.size !== undefined || given.ratio !== undefined;
  for (const side of ["width", "height"] as const) if (isNamed && given[side] === undefined) delete now[side];
  if (given.ratio !== undefined && given.aspectRatio === undefined) delete now.aspectRatio;
  return now;
}

/** Numbers for devices: the place in the list. */
function numbered(session: Session, kind: DeviceKind, idName: string, textName: string): Record<string, unknown>[] {
  return session.devices.list(kind).map((device, index) => ({ [idName]: index, [textName]: device.name }));
}

function placeOf(session: Session, kind: DeviceKind): number {
  const current = session.devices.current(kind);
  return Math.max(0, session.devices.list(kind).findIndex((device) => device === current));
}

function choose(session: Session, kind: DeviceKind, place: number): void {
  const device = session.devices.list(kind)[place];
  if (device) session.devices.select(kind, device.name);
}
