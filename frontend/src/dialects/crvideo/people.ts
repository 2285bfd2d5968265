/** Text ids of this dialect to account ids of the mirror and back, and the numbers that describe a member. */

import type { Mirror } from "../../mirror/mirror";
import type { SeatRow } from "../../mirror/rows";

/** CRVideo_ASTATUS / CRVideo_VSTATUS: 0 unknown, 1 no device, 2 closed, 3 open. */
export const UNKNOWN = 0, NO_DEVICE = 1, CLOSED = 2, OPEN = 3;
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

export function audioStatus(seat: Readonly<SeatRow> | undefined): number {
  if (!seat) return UNKNOWN;
  if (seat.microphone) return OPEN;
  return seat.has_microphone ? CLOSED : NO_DEVICE;
}

export function videoStatus(seat: Readonly<SeatRow> | undefined): number {
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
    spkStatus: OPEN,
  };
}
