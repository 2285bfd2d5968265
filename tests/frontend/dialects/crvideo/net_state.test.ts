import { expect, test } from "vitest";

import { followQuality } from "../../../../frontend/src/dialects/crvideo/net_state";
import { Emitter } from "../../../../frontend/src/lib/emitter";
import type { QualityEvents } from "../../../../frontend/src/media/quality_watch";
import type { Session } from "../../../../frontend/src/session";

const of = (score: number) => ({ account: 7, score, reason: "fine" as const, lossPercent: 0, rttMs: 0 });

test("the worst score is told when it changes, and again after a while without any", () => {
  const events = new Emitter<QualityEvents>();
  const told: unknown[][] = [];
  followQuality({ quality: { events } } as unknown as Session, (...args) => void told.push(args));
  for (const scores of [[10, 9], [9], [9, 4], [], [4]]) events.emit("changed", scores.map(of));
  expect(told).toEqual([9, 4, 4].map((score) => ["CRVideo_NetStateChanged", score]));
});
