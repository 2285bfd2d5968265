/** What somebody else does to one's own devices: a page alone can open them, and stops capturing what was closed. */

import type { Mirror } from "../mirror/mirror";
import type { Session } from "../session";

const ASKED = "sb.asked";
/** As long as a browser may take to open a device; the server counts a later opening as its person's own. */
const OPENS_WITHIN_MS = 10_000;

export type AskedKind = "audio" | "video";

/** Does as we are told; `open` opens the microphone or the default camera in the dialect's own way. */
export function followAsked(session: Session, open: (kind: AskedKind) => void): void {
  session.events.on("callback", (name, [kind, isOn]) => {
    if (name !== ASKED) return;
    if (isOn) open(kind === "audio" ? "audio" : "video");
    else if (kind === "audio") session.closeMicrophone();
    else for (const index of session.capture.indexes("video")) session.closeCamera(index);
  });
}

/** Resolves when somebody's page has opened what it was asked for, or has had long enough. */
export function untilOpen(mirror: Mirror, isOpen: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = mirror.events.on("changed", () => isOpen() && done());
    const timer = setTimeout(() => done(), OPENS_WITHIN_MS);
    const done = (): void => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    if (isOpen()) done();
  });
}
