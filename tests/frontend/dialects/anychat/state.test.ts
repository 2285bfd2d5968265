import { expect, test } from "vitest";

import { networkState } from "../../../../frontend/src/media/quality";

const line = (lossPercent: number, rttMs: number) => ({ lossPercent, rttMs });

test("the network is as good as its worst stream, by losses or by delay: 0 best to 4 worst (manual 3.4)", () => {
  expect(networkState([])).toBe(0);
  expect(networkState([line(1, 40), line(0, 0)])).toBe(0);
  expect(networkState([line(2, 40)])).toBe(1);
  expect(networkState([line(0, 40), line(0, 650)])).toBe(3);
  expect(networkState([line(30, 10)])).toBe(4);
});
