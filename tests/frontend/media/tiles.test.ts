/** Tiles: what the node is told about how large each picture is seen. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { PlaneToNode, View } from "../../../frontend/src/media/messages";
import { Plane } from "../../../frontend/src/media/plane";
import { installMedia } from "../fakes";

let said: PlaneToNode[];
let plane: Plane;

beforeEach(() => {
  vi.useFakeTimers();
  installMedia();
  document.body.innerHTML = "";
  said = [];
  plane = new Plane((msg) => said.push(msg));
});

afterEach(() => {
  plane.close();
  vi.useRealTimers();
});

const views = () => said.filter((msg): msg is View => msg.type === "view").map(({ account, width, height }) => [account, width, height]);

async function receive(...accounts: number[]): Promise<void> {
  const tracks = accounts.map((account, number) => ({ mid: String(number), account, kind: "video" as const, index: 0 }));
  plane.hear({ type: "offer", pc: "sub", peer: `n${said.length}`, version: 1, sdp: tracks.map(({ mid }) => mid).join(" "), tracks });
  await vi.advanceTimersByTimeAsync(50);
}

/** An element that plays somebody's picture at this place and size. */
function tile(account: number, width: number, height: number, top = 0): HTMLVideoElement {
  const element = document.createElement("video");
  Object.defineProperty(element, "srcObject", { value: plane.subscriber.stream(account, "video", 0) });
  element.getBoundingClientRect = () => ({ width, height, top, left: 0, bottom: top + height, right: width }) as DOMRect;
  document.body.append(element);
  return element;
}

test("the largest element that shows a picture counts, and is told once", async () => {
  await receive(2);
  tile(2, 100, 60);
  tile(2, 400, 225);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(views()).toEqual([[2, 400, 225]]);
});

test("a tile that grows is told anew, one that only trembles is not", async () => {
  await receive(2);
  const element = tile(2, 400, 225);
  await vi.advanceTimersByTimeAsync(1_000);
  element.getBoundingClientRect = () => ({ width: 410, height: 230, top: 0, left: 0, bottom: 230, right: 410 }) as DOMRect;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(views()).toHaveLength(1);
  element.getBoundingClientRect = () => ({ width: 900, height: 506, top: 0, left: 0, bottom: 506, right: 900 }) as DOMRect;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(views()[1]).toEqual([2, 900, 506]);
});

test("scrolled away, taken out or in a tab behind: nobody sees it", async () => {
  await receive(2, 3);
  const away = tile(2, 400, 225, 5_000);
  const seen = tile(3, 400, 225);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(views()).toEqual([[2, 0, 0], [3, 400, 225]]);
  seen.remove();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(views()[2]).toEqual([3, 0, 0]);
  away.getBoundingClientRect = seen.getBoundingClientRect;
  const state = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(views()).toHaveLength(3);
  state.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(views()[3]).toEqual([2, 400, 225]);
  state.mockRestore();
});

test("a picture that no element ever showed is used unseen, and nothing is said of it", async () => {
  await receive(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(views()).toEqual([]);
});

test("another node is told again", async () => {
  await receive(2);
  tile(2, 400, 225);
  await vi.advanceTimersByTimeAsync(1_000);
  await receive(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(views()).toEqual([[2, 400, 225], [2, 400, 225]]);
});

test("a picture that went out of sight is known as hidden, one that was never placed is not", async () => {
  await receive(2, 3);
  const element = tile(2, 400, 225);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(plane.isHidden(2, "video", 0)).toBe(false);
  element.remove();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([plane.isHidden(2, "video", 0), plane.isHidden(3, "video", 0)]).toEqual([true, false]);
});
