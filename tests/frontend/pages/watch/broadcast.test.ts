import { describe, expect, test } from "vitest";

import { type Doing, judge, Pulse, read, type Shown, type Word } from "../../../../frontend/src/pages/watch/broadcast";

const STILL: Doing = { moves: false, hasMoved: false, isPaused: false, isUnable: false };
const PLAYED: Doing = { ...STILL, hasMoved: true };

describe("what a spectator is shown", () => {
  const cases: readonly [string, Word, Doing, Shown][] = [
    ["nothing is known yet", "", STILL, "joining"],
    ["the mixer starts", "starting", STILL, "waiting"],
    ["it runs, and the first picture is on its way", "running", STILL, "joining"],
    ["the browser lets nothing start by itself", "running", { ...STILL, isPaused: true }, "joining"],
    ["the picture moves", "running", { ...PLAYED, moves: true }, "live"],
    ["the mixer is tried again while the last seconds still play", "retrying", { ...PLAYED, moves: true }, "live"],
    ["they have been played", "retrying", PLAYED, "interrupted"],
    ["the network of the spectator is away", "running", PLAYED, "interrupted"],
    ["it never came to run and is tried again", "retrying", STILL, "interrupted"],
    ["the spectator has paused", "running", { ...PLAYED, isPaused: true }, "live"],
    ["it is over while the last seconds still play", "ended", { ...PLAYED, moves: true }, "live"],
    ["it is over", "ended", PLAYED, "ended"],
    ["it ended while it was paused", "ended", { ...PLAYED, isPaused: true }, "ended"],
    ["it failed for good", "failed", STILL, "ended"],
    ["the browser knows no such pictures", "running", { ...STILL, isUnable: true }, "unplayable"],
  ];
  test.each(cases)("when %s", (_, word, doing, shown) => expect(judge(word, doing)).toBe(shown));
});

test("a picture moves until it has stood still for too long, and a first position is no movement", () => {
  const pulse = new Pulse(2500);
  pulse.look(0, 0);
  pulse.look(17.5, 100); // where a live picture begins
  expect([pulse.moves(100), pulse.hasMoved]).toEqual([false, false]);
  pulse.look(17.7, 300);
  expect([pulse.moves(300), pulse.moves(2799), pulse.moves(2800)]).toEqual([true, true, false]);
  pulse.look(3, 3000); // another stream begins
  expect(pulse.moves(3000)).toBe(true);
  pulse.stop();
  expect([pulse.moves(3001), pulse.hasMoved]).toEqual([false, true]);
});

test("an answer that cannot be read is no news, and a broadcast that nobody knows any more has ended", () => {
  expect(read(200, { state: "running", is_playable: true })).toEqual({ state: "running", isPlayable: true });
  expect(read(404, null)).toEqual({ state: "ended", isPlayable: false });
  expect([read(502, null), read(200, {}), read(200, null)]).toEqual([null, null, null]);
});
