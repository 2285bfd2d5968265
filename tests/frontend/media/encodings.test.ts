/** Layers: how many a picture is sent in, how large they are, and how they share the bits. */

import { describe, expect, it } from "vitest";

import { arrange, separate, usualBitrate, type ScalableEncoding } from "../../../frontend/src/media/encodings";

function arranged(layers: number, width: number, height: number, cap = 1_180_000, kind: "video" | "screen" = "video"): RTCRtpEncodingParameters[] {
  const encodings = Array.from({ length: layers }, () => ({}) as RTCRtpEncodingParameters);
  arrange(encodings, kind, { width, height }, cap);
  return encodings;
}

describe("layers of a picture", () => {
  it("has three of a large camera, each half the size of the next and less than a third of its bits", () => {
    const layers = arranged(3, 1280, 720);
    expect(layers.map((layer) => layer.scaleResolutionDownBy)).toEqual([4, 2, 1]);
    expect(layers.map((layer) => layer.active)).toEqual([true, true, true]);
    const rates = layers.map((layer) => layer.maxBitrate!);
    expect(rates[0]! + rates[1]! + rates[2]!).toBeLessThanOrEqual(1_180_000);
    expect(rates[1]! / rates[0]!).toBeCloseTo(3.5, 1);
    expect(rates[2]! / rates[1]!).toBeCloseTo(3.5, 1);
  });

  it("rests those that are not worth it, so that the lowest is never a stamp", () => {
    expect(arranged(3, 640, 360).map(({ active, scaleResolutionDownBy: scale }) => [active, scale])).toEqual([[true, 2], [true, 1], [false, 1]]);
    expect(arranged(3, 320, 240).map(({ active, scaleResolutionDownBy: scale }) => [active, scale])).toEqual([[true, 1], [false, 1], [false, 1]]);
    expect(arranged(3, 320, 240, 300_000)[0]!.maxBitrate).toBe(300_000);
  });

  it("are streams of their own in every codec", () => {
    const layers: ScalableEncoding[] = [{ rid: "l" }, { rid: "h" }];
    separate(layers, "video/VP9");
    expect(layers.map(({ scalabilityMode }) => scalabilityMode)).toEqual(["L1T1", "L1T1"]);
    separate(layers, "video/H264");
    expect(layers).toEqual([{ rid: "l" }, { rid: "h" }]);
    const single: RTCRtpEncodingParameters[] = [{}];
    separate(single, "video/AV1");
    expect(single).toEqual([{}]);
  });

  it("counts the longer side of a telephone held upright", () => {
    expect(arranged(3, 720, 1280).map((layer) => layer.active)).toEqual([true, true, true]);
  });

  it("sends a screen mostly in full: text does not live at half its size", () => {
    const [low, high] = arranged(2, 1920, 1080, 2_500_000, "screen");
    expect([low!.scaleResolutionDownBy, high!.scaleResolutionDownBy]).toEqual([2, 1]);
    expect(high!.maxBitrate).toBeGreaterThan(2_000_000);
  });

  it("leaves a single stream whole", () => {
    const [only] = arranged(1, 1280, 720, 900_000);
    expect(only).toEqual({ maxBitrate: 900_000 });
  });

  it("asks for more bits the larger the picture, and for some before the size is known", () => {
    const usual = [undefined, 320, 640, 1280, 1920].map((width) => usualBitrate({ width }));
    expect(usual).toEqual([...usual].sort((a, b) => a - b));
    expect(usual[0]).toBeGreaterThan(100_000);
  });
});
