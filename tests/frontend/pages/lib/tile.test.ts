import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Tile } from "../../../../frontend/src/pages/lib/tile";

let isAway: boolean;
let playing: { account_id: number; has_picture: boolean } | null;

beforeEach(() => {
  document.documentElement.lang = "en";
  isAway = false;
  playing = null;
  vi.stubGlobal("anychat", { isAway: () => isAway, qualityOf: () => null, media: { playing: () => playing } });
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

test("while one's own link is lost nothing is said of a camera, a microphone or a connection", () => {
  const tile = new Tile(7, { name: "Li" });
  expect(tile.element.textContent).toContain("Camera is off");
  tile.lose();
  expect(tile.element.querySelector(".tile__cover p")?.textContent).toBe("Reconnecting…");
  expect(tile.element.querySelector(".tile__name")?.textContent).toBe("Li");
  expect(tile.element.querySelector<HTMLElement>("[data-connection]")?.hidden).toBe(true);
  tile.refresh();
  expect(tile.element.textContent).toContain("Camera is off");
  expect(tile.element.querySelector<HTMLElement>("[data-connection]")?.hidden).toBe(false);
});

test("a film that somebody plays is seen although their camera is off; music is not", () => {
  const tile = new Tile(7, { name: "Li" });
  const isDark = () => tile.element.classList.contains("tile--dark");
  expect(isDark()).toBe(true);
  playing = { account_id: 7, has_picture: true };
  tile.refresh();
  expect(isDark()).toBe(false);
  playing = { account_id: 7, has_picture: false };
  tile.refresh();
  expect(isDark()).toBe(true);
});
