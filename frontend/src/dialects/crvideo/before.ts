/** What the page does around a call to the server: the link, its own devices, files. */

import { untilOpen, type AskedKind } from "../../media/asked";
import type { Session } from "../../session";
import type { Cameras } from "./cameras";
import { cameraRefused, microphoneRefused, screenRefused } from "./devices";
import type { Files } from "./files";
import { accountOf, isOpen, seatOf } from "./people";
import type { PageState } from "./state";

type Play = (name: string, ...args: unknown[]) => void;
/** Runs before the function is said to the server; false = it is not said at all. */
export type Before = (args: readonly unknown[]) => Promise<boolean> | boolean;
/** Runs when the server has answered with this number; the function is over with it. */
export type After = (args: readonly unknown[], code: unknown) => Promise<void> | void;

export function before(session: Session, state: PageState, cameras: Cameras, files: Files, play: Play): Record<string, Before> {
  const isMine = (uid: unknown): boolean => accountOf(session.mirror, uid) === session.mirror.myId;
  const opened = async (opening: Promise<unknown>, refused: (error: unknown) => void): Promise<boolean> => {
    try {
      await opening;
      return true;
    } catch (error) {
      refused(error);
      return false;
    }
  };
  const connect = (): true => {
    state.isDismissed = false;
    if (session.link !== "open" || session.mirror.me) session.connect(state.url());
    return true;
  };

  return {
    CRVideo_Login: connect,
    CRVideo_LoginByToken: connect,
    CRVideo_OpenVideo: ([uid]) =>
      !isMine(uid) ||
      opened(cameras.open(cameras.byDefault), (error) => cameraRefused(play, error, cameras.byDefault)),
    CRVideo_CloseVideo: ([uid]) => {
      if (isMine(uid)) cameras.closeAll();
      return true;
    },
    CRVideo_OpenMic: ([uid]) =>
      !isMine(uid) ||
      opened(session.openMicrophone(state.microphone()), (error) => microphoneRefused(play, error)),
    CRVideo_CloseMic: ([uid]) => {
      if (isMine(uid)) session.closeMicrophone();
      return true;
    },
    CRVideo_StartScreenShare: () => opened(session.startScreen(state.screenCapture()), (error) => screenRefused(play, error)),
    CRVideo_StopScreenShare: () => {
      session.stopScreen();
      return true;
    },
    CRVideo_StartUserStatusNotify: () => (state.hearsStatus = true),
    CRVideo_StopUserStatusNotify: () => {
      state.hearsStatus = false;
      return true;
    },
    CRVideo_SendFile: ([, , id]) => files.isReadable(String(id)),
    CRVideo_CancelSend: ([id]) => {
      files.stop(String(id));
      return true;
    },
    CRVideo_ExitMeeting: () => {
      session.releaseDevices();
      return true;
    },
  };
}

/**
 * What follows the server's answer: more cameras that go with an open one, no light left on by what was refused, and the
 * page of somebody else that was asked.
 */
export function after(session: Session, cameras: Cameras): Record<string, After> {
  const { mirror } = session;
  const isMine = (uid: unknown): boolean => accountOf(mirror, uid) === mirror.myId;
  const answered = async (kind: AskedKind, uid: unknown, code: unknown): Promise<void> => {
    if (code === 0) await untilOpen(mirror, () => isOpen(kind, seatOf(mirror, uid)));
  };
  return {
    CRVideo_OpenVideo: async ([uid], code) => {
      if (!isMine(uid)) await answered("video", uid, code);
      else if (code === 0) void cameras.openOthers();
      else if (!mirror.mySeat?.cameras.includes(cameras.byDefault)) session.closeCamera(cameras.byDefault);
    },
    CRVideo_OpenMic: async ([uid], code) => {
      if (!isMine(uid)) await answered("audio", uid, code);
      else if (code !== 0) session.closeMicrophone();
    },
    CRVideo_StartScreenShare: (_, code) => {
      if (code !== 0) session.stopScreen();
    },
    CRVideo_Logout: () => session.disconnect(),
  };
}
