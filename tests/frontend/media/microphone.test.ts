import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Microphone } from "../../../frontend/src/media/microphone";
import { FakeStream, FakeTrack, installMedia } from "../fakes";

/** The browser's sound graph, as far as one asks: does it run, what leads into it, how loud is it. */
class FakeContext {
  static last: FakeContext | undefined;
  state = "suspended";
  currentTime = 0;
  onstatechange: (() => void) | null = null;
  factor = 1;
  inputs: FakeTrack[] = [];
  readonly gain = { gain: { value: 1, setTargetAtTime: (factor: number) => void (this.factor = factor) }, connect: () => undefined };
  constructor() {
    FakeContext.last = this;
  }
  createGain() {
    return this.gain;
  }
  createMediaStreamDestination() {
    return { channelCount: 2, stream: new FakeStream([new FakeTrack("audio", "graph")]) };
  }
  createMediaStreamSource(stream: FakeStream) {
    const [track] = stream.getTracks();
    return { connect: () => void this.inputs.push(track!), disconnect: () => void this.inputs.splice(this.inputs.indexOf(track!), 1) };
  }
  async resume(): Promise<void> {
    this.turn("running");
  }
  async close(): Promise<void> {
    this.state = "closed";
  }
  turn(state: string): void {
    this.state = state;
    this.onstatechange?.();
  }
}

let microphone: Microphone;
let sent: (string | null)[];

beforeEach(() => {
  installMedia();
  FakeContext.last = undefined;
  vi.stubGlobal("AudioContext", FakeContext);
  sent = [];
  microphone = new Microphone();
  microphone.events.on("changed", ({ stream }) => sent.push((stream?.getTracks()[0] as unknown as FakeTrack | undefined)?.deviceId ?? null));
});
afterEach(() => void vi.unstubAllGlobals());

const feed = (name: string | null) => microphone.feed({ stream: name === null ? null : (new FakeStream([new FakeTrack("audio", name)]) as unknown as MediaStream), settings: {} });

test("at full volume the microphone's own track goes out, and no graph is made", () => {
  feed("m1");
  feed(null);
  expect([sent, FakeContext.last]).toEqual([["m1", null], undefined]);
});

test("another volume goes through a gain, full volume back to the plain track", () => {
  feed("m1");
  microphone.setVolume(0.5);
  expect([sent, FakeContext.last!.factor]).toEqual([["m1", "graph"], 0.5]);
  const graph = FakeContext.last!;
  microphone.setVolume(0.2);
  expect([sent.length, graph.factor]).toEqual([2, 0.2]);
  microphone.setVolume(1);
  expect([sent.at(-1), graph.state]).toEqual(["m1", "closed"]);
});

test("a boost is ten decibels on top of the volume", () => {
  feed("m1");
  microphone.setVolume(0.5);
  microphone.setBoost(true);
  expect(FakeContext.last!.factor).toBeCloseTo(0.5 * Math.sqrt(10));
});

test("a volume set before holds from the opening on, and another track leads into the same graph", () => {
  microphone.setVolume(0.3);
  expect(FakeContext.last).toBeUndefined();
  feed("m1");
  const graph = FakeContext.last!;
  feed("m2");
  expect(FakeContext.last).toBe(graph);
  expect(graph.inputs.map(({ deviceId }) => deviceId)).toEqual(["m2"]);
  expect(new Set(sent.slice(1))).toEqual(new Set(["graph"]));
});

test("while the browser lets no graph run, the plain sound goes out; silence stays silent", () => {
  vi.spyOn(FakeContext.prototype, "resume").mockImplementation(() => new Promise(() => undefined));
  microphone.setVolume(0.5);
  feed("m1");
  expect(sent.at(-1)).toBe("m1");
  microphone.setVolume(0);
  expect(microphone.stream).toBeNull();
  FakeContext.last!.turn("running");
  expect(sent.at(-1)).toBe("graph");
});
