/** What the browser reports of two lines that a page receives, and the second look after which rates are known. */

import type { TestPage } from "../../frontend/dialects/anychat/page";
import { PEER, receives } from "../../frontend/dialects/anychat/page";
import { FakePeerConnection, settle, type FakeSocket } from "../../frontend/fakes";

type Report = Record<string, number | string>;

/** Within one second: 60,000 bytes and 15 frames of 320 x 240, a tenth of the packets lost; 4,000 bytes of stereo, 4 of 100 lost. */
const VIDEO: readonly [Report, Report] = [
  { type: "inbound-rtp", codecId: "v", timestamp: 1000, bytesReceived: 0, packetsReceived: 0, packetsLost: 0, frameWidth: 320, frameHeight: 240, framesPerSecond: 15 },
  { type: "inbound-rtp", codecId: "v", timestamp: 2000, bytesReceived: 60_000, packetsReceived: 90, packetsLost: 10, frameWidth: 320, frameHeight: 240, framesPerSecond: 15 },
];
const SOUND: readonly [Report, Report] = [
  { type: "inbound-rtp", codecId: "a", timestamp: 1000, bytesReceived: 0, packetsReceived: 0, packetsLost: 0 },
  { type: "inbound-rtp", codecId: "a", timestamp: 2000, bytesReceived: 4000, packetsReceived: 96, packetsLost: 4 },
];
const CODECS: readonly Report[] = [
  { id: "v", type: "codec", mimeType: "video/VP8", clockRate: 90_000 }, { id: "a", type: "codec", mimeType: "audio/opus", clockRate: 48_000, channels: 2 },
];

/** PEER's camera and microphone arrive and are measured; `look` asks once before and once after. */
export async function measured(made: TestPage, raw: FakeSocket, look: () => void): Promise<void> {
  await receives(raw, 1, ["0", "video", 0], ["1", "audio", 0]);
  const [video, sound] = FakePeerConnection.last.getTransceivers();
  for (const at of [0, 1] as const) {
    video!.receiver.getStats = async () => reports(VIDEO[at]);
    sound!.receiver.getStats = async () => reports(SOUND[at]);
    look();
    await made.client.session.stats.poll();
    await settle();
  }
}

function reports(line: Report): Map<string, unknown> {
  return new Map<string, unknown>([["line", line], ...CODECS.map((codec): [string, unknown] => [String(codec.id), codec])]);
}
