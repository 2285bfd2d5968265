/** What the page does around a call to the server: the link, its own devices, files. */

import { DeviceRefused } from "../../lib/errors";
import type { Session } from "../../session";
import { CAMERA_REFUSED, MICROPHONE_REFUSED } from "./devices";
import type { Files } from "./files";
import { accountOf, FIRST_CAMERA } from "./people";
import type { PageState } from "./state";

type Play = (name: string, ...args: unknown[]) => void;
/** Runs before the function is said to the server; false = it is not said at all. */
export type Before = (args: readonly unknown[]) => Promise<boolean> | boolean;

/** Error numbers of this dialect that only the page can know. */
const SCREEN_REFUSED = 700;

export function before(session: Session, state: PageState, files: Files, play: Play): Record<string, Before> {
  const isMine = (uid: unknown): boolean => accountOf(session.mirror, uid) === session.mirror.myId;
  const opened = async (opening: Promise<unknown>, refused: (error: unknown) => void): Promise<boolean> => {
    try {
      await opening;
      return true;
    } catch (error) {
      if (!(error instanceof DeviceRefused && error.reason === "cancelled")) refused(error);
      return false;
    }
  };
  const connect = (): true => {
    state.isDismissed = false;
    if (session.link !== "open" || session.mirror.me) session.connect(state.url());
    return true;
  };
  const place = (): number => state.defaultCamera - FIRST_CAMERA;

  return {
    CRVideo_Login: connect,
    CRVideo_LoginByToken: connect,
    CRVideo_OpenVideo: ([uid]) =>
      !isMine(uid) ||
      opened(session.openCamera(place(), state.capture()), (error) =>
        play("CRVideo_OpenVideoFailed", CAMERA_REFUSED, String(error), state.defaultCamera)),
    CRVideo_CloseVideo: ([uid]) => {
      if (isMine(uid)) session.closeCamera(place());
      return true;
    },
    CRVideo_OpenMic: ([uid]) =>
      !isMine(uid) ||
      opened(session.openMicrophone(microphone(state)), (error) => play("CRVideo_OpenMicFailed", MICROPHONE_REFUSED, String(error))),
    CRVideo_CloseMic: ([uid]) => {
      if (isMine(uid)) session.closeMicrophone();
      return true;
    },
    CRVideo_StartScreenShare: () => opened(session.startScreen(), () => play("CRVideo_StartScreenShareRslt", SCREEN_REFUSED)),
    CRVideo_StopScreenShare: () => {
      session.stopScreen();
      return true;
    },
    CRVideo_StartUserStatusNotify: () => (state.hearsStatus = true),
    CRVideo_StopUserStatusNotify: () => {
      state.hearsStatus = false;
      return true;
    },
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

function microphone({ audio }: PageState): { echoCancellation: boolean; noiseSuppression: boolean; autoGainControl: boolean } {
  const { echoCancellation, noiseSuppression, autoGainControl } = audio;
  return { echoCancellation, noiseSuppression, autoGainControl };
}
