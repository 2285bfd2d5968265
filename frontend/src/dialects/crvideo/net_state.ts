/** CRVideo_NetStateChanged: how good the worst of what we send and receive is, 0 .. 10, told when it changes. */

import { worstOf } from "../../media/quality";
import type { Session } from "../../session";

/** The scale is ours too: above 8 is good, from 5 on fair (docs/quality.md). */
export function followQuality(session: Session, play: (name: string, score: number) => void): void {
  let told: number | undefined;
  session.quality.events.on("changed", (people) => {
    const score = worstOf(people)?.score;
    if (score !== told && score !== undefined) play("CRVideo_NetStateChanged", score);
    told = score;
  });
}
