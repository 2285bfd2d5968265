/** Devices that somebody else closed: the light goes out here too. */

import type { SeatRow } from "../../mirror/rows";
import type { Session } from "../../session";

/** Stops capturing what the server shows as closed now and showed as open before. */
export function followClosing(session: Session): void {
  let before: Readonly<SeatRow> | undefined;
  session.mirror.events.on("changed", () => {
    const seat = session.mirror.mySeat;
    if (seat && before) {
      if (before.microphone && !seat.microphone) session.closeMicrophone();
      for (const index of before.cameras) if (!seat.cameras.includes(index)) session.closeCamera(index);
    }
    before = seat;
  });
}
