import { expect, test } from "vitest";

import { withOpus } from "../../../frontend/src/media/opus";

const SDP = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:96 VP8/90000", ""].join("\r\n");
const BARE = SDP.replace("a=fmtp:111 minptime=10;useinbandfec=1\r\n", "");

/** RFC 7587, 6.1: `stereo` is what the receiver prefers, `usedtx` whether it wants pauses. */
test("two channels and pauses are asked for beside what is there", () => {
  const tuned = withOpus(SDP, { stereo: true, pauses: true });
  expect(tuned).toContain("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1;usedtx=1\r\n");
  expect(tuned).toContain("a=rtpmap:96 VP8/90000");
});

test("what is no longer wanted goes, and a description without parameters gets a line", () => {
  expect(withOpus(withOpus(SDP, { stereo: true, pauses: true }), {})).toBe(SDP);
  expect(withOpus(BARE, { pauses: true })).toContain("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 usedtx=1\r\n");
  expect(withOpus(BARE, {})).toBe(BARE);
});

test("a description without Opus stays as it is", () => {
  expect(withOpus("0 1 2", { stereo: true })).toBe("0 1 2");
});
