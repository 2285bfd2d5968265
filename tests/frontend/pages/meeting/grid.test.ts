import { expect, test } from "vitest";
import { bestFit } from "../../../../frontend/src/pages/meeting/grid";

test("every tile fits into the box, whatever the number and the shape of the box", () => {
  for (const [width, height] of [[1256, 594], [374, 640], [900, 300], [300, 900]] as const) {
    for (let count = 1; count <= 30; count++) {
      const { columns, width: w, height: h } = bestFit(count, width, height);
      const rows = Math.ceil(count / columns);
      expect(columns * w + (columns - 1) * 8).toBeLessThanOrEqual(width);
      expect(rows * h + (rows - 1) * 8).toBeLessThanOrEqual(height);
      expect(w / h).toBeGreaterThan(1);
      expect(w / h).toBeLessThan(2.1);
    }
  }
});

test("two stand side by side on a desktop and one above the other on a phone", () => {
  expect(bestFit(2, 1256, 594).columns).toBe(2);
  expect(bestFit(2, 374, 640).columns).toBe(1);
});

test("an empty room does not divide by nothing", () => {
  expect(bestFit(0, 0, 0).columns).toBe(1);
});
