import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ConnectionNow, StreamNow } from "../../../../frontend/src/dialects/anychat/connection";
import type { Served } from "../../../../frontend/src/media/messages";
import type { StreamStats } from "../../../../frontend/src/media/stats";
import { ConnectionButton } from "../../../../frontend/src/pages/lib/connection";
import { looksOf } from "../../../../frontend/src/pages/lib/connection_rows";

const STATS: StreamStats = {
  width: 640, height: 360, frameRate: 15, bitrate: 438_000, lossPercent: 2, rttMs: 40, channels: 0, sampleRate: 90_000, volume: 0, codec: "video/VP8",
  freezePercent: 0, limitedBy: "", shortfallPercent: 0, silentS: 0, jitterMs: 7, layers: [],
};
const SERVED: Served = { account: 7, kind: "video", index: 0, layer: "m", width: 640, height: 360, bitrate_bps: 438_000, level: 2, levels: 3, limit: "bandwidth", thinned: false };
const PICTURE: StreamNow = { kind: "video", isDirect: false, isCarried: true, stats: STATS, served: SERVED };
const SOUND: StreamNow = { kind: "audio", isDirect: false, isCarried: true, stats: { ...STATS, width: 0, height: 0, frameRate: 0, bitrate: 32_000 }, served: null };
const NOW: ConnectionNow = { picture: PICTURE, sound: SOUND, carriesBps: 1_730_000 };

let now: ConnectionNow;
let quality: { score: number; reason: string } | null;

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "en";
  document.body.replaceChildren();
  [now, quality] = [NOW, { score: 6, reason: "bandwidth" }];
  vi.stubGlobal("anychat", { qualityOf: () => quality, connectionOf: () => now });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What stands in the line with this label: of the picture, and of the voice. */
function line(label: string, of: ConnectionNow = now, isOwn = false): string[] | undefined {
  const row = looksOf(of, null, isOwn).rows.find((one) => one.label === label);
  return row && [row.picture, row.sound];
}
const served = (change: Partial<Served>, stream: Partial<StreamNow> = {}): ConnectionNow => ({ ...NOW, picture: { ...PICTURE, served: { ...SERVED, ...change }, ...stream } });

test("of somebody else it says what is received: layer, why no higher, size, rate, losses and times", () => {
  const looks = looksOf(NOW, { score: 6, reason: "bandwidth" }, false);
  expect(looks.summary).toBe("6 of 10: fair (the line is too slow)");
  expect(looks.rows.map(({ label, picture, sound }) => [label, picture, sound])).toEqual([
    ["Layer", "medium (2 of 3)", "–"],
    ["Limited by", "bandwidth", "–"],
    ["Size", "640 × 360", "–"],
    ["Frames", "15/s", "–"],
    ["Rate", "438 kb/s", "32 kb/s"],
    ["Lost", "2 %", "2 %"],
    ["Round trip", "40 ms", "40 ms"],
    ["Jitter", "7 ms", "7 ms"],
  ]);
  expect(looks.notes).toEqual([["My line carries about", "1.7 Mb/s"]]);
});

test("layers are named by their place among those that come", () => {
  expect(line("Layer", served({ level: 1, levels: 2 }))?.[0]).toBe("low (1 of 2)");
  expect(line("Layer", served({ level: 2, levels: 2, limit: "" }))?.[0]).toBe("high (2 of 2)");
  expect(line("Layer", served({ layer: "single", level: 1, levels: 1 }))?.[0]).toBe("the only one");
});

test("a picture that is thinned for our line says so", () => {
  expect(line("Layer", served({ layer: "l", level: 1, thinned: true }))?.[0]).toBe("low (1 of 3), fewer pictures");
  document.documentElement.lang = "zh-Hans";
  expect(line("清晰度层", served({ layer: "l", level: 1, thinned: true }))?.[0]).toBe("低（1/3），已降帧");
});

test("a pause says why, and so does a layer that nobody needs higher", () => {
  const paused = served({ layer: "none", level: 0, limit: "bandwidth" });
  expect([line("Layer", paused)?.[0], line("Limited by", paused)?.[0]]).toEqual(["paused", "bandwidth"]);
  expect(line("Layer", served({ layer: "none", level: 0, limit: "" }))?.[0]).toBe("not here yet");
  expect(line("Layer", served({ layer: "undecodable", level: 0, limit: "" }))?.[0]).toBe("cannot be played");
  expect(line("Limited by", served({ limit: "hidden" }))?.[0]).toBe("out of sight");
  expect(line("Limited by", served({ limit: "tile" }))?.[0]).toBe("its small tile");
  expect(line("Limited by", served({ limit: "" }))?.[0]).toBe("nothing");
});

test("what is closed, not measured yet or goes straight is said in place of numbers", () => {
  expect(looksOf({ picture: null, sound: null, carriesBps: 0 }, null, false)).toMatchObject({ summary: "No picture and no sound.", notes: [["My line carries about", "–"]] });
  expect(line("Layer", { ...NOW, picture: null, sound: null })).toEqual(["no picture", "muted"]);
  const fresh: ConnectionNow = { ...NOW, picture: { ...PICTURE, stats: null, served: null }, sound: { ...SOUND, isCarried: false, stats: null } };
  expect([looksOf(fresh, null, false).summary, line("Layer", fresh)]).toEqual(["Measuring…", ["Measuring…", "not here yet"]]);
  expect(line("Layer", { ...NOW, picture: { ...PICTURE, isDirect: true, served: null } })?.[0]).toBe("direct");
});

test("of oneself it says what is sent, in which layers, and what limits it", () => {
  const layers = [{ width: 320, height: 180, frameRate: 15, bitrate: 90_000 }, { width: 640, height: 360, frameRate: 15, bitrate: 348_000 }];
  const own: ConnectionNow = { ...NOW, picture: { ...PICTURE, served: null, stats: { ...STATS, limitedBy: "cpu", layers } } };
  expect(line("Limited by", own, true)).toEqual(["busy computer", "–"]);
  expect(line("Layer", own, true)).toBeUndefined();
  expect(looksOf(own, null, true).notes).toEqual([["low (1 of 2)", "320 × 180 · 15/s · 90 kb/s"], ["high (2 of 2)", "640 × 360 · 15/s · 348 kb/s"]]);
  const alone: ConnectionNow = { ...NOW, picture: { ...PICTURE, isCarried: false, stats: null, served: null }, sound: null };
  expect(line("Limited by", alone, true)).toEqual(["nobody watches", "muted"]);
});

test("it speaks Chinese on a Chinese page", () => {
  document.documentElement.lang = "zh-Hans";
  expect(line("清晰度层")?.[0]).toBe("中（2/3）");
  expect(looksOf(NOW, { score: 6, reason: "bandwidth" }, false).summary).toBe("6 分（满分 10）：一般（带宽不足）");
});

function button(): ConnectionButton {
  const made = new ConnectionButton({ user: 7, index: 0, isSelf: false, isScreen: false, name: () => "Li" });
  document.body.append(made.element);
  return made;
}
const panel = () => document.querySelector(".connection");

test("the button carries the score for eyes and in words, and empty bars until there is one", () => {
  quality = null;
  const made = button();
  expect([made.element.textContent, made.element.getAttribute("aria-label")]).toEqual(["–", "Connection of Li: Measuring…"]);
  quality = { score: 9, reason: "fine" };
  made.refresh();
  expect([made.element.textContent, made.element.title]).toEqual(["9", "Connection of Li: 9 of 10: excellent"]);
  expect(made.element.querySelector<HTMLElement>(".signal")?.dataset["state"]).toBe("0");
});

test("it opens the panel, which follows the numbers, and Escape takes it away and gives the keyboard back", () => {
  const made = button();
  made.element.click();
  expect([made.element.getAttribute("aria-expanded"), panel()?.querySelector("h2")?.textContent, document.activeElement === panel()]).toEqual(["true", "From Li", true]);
  expect(panel()?.textContent).toContain("438 kb/s");
  now = { ...NOW, picture: { ...PICTURE, stats: { ...STATS, bitrate: 500_000 } } };
  vi.advanceTimersByTime(1000);
  expect(panel()?.textContent).toContain("500 kb/s");
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect([panel(), made.element.getAttribute("aria-expanded"), document.activeElement === made.element]).toEqual([null, "false", true]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a touch beside the panel closes it, one inside does not; a tile that goes takes it along", () => {
  const made = button();
  made.element.click();
  panel()?.querySelector("h2")?.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(panel()).not.toBeNull();
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(panel()).toBeNull();
  made.element.click();
  made.close();
  expect([panel(), vi.getTimerCount()]).toEqual([null, 0]);
});
