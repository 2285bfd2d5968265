import { expect, test } from "vitest";

import { boxes, fitted } from "../../../frontend/src/media/mixdown";

const FRAME = { x: 0, y: 0, width: 1280, height: 720 };

test("side by side halves the frame, a grid has its last row in the middle", () => {
  expect(boxes("side_by_side", 2, 1280, 720).map(({ x, width }) => [x, width])).toEqual([[0, 640], [640, 640]]);
  expect(boxes("side_by_side", 3, 1280, 720)[2]).toEqual({ x: 320, y: 360, width: 640, height: 360 });
  expect(boxes("side_by_side", 0, 1280, 720)).toEqual([]);
});

test("overlaid pictures stand small in the lower right corner, one above the other", () => {
  const [first, second, third] = boxes("overlaid", 3, 1280, 720);
  expect(first).toEqual(FRAME);
  expect(second).toEqual({ x: 944, y: 524, width: 320, height: 180 });
  expect(third).toEqual({ x: 944, y: 328, width: 320, height: 180 });
  for (const box of boxes("overlaid", 20, 1280, 720)) expect(box.x >= 0 && box.y >= 0).toBe(true);
});

test("a single layout shows one", () => expect(boxes("single", 4, 1280, 720)).toEqual([FRAME]));

test("a picture is shown whole, cut or stretched", () => {
  const box = { x: 0, y: 0, width: 640, height: 240 };
  expect(fitted(640, 480, box, "contain")).toEqual({ x: 160, y: 0, width: 320, height: 240 });
  expect(fitted(640, 480, box, "cover")).toEqual({ x: 0, y: -120, width: 640, height: 480 });
  expect(fitted(640, 480, box, "stretch")).toEqual(box);
});
