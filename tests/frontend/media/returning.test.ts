import { beforeEach, expect, test, vi } from "vitest";

import { goOnWhenBack } from "../../../frontend/src/media/returning";

let video: HTMLVideoElement;
let plays: number;
let isWanted: boolean;

function take(): void {
  video.remove();
  video.dispatchEvent(new Event("pause"));
  vi.advanceTimersByTime(1_000);
}

function putBack(): void {
  document.body.append(video);
  vi.advanceTimersByTime(1_000);
}

beforeEach(() => {
  vi.useFakeTimers();
  [video, plays, isWanted] = [document.createElement("video"), 0, true];
  Object.defineProperty(video, "paused", { value: true });
  video.play = () => Promise.resolve(void (plays += 1));
  document.body.replaceChildren(video);
});

test("an element that is put in again goes on, once each time", () => {
  goOnWhenBack(video, () => isWanted);
  for (let time = 1; time <= 2; time += 1) {
    take();
    putBack();
    expect(plays).toBe(time);
  }
});

test("one that was halted in its place, or is not wanted any more, stays", () => {
  goOnWhenBack(video, () => isWanted);
  video.dispatchEvent(new Event("pause"));
  vi.advanceTimersByTime(1_000);
  take();
  isWanted = false;
  putBack();
  expect([plays, vi.getTimerCount()]).toEqual([0, 0]);
});

test("nothing is watched after the signal", () => {
  const end = new AbortController();
  goOnWhenBack(video, () => isWanted, end.signal);
  end.abort();
  take();
  putBack();
  expect(plays).toBe(0);
});
