import { expect, test } from "vitest";

import { isPlain, placing, resultSize, shownPart, timeWords, turnedSize, type PictureStyle } from "../../../frontend/src/media/picture_draw";

/** Where a point of a 640 by 480 picture is drawn. */
function drawn(style: PictureStyle, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f] = placing(640, 480, style);
  return [a * x + c * y + e, b * x + d * y + f];
}

test("a quarter turn swaps width and height, a half turn does not", () => {
  const size = (rotation: 0 | 90 | 180 | 270) => turnedSize(640, 480, { rotation });
  expect([size(0), size(90), size(180), size(270)]).toEqual([[640, 480], [480, 640], [640, 480], [480, 640]]);
});

test.each<[string, PictureStyle, [number, number], [number, number]]>([
  ["as it is", {}, [0, 0], [640, 480]],
  ["a quarter clockwise", { rotation: 90 }, [480, 0], [0, 640]],
  ["a half", { rotation: 180 }, [640, 480], [0, 0]],
  ["three quarters", { rotation: 270 }, [0, 640], [480, 0]],
  ["upside down", { isFlipped: true }, [0, 480], [640, 0]],
  ["a quarter clockwise, then upside down", { rotation: 90, isFlipped: true }, [480, 640], [0, 0]],
])("%s: the corners go where they belong", (_name, style, first, last) => {
  expect([drawn(style, 0, 0), drawn(style, 640, 480)]).toEqual([first, last]);
});

test.each([
  ["a part", [100, 50, 320, 240], [100, 50, 320, 240]],
  ["what hangs over the edge", [600, -20, 100, 120], [600, 0, 40, 100]],
  ["what lies beside the picture", [700, 0, 100, 100], [0, 0, 640, 480]],
])("of %s, what lies within the picture is shown", (_name, [left, top, width, height], part) => {
  const style: PictureStyle = { crop: { left: left!, top: top!, width: width!, height: height! } };
  expect(Object.values(shownPart(640, 480, style))).toEqual(part);
  expect(resultSize(640, 480, { ...style, rotation: 90 })).toEqual([part[3], part[2]]);
});

test("only a style that changes something needs processing", () => {
  expect([undefined, {}, { rotation: 0 as const, hasTime: false }].map(isPlain)).toEqual([true, true, true]);
  expect([{ rotation: 90 as const }, { isFlipped: true }, { hasTime: true }, { crop: { left: 0, top: 0, width: 1, height: 1 } }].map(isPlain)).toEqual([false, false, false, false]);
});

test("the time is written as year-month-day and 24 hours", () => {
  expect(timeWords(new Date(2026, 0, 5, 7, 8, 9))).toBe("2026-01-05 07:08:09");
});
