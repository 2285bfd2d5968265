import { beforeEach, expect, test } from "vitest";

import type { PlaneToNode } from "../../../frontend/src/media/messages";
import { Plane } from "../../../frontend/src/media/plane";
import { FakePeerConnection, FakeTrack, installMedia, settle } from "../fakes";

let said: PlaneToNode[];
let plane: Plane;

beforeEach(() => {
  installMedia();
  said = [];
  plane = new Plane((msg) => said.push(msg));
});

test("what we publish and what we receive are two connections", async () => {
  plane.hear({ type: "offer", pc: "pub", peer: "n1", version: 1, sdp: "0", tracks: [{ mid: "0", account: 1, kind: "video", index: 0 }] });
  plane.hear({ type: "offer", pc: "sub", peer: "n1", version: 1, sdp: "0", tracks: [{ mid: "0", account: 2, kind: "video", index: 0 }] });
  await settle();
  expect(FakePeerConnection.all).toHaveLength(2);
  expect(said.map((msg) => "pc" in msg && msg.pc).sort()).toEqual(["pub", "sub"]);
  expect(plane.subscriber.stream(2, "video", 0)).not.toBeNull();
});

test("local tracks outlive a lost connection: the next one sends them", async () => {
  const track = new FakeTrack("video");
  plane.publisher.set("video", 0, track as unknown as MediaStreamTrack);
  plane.reset();
  plane.hear({ type: "offer", pc: "pub", peer: "n2", version: 1, sdp: "0", tracks: [{ mid: "0", account: 1, kind: "video", index: 0 }] });
  await settle();
  expect(FakePeerConnection.last.getTransceivers()[0]!.sender.track).toBe(track);
});

test("a wish for a codec is told to each connection's end at the node, and taken back", async () => {
  const offer = (peer: string) => plane.hear({ type: "offer", pc: "pub", peer, version: 1, sdp: "0", tracks: [] });
  const wishes = () => said.filter((msg) => msg.type === "prefer").map((msg) => msg.codecs);
  plane.prefer("VP9");
  expect(wishes()).toEqual([]); // nobody is there to hear it
  offer("n1");
  offer("n1");
  expect(wishes()).toEqual([["vp9"]]);
  offer("n2");
  expect(wishes()).toEqual([["vp9"], ["vp9"]]);
  plane.prefer("");
  plane.prefer("");
  expect(wishes().slice(2)).toEqual([[]]);
  offer("n3");
  await settle();
  expect(wishes()).toHaveLength(3);
});

test("the node may end a connection", async () => {
  plane.hear({ type: "offer", pc: "sub", peer: "n1", version: 1, sdp: "0", tracks: [] });
  await settle();
  plane.hear({ type: "close", pc: "sub", peer: "n1" });
  expect(FakePeerConnection.last.closed).toBe(true);
});

test("the node names who speaks, and says in which layer a stream comes", () => {
  expect(plane.speaker).toBe(0);
  plane.hear({ type: "speaker", account: 7 });
  expect(plane.speaker).toBe(7);
  const row = { account: 7, kind: "video", index: 0, layer: "m", width: 640, height: 360, bitrate_bps: 400_000, level: 2, levels: 3, limit: "bandwidth", thinned: false } as const;
  plane.hear({ type: "stats", rows: [], link: { account: 1, estimate_bps: 900_000, served: [row] } });
  expect(plane.served(7, "video", 0)).toEqual(row);
  expect(plane.served(8, "video", 0)).toBeUndefined();
  expect(plane.estimateBps).toBe(900_000);
  plane.reset();
  expect([plane.speaker, plane.served(7, "video", 0), plane.estimateBps]).toEqual([0, undefined, 0]);
});
