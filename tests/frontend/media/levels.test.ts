import { expect, test } from "vitest";

import { Levels, loudness } from "../../../frontend/src/media/levels";
import { Microphone } from "../../../frontend/src/media/microphone";
import { Subscriber } from "../../../frontend/src/media/subscriber";
import { FakePeerConnection, installMedia } from "../fakes";

test("silence is 0, full scale 100, and halves are six decibels apart", () => {
  expect(loudness(0)).toBe(0);
  expect(loudness(1)).toBe(100);
  expect(loudness(2)).toBe(100);
  expect(loudness(0.5)).toBe(90);
  expect(loudness(0.0001)).toBe(0);
  expect(loudness(NaN)).toBe(0);
});

test("a voice counts as long as packets of it arrive", async () => {
  installMedia();
  const subscriber = new Subscriber();
  const levels = new Levels(subscriber, new Microphone());
  const pc = new FakePeerConnection();
  await pc.setRemoteDescription({ sdp: "0" });
  subscriber.settled(pc as unknown as RTCPeerConnection, [{ mid: "0", account: 7, kind: "audio", index: 0 }]);
  const receiver = pc.getTransceivers()[0]!.receiver;
  receiver.getSynchronizationSources = () => [{ audioLevel: 1, timestamp: performance.now() }];
  expect(levels.remote(7)).toBe(100);
  receiver.getSynchronizationSources = () => [{ audioLevel: 1, timestamp: performance.timeOrigin + performance.now() }];
  expect(levels.remote(7)).toBe(100);
  receiver.getSynchronizationSources = () => [{ audioLevel: 1, timestamp: performance.now() - 5000 }];
  expect(levels.remote(7)).toBe(0);
  expect(levels.remote(8)).toBe(0);
  expect(levels.local()).toBe(0);
  levels.close();
});
