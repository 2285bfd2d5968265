import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { followEnergy } from "../../../../frontend/src/dialects/crvideo/energy";
import { Mirror } from "../../../../frontend/src/mirror/mirror";
import type { Session } from "../../../../frontend/src/session";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("levels go from 0 to 10, are told when they change, and only while the page listens in a room", () => {
  const mirror = new Mirror();
  const told: unknown[][] = [];
  let volume = 74;
  let isHeard = true;
  followEnergy({ mirror, volumeOf: () => volume } as unknown as Session, (...args) => void told.push(args), () => isHeard);
  vi.advanceTimersByTime(1000);
  const seat = { account_id: 7, external_id: "ann", microphone: 1 };
  mirror.patch([["put", "me", "me", { id: 7, account_id: 7 }], ["put", "seats", "7", seat]] as never);
  vi.advanceTimersByTime(1000);
  volume = 100;
  isHeard = false;
  vi.advanceTimersByTime(1000);
  isHeard = true;
  vi.advanceTimersByTime(1000);
  mirror.patch([["put", "seats", "7", { microphone: 0 }]] as never);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([[0, 7], [7, 10], [10, 0]].map((levels) => ["CRVideo_MicEnergyUpdate", "ann", ...levels]));
  mirror.clear();
  expect(vi.getTimerCount()).toBe(0);
});
