import { expect, test } from "vitest";

import { averaged, judge, stateOf, worstOf, type Measured } from "../../../frontend/src/media/quality";

const PERFECT: Measured = { lossPercent: 0, rttMs: 0, freezePercent: 0, limitedBy: "", shortfallPercent: 0, silentS: 0 };
const judged = (worse: Partial<Measured>) => judge({ ...PERFECT, ...worse });

test("nothing wrong is ten of ten", () => {
  expect(judge(PERFECT)).toEqual({ score: 10, reason: "fine" });
});

test("less than one step is fine, and the score falls evenly between the steps", () => {
  expect(judged({ lossPercent: 1 })).toEqual({ score: 9, reason: "fine" });
  expect(judged({ lossPercent: 2 })).toEqual({ score: 8, reason: "loss" });
  expect(judged({ lossPercent: 3.5 })).toEqual({ score: 7, reason: "loss" });
  expect(judged({ lossPercent: 100 })).toEqual({ score: 0, reason: "loss" });
});

test("every cause is named", () => {
  expect(judged({ rttMs: 650 })).toEqual({ score: 4, reason: "delay" });
  expect(judged({ freezePercent: 15 })).toEqual({ score: 6, reason: "freeze" });
  expect(judged({ limitedBy: "cpu", shortfallPercent: 70 })).toEqual({ score: 5, reason: "cpu" });
  expect(judged({ limitedBy: "bandwidth", shortfallPercent: 95 })).toEqual({ score: 2, reason: "bandwidth" });
  expect(judged({ silentS: 3 })).toEqual({ score: 0, reason: "silence" });
});

test("a picture that is smaller without being limited is what somebody wanted", () => {
  expect(judged({ shortfallPercent: 90 }).score).toBe(10);
});

test("the worst cause counts", () => {
  expect(judged({ lossPercent: 3, rttMs: 700, freezePercent: 6 })).toMatchObject({ reason: "delay" });
});

test("scores have the states that the server gives them too", () => {
  expect([10, 9, 8, 6, 4, 3, 2, 0].map(stateOf)).toEqual([0, 0, 1, 2, 3, 3, 4, 4]);
});

test("the worst of several streams, and nothing of none", () => {
  expect(worstOf([{ score: 8, reason: "loss" }, { score: 5, reason: "cpu" }, { score: 9, reason: "fine" }])).toEqual({ score: 5, reason: "cpu" });
  expect(worstOf([])).toBeNull();
});

test("one bad second of five weighs a fifth, and silence is that of the last second", () => {
  const mean = averaged([PERFECT, PERFECT, { ...PERFECT, lossPercent: 10, silentS: 2 }, PERFECT, PERFECT]);
  expect(mean).toMatchObject({ lossPercent: 2, silentS: 0 });
});
