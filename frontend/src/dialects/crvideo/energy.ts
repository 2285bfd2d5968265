/** CRVideo_MicEnergyUpdate: how loud each member speaks, 0 .. 10, told when it changes. */

import { steadily } from "../../lib/steady";
import type { Session } from "../../session";

const EVERY_MS = 300;
/** Our volumes go to 100. */
const PER_LEVEL = 10;

/** Measures while one sits in a room and `isHeard` says that the page listens. */
export function followEnergy(session: Session, play: (name: string, uid: string, before: number, now: number) => void, isHeard: () => boolean): void {
  const levels = new Map<string, number>();
  let stop: (() => void) | null = null;
  const measure = (): void => {
    if (!isHeard()) return;
    for (const { account_id, external_id, microphone } of session.mirror.all("seats")) {
      const before = levels.get(external_id) ?? 0;
      const now = microphone ? Math.round(session.volumeOf(account_id) / PER_LEVEL) : 0;
      if (now === before) continue;
      levels.set(external_id, now);
      play("CRVideo_MicEnergyUpdate", external_id, before, now);
    }
  };
  session.mirror.events.on("changed", () => {
    const isSeated = session.mirror.mySeat !== undefined;
    if (isSeated) stop ??= steadily(EVERY_MS, measure);
    else if (stop) {
      stop();
      stop = null;
      levels.clear();
    }
  });
}
