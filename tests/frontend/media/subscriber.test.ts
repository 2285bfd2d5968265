import { beforeEach, expect, test } from "vitest";

import type { Carried, Kind } from "../../../frontend/src/media/messages";
import { Subscriber, type StreamChange } from "../../../frontend/src/media/subscriber";
import { FakePeerConnection, installMedia } from "../fakes";

let subscriber: Subscriber;
let pc: FakePeerConnection;
let changes: StreamChange[];

beforeEach(() => {
  installMedia();
  subscriber = new Subscriber();
  pc = new FakePeerConnection();
  changes = [];
  subscriber.events.on("changed", (change) => changes.push(change));
});

const line = (mid: string, account: number, kind: Kind = "video", index = 0): Carried => ({ mid, account, kind, index });

async function offered(...tracks: Carried[]) {
  await pc.setRemoteDescription({ sdp: "0 1 2" });
  subscriber.prepare(pc as unknown as RTCPeerConnection, tracks);
  subscriber.settled(pc as unknown as RTCPeerConnection, tracks);
}

test("there is one stream per account, kind and index", async () => {
  await offered(line("0", 7), line("1", 7, "audio"), line("2", 7, "video", 1));
  expect(changes.map(({ account, kind, index }) => [account, kind, index])).toEqual([[7, "video", 0], [7, "audio", 0], [7, "video", 1]]);
  expect(subscriber.stream(7, "video", 1)).not.toBe(subscriber.stream(7, "video", 0));
});

test("a renegotiation for others leaves a stream alone", async () => {
  await offered(line("0", 7));
  await offered(line("0", 7), line("1", 8));
  expect(changes.map(({ account }) => account)).toEqual([7, 8]);
});

test("a stream that went is told as null and comes back as the same object, even on another line", async () => {
  await offered(line("0", 7));
  const before = subscriber.stream(7, "video", 0);
  await offered(line("1", 8));
  expect(subscriber.stream(7, "video", 0)).toBeNull();
  expect(before!.getTracks()).toEqual([]);
  await offered(line("1", 8), line("2", 7));
  expect(subscriber.stream(7, "video", 0)).toBe(before);
  expect(before!.getTracks()).toEqual([pc.getTransceivers()[2]!.receiver.track]);
  expect(changes.map(({ stream }) => stream === null)).toEqual([false, true, false, false]);
});

test("lines that carry nothing are inactive", async () => {
  await offered(line("1", 7));
  expect(pc.getTransceivers().map(({ direction }) => direction)).toEqual(["inactive", "recvonly", "inactive"]);
});

test("a lost connection takes every stream along", async () => {
  await offered(line("0", 7), line("1", 8));
  subscriber.dropped();
  expect(changes.slice(2).map(({ account, stream }) => [account, stream])).toEqual([[7, null], [8, null]]);
});
