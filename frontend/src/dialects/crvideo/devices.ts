/** One's own devices: why one cannot be opened, those that end or come back by themselves, and those plugged in and out. */

import { DeviceRefused, type DeviceFailure } from "../../lib/errors";
import type { DeviceKind } from "../../media/devices";
import { FILM_INDEX } from "../../media/file_player";
import type { Session } from "../../session";
import { FIRST_CAMERA } from "./people";

/** Error numbers of this dialect for a camera, and for a microphone that is forbidden, in use, or cannot be had otherwise. */
const CAMERA_REFUSED = 702;
const MICROPHONE_FORBIDDEN = 808, MICROPHONE_BUSY = 809, MICROPHONE_REFUSED = 810;
/** A screen that the person did not choose, that this browser cannot show, or that could not be captured. */
const SCREEN_FORBIDDEN = 8002, SCREEN_UNSUPPORTED = 8004, SCREEN_REFUSED = 8007;

type Play = (name: string, ...args: unknown[]) => void;

/** Keeps the server's word about one's own devices true; `stopSharing` runs when the browser's own bar ended it. */
export function followDevices(session: Session, play: Play, stopSharing: () => void): void {
  const tell = (kind: string, index: number, on: 0 | 1): void => session.tell("sb.publish", [kind, index, on]);
  session.events.on("deviceReturned", (kind, index) => tell(kind, index, 1));
  session.events.on("deviceLost", (kind, index) => {
    if (kind !== "video" && index === FILM_INDEX) return; // a file that came to its end
    if (kind === "screen") return stopSharing();
    tell(kind, index, 0);
    const lost = new DeviceRefused("missing", "the device was lost");
    if (kind === "video") cameraRefused(play, lost, index);
    else microphoneRefused(play, lost);
  });
}

/** Tells the page when microphones or speakers are plugged in or out, or get their names. */
export function followPlugs(session: Session, play: Play): void {
  follow(session, "microphone", () => play("CRVideo_MicDeviceChanged"));
  follow(session, "speaker", () => play("CRVideo_SpkDeviceChanged"));
}

function follow(session: Session, kind: DeviceKind, changed: () => void): void {
  let before: string | null = null;
  session.devices.events.on("changed", () => {
    if (!session.devices.known) return;
    const now = JSON.stringify(session.devices.list(kind));
    if (before !== null && now !== before) changed();
    before = now;
  });
}

export function cameraRefused(play: Play, error: unknown, index: number): void {
  if (failureOf(error) !== "cancelled") play("CRVideo_OpenVideoFailed", CAMERA_REFUSED, wordsOf(error), index + FIRST_CAMERA);
}

export function microphoneRefused(play: Play, error: unknown): void {
  const reason = failureOf(error);
  if (reason === "cancelled") return;
  const isForbidden = reason === "denied" || reason === "dismissed";
  play("CRVideo_OpenMicFailed", isForbidden ? MICROPHONE_FORBIDDEN : reason === "busy" ? MICROPHONE_BUSY : MICROPHONE_REFUSED, wordsOf(error));
}

export function screenRefused(play: Play, error: unknown): void {
  const reason = failureOf(error);
  const isForbidden = reason === "denied" || reason === "dismissed" || reason === "cancelled";
  play("CRVideo_StartScreenShareRslt", isForbidden ? SCREEN_FORBIDDEN : reason === "unsupported" ? SCREEN_UNSUPPORTED : SCREEN_REFUSED);
}

function failureOf(error: unknown): DeviceFailure {
  return error instanceof DeviceRefused ? error.reason : "failed";
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
