import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Tile } from "../../../../frontend/src/pages/lib/tile";

let isAway: boolean;

beforeEach(() => {
  document.documentElement.lang = "en";
  isAway = false;
  vi.stubGlobal("anychat", { isAway: () => isAway });
  vi.stubGlobal("BRAC_GetUserInfo", () => "");
  vi.stubGlobal("BRAC_GetUserName", (user: number) => (user === 7 ? "Li" : ""));
  for (const name of ["BRAC_SetVideoPos", "BRAC_GetCameraState", "BRAC_GetSpeakState", "BRAC_QueryUserStateInt"]) vi.stubGlobal(name, () => 0);
});
afterEach(() => void vi.unstubAllGlobals());

const words = (tile: Tile) => tile.element.querySelector(".tile__away")?.textContent;

test("a lost link is said on the tile of the one who is waited for, and taken away when they are back", () => {
  const tile = new Tile(7, { name: "?" });
  tile.listen();
  expect(words(tile)).toBe("");
  isAway = true;
  tile.listen();
  expect(words(tile)).toBe("Connection lost, waiting for Li…");
  expect(tile.element.classList.contains("tile--away")).toBe(true);
  isAway = false;
  tile.listen();
  expect([words(tile), tile.element.classList.contains("tile--away")]).toEqual(["", false]);
});

test("one's own tile never says so: the banner does", () => {
  isAway = true;
  const tile = new Tile(7, { name: "Li", self: true });
  tile.listen();
  expect(words(tile)).toBe("");
});
