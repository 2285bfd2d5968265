/** One's own devices that end, and come back, by themselves: the server is told, and the page why. */

import type { Session } from "../../session";
import { FIRST_CAMERA } from "./people";

/** Error numbers of this dialect for a camera and a microphone that cannot be opened. */
export const CAMERA_REFUSED = 702, MICROPHONE_REFUSED = 808;

type Play = (name: string, ...args: unknown[]) => void;

/** Keeps the server's word about one's own devices true; `stopSharing` runs when the browser's own bar ended it. */
export function followDevices(session: Session, play: Play, stopSharing: () => void): void {
  const tell = (kind: string, index: number, on: 0 | 1): void => session.tell("sb.publish", [kind, index, on]);
  session.events.on("deviceReturned", (kind, index) => tell(kind, index, 1));
  session.events.on("deviceLost", (kind, index) => {
    if (kind === "screen") return stopSharing();
    tell(kind, index, 0);
    const why = "the device was lost";
    if (kind === "video") play("CRVideo_OpenVideoFailed", CAMERA_REFUSED, why, index + FIRST_CAMERA);
    else play("CRVideo_OpenMicFailed", MICROPHONE_REFUSED, why);
  });
}
