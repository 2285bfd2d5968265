/** The streams that a person's seat says are open. */

import type { SeatRow } from "../mirror/rows";
import type { StreamName } from "./quality_watch";

/** What somebody in the room has open. */
export function openOf({ account_id: account, microphone, cameras, is_sharing }: Readonly<SeatRow>): StreamName[] {
  const voice: StreamName[] = microphone ? [{ account, kind: "audio", index: 0 }] : [];
  const screen: StreamName[] = is_sharing ? [{ account, kind: "screen", index: 0 }] : [];
  return [...voice, ...cameras.map((index): StreamName => ({ account, kind: "video", index })), ...screen];
}
