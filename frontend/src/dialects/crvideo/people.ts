/** Text ids of this dialect to account ids of the mirror and back, and the numbers that describe a member. */

import type { Mirror } from "../../mirror/mirror";
import type { SeatRow } from "../../mirror/rows";
import type { PageState } from "./state";

/** CRVideo_ASTATUS / CRVideo_VSTATUS; 5 is somebody else's microphone that we asked to open. */
export const UNKNOWN = 0, NO_DEVICE = 1, CLOSED = 2, OPEN = 3, OPENING = 4, OPENING_FOREIGN = 5;
/** Camera ids start at 1; ours at 0. */
export const FIRST_CAMERA = 1;

/** The seat of a member of my room. */
export function seatOf(mirror: Mirror, uid: unknown): Readonly<SeatRow> | undefined {
  return mirror.all("seats").find((seat) => seat.external_id === String(uid));
}

/** The account behind a text id: in my room, or online anywhere; 0 when unknown. */
export function accountOf(mirror: Mirror, uid: unknown): number {
  const text = String(uid);
  if (mirror.me?.external_id === text) return mirror.myId;
  const seat = seatOf(mirror, text);
  return seat?.account_id ?? mirror.all("people").find((person) => person.external_id === text)?.id ?? 0;
}

/** The index of somebody's default camera; of one's own also outside of rooms. */
export function defaultCameraOf(mirror: Mirror, state: PageState, uid: unknown): number {
  return accountOf(mirror, uid) === mirror.myId ? state.defaultCamera - FIRST_CAMERA : (seatOf(mirror, uid)?.default_camera ?? 0);
}

/** The status of somebody's microphone or cameras, with what this page has just asked for. */
export function statusOf(kind: "audio" | "video", mirror: Mirror, state: PageState, uid: unknown): number {
  const seat = seatOf(mirror, uid);
  const status = kind === "audio" ? audioStatus(seat) : videoStatus(seat);
  if (status === OPEN || !state.opening.has(`${kind}/${String(uid)}`)) return status;
  return kind === "audio" && accountOf(mirror, uid) !== mirror.myId ? OPENING_FOREIGN : OPENING;
}

/** Whether a member's microphone, or any of their cameras, is open. */
export function isOpen(kind: "audio" | "video", seat: Readonly<SeatRow> | undefined): boolean {
  return (kind === "audio" ? audioStatus(seat) : videoStatus(seat)) === OPEN;
}

function audioStatus(seat: Readonly<SeatRow> | undefined): number {
  if (!seat) return UNKNOWN;
  if (seat.microphone) return OPEN;
  return seat.has_microphone ? CLOSED : NO_DEVICE;
}

function videoStatus(seat: Readonly<SeatRow> | undefined): number {
  if (!seat) return UNKNOWN;
  return [NO_DEVICE, CLOSED, OPEN][seat.camera] ?? UNKNOWN;
}

/** A member as pages get it: a fresh object every time, they add fields to it. */
export function member(seat: Readonly<SeatRow>): Record<string, unknown> {
  return {
    userID: seat.external_id,
    nickname: seat.name,
    audioStatus: audioStatus(seat),
    videoStatus: videoStatus(seat),
    spkStatus: seat.is_deaf ? CLOSED : OPEN,
  };
}
