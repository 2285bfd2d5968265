import { expect, test } from "vitest";

import { FakePeerConnection, FakeTrack, settle } from "../../fakes";
import { connected, loggedIn, page, PEER, receives, seated } from "./page";

/** AnyChat 3.1 in numbers. */
const NOISE = 2;
const CAPTURE_MODE = 5;
const BOOST = 6;
const MONO_BITRATE = 8;
const LOW_DELAY = 28;
const PICTURE_CODEC = 93;
const TRANSFER_BITRATE = 46;
const LONGEST_BUFFER = 60;

const OFFER = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2", ""].join("\r\n");

/** An open microphone that the node takes. */
async function speaking() {
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_UserSpeakControl(-1, 1);
  await settle();
  raw.say({ op: "media", msg: { type: "offer", pc: "pub", peer: "n", version: 1, sdp: OFFER, tracks: [{ mid: OFFER.split(" ")[0]!, account: 1001, kind: "audio", index: 0 }] } });
  await settle();
  return { made, pc: FakePeerConnection.last, raw };
}

const sender = (pc: FakePeerConnection) => pc.getTransceivers()[0]!.sender;

test("the bit rate of an open microphone follows its option at once", async () => {
  const { made, pc } = await speaking();
  expect(sender(pc).parameters.encodings[0]!.maxBitrate).toBe(40_000);
  made.sdk.BRAC_SetSDKOption(MONO_BITRATE, 16_000);
  await settle();
  expect(sender(pc).parameters.encodings[0]!.maxBitrate).toBe(16_000);
});

test("another processing opens the microphone anew and sends it in place of the old one", async () => {
  const { made, pc } = await speaking();
  const before = sender(pc).track!;
  made.sdk.BRAC_SetSDKOptionInt(NOISE, 0);
  await settle();
  expect(sender(pc).track).not.toBe(before);
  expect([before.readyState, sender(pc).track!.readyState]).toEqual(["ended", "live"]);
  expect(made.client.session.link).toBe("open");
});

test("a mode with two channels takes the node's offer once more, and says nothing about it", async () => {
  const { made, pc, raw } = await speaking();
  expect(pc.remote).toContain("usedtx=1");
  expect(pc.remote).not.toContain("stereo=1");
  const said = raw.sent.length;
  made.sdk.BRAC_SetSDKOption(CAPTURE_MODE, 1);
  await settle();
  expect(pc.remote).toContain("stereo=1");
  expect(pc.remote).not.toContain("usedtx");
  expect(raw.sent.slice(said).filter(({ op }) => op === "media")).toEqual([]);
});

test("the boost is the microphone's, and what is no boost turns it off", async () => {
  const made = page();
  await connected(made);
  made.sdk.BRAC_SetSDKOption(BOOST, 1);
  expect(made.client.session.microphone.isBoosted).toBe(true);
  made.sdk.BRAC_SetSDKOption(BOOST, 2);
  expect(made.client.session.microphone.isBoosted).toBe(false);
});

/** AnyChat 5.7.4, 5.7.5. */
test("the volumes of microphone and speaker are set and read apart, between 0 and 100", async () => {
  const made = page();
  await connected(made);
  const volumes = () => [made.sdk.BRAC_AudioGetVolume(0), made.sdk.BRAC_AudioGetVolume(1)];
  expect(volumes()).toEqual([100, 100]);
  made.sdk.BRAC_AudioSetVolume(0, 33);
  made.sdk.BRAC_AudioSetVolume(1, 250);
  expect(volumes()).toEqual([33, 100]);
  await settle();
  expect(made.heard.slice(-2)).toEqual([["VolumeChange", 0, 33], ["VolumeChange", 1, 100]]);
});

test("received streams are held back as long as asked, and not at all for low delay", async () => {
  const made = page();
  const raw = await seated(made);
  const held = (at: number) => (FakePeerConnection.last.getTransceivers()[at]!.receiver as { jitterBufferTarget?: number | null }).jitterBufferTarget;
  await receives(raw, 1, ["0", "video", 0]);
  const [first] = FakePeerConnection.last.getTransceivers();
  Object.assign(first!.receiver, { jitterBufferTarget: null });
  made.sdk.BRAC_SetSDKOption(LONGEST_BUFFER, 700);
  expect(held(0)).toBe(700);
  made.sdk.BRAC_SetSDKOption(LOW_DELAY, 1);
  expect(held(0)).toBe(0);
});

test("small buffers wait for their turn within the bit rate; without a limit they go at once", async () => {
  const made = page();
  const raw = await loggedIn(made);
  const sent = () => raw.calls().filter(([fn]) => fn === "BRAC_TransBuffer").length;
  made.sdk.BRAC_SetSDKOption(TRANSFER_BITRATE, 16_000);
  const [began, buffer] = [Date.now(), "x".repeat(200)];
  for (let n = 0; n < 3; n++) expect(made.sdk.BRAC_TransBuffer(PEER, buffer as never)).toBe(0);
  expect(sent()).toBe(0);
  while (sent() < 3) await settle();
  expect(Date.now() - began).toBeGreaterThanOrEqual(290);
  made.sdk.BRAC_SetSDKOption(TRANSFER_BITRATE, 0);
  made.sdk.BRAC_TransBuffer(PEER, buffer as never);
  expect(sent()).toBe(4);
});

test("a microphone that is closed stays closed whatever is set", async () => {
  const made = page();
  await seated(made);
  const before = FakeTrack.all.length;
  made.sdk.BRAC_SetSDKOption(CAPTURE_MODE, 2);
  await settle();
  expect([FakeTrack.all.length, made.client.session.capture.isOpen("audio")]).toEqual([before, false]);
});

test("the node is told which picture codec is preferred, once it has offered to take a picture; -1 leaves it to the node", async () => {
  const made = page();
  const raw = await seated(made);
  const wishes = () => raw.sent.flatMap((frame) => (frame.op === "media" && frame.msg.type === "prefer" ? [frame.msg.codecs] : []));
  made.sdk.BRAC_SetSDKOption(PICTURE_CODEC, 1);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  expect(wishes()).toEqual([]);
  const offer = ["m=video 9 UDP/TLS/RTP/SAVPF 96 102", "a=rtpmap:96 VP8/90000", "a=rtpmap:102 H264/90000", ""].join("\r\n");
  raw.say({ op: "media", msg: { type: "offer", pc: "pub", peer: "n", version: 1, sdp: offer, tracks: [{ mid: offer.split(" ")[0]!, account: 1001, kind: "video", index: 0 }] } });
  await settle();
  for (const number of [4, 3, -1]) made.sdk.BRAC_SetSDKOption(PICTURE_CODEC, number);
  await settle();
  expect(wishes()).toEqual([["h264"], ["av1"], ["vp9"], []]);
});
