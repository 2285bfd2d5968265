import { beforeEach, expect, test, vi } from "vitest";
import { Daybook } from "../../../../frontend/src/pages/agent/daybook";

const monday = new Date(2026, 10, 23, 9, 30);
const tuesday = new Date(2026, 10, 24, 9, 30);
const entry = { name: "Li", queue: "Cards", seconds: 61, at: monday.getTime(), note: "" };

beforeEach(() => localStorage.clear());

test("today's customers are there again after a reload, the last one first", () => {
  const book = new Daybook(7, monday);
  const changed = vi.fn();
  book.onChange(changed);
  book.add(entry);
  book.add({ ...entry, name: "Wu" });
  expect(changed).toHaveBeenCalledTimes(2);
  expect(new Daybook(7, monday).entries.map(({ name }) => name)).toEqual(["Wu", "Li"]);
});

test("another agent on the same machine sees an empty book, and a new day starts one", () => {
  new Daybook(7, monday).add(entry);
  expect(new Daybook(8, monday).entries).toEqual([]);
  expect(new Daybook(7, tuesday).entries).toEqual([]);
});

test("yesterday's names do not stay on the machine", () => {
  new Daybook(7, monday).add(entry);
  new Daybook(8, tuesday);
  expect(JSON.stringify({ ...localStorage })).not.toContain("Li");
});

test("a damaged book is an empty one", () => {
  new Daybook(7, monday).add(entry);
  for (const key of Object.keys(localStorage)) localStorage.setItem(key, "{");
  expect(new Daybook(7, monday).entries).toEqual([]);
});
