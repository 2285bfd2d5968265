import { expect, test } from "vitest";

import { withCodecFirst } from "../../../frontend/src/media/codecs";

const OFFER = ["v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2", "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103", "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=rtpmap:102 H264/90000", "a=rtpmap:103 rtx/90000", ""].join("\r\n");

test("the wished codec comes first, the others keep their order, and sound is left alone", () => {
  expect(withCodecFirst(OFFER, "h264")).toBe(OFFER.replace("96 97 102 103", "102 96 97 103"));
});

test("a codec that is not offered, or no wish, changes nothing", () => {
  expect(withCodecFirst(OFFER, "AV1")).toBe(OFFER);
  expect(withCodecFirst(OFFER, "")).toBe(OFFER);
});
