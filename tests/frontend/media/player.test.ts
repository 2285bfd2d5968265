import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Player } from "../../../frontend/src/media/player";

interface FakeAudio { srcObject: unknown; volume: number; play(): Promise<void> }
let made: FakeAudio[];
let refuse: boolean;

beforeEach(() => {
  made = [];
  refuse = false;
  vi.stubGlobal("Audio", function (this: FakeAudio) {
    this.play = vi.fn(async () => {
      if (refuse) throw Object.assign(new Error("no"), { name: "NotAllowedError" });
    });
    made.push(this);
  });
});
afterEach(() => void vi.unstubAllGlobals());

const stream = {} as MediaStream;

test("each account is heard through an element of its own, and silent when its stream went", () => {
  const player = new Player();
  player.play(1, stream);
  player.play(2, stream);
  expect(made).toHaveLength(2);
  player.play(1, null);
  expect(made[0]!.srcObject).toBeNull();
});

test("the volume holds for those who come later too", () => {
  const player = new Player();
  player.play(1, stream);
  player.setVolume(0.25);
  player.play(2, stream);
  expect(made.map(({ volume }) => volume)).toEqual([0.25, 0.25]);
});

test("sound that the browser keeps back is told and played at the user's next gesture", async () => {
  const player = new Player();
  const blocked: boolean[] = [];
  player.events.on("blocked", (is) => blocked.push(is));
  refuse = true;
  player.play(1, stream);
  await vi.waitFor(() => expect(blocked).toEqual([true]));
  refuse = false;
  document.dispatchEvent(new Event("pointerdown"));
  await vi.waitFor(() => expect(blocked).toEqual([true, false]));
  expect(made[0]!.play).toHaveBeenCalledTimes(2);
  player.close();
});
