import { expect, test, vi } from "vitest";

import { connectionOf } from "../../../../frontend/src/dialects/anychat/connection";
import { settle } from "../../fakes";
import { page, PEER, SEAT, seated, type TestPage } from "./page";

const SERVED = { account: PEER, kind: "video", index: 0, layer: "m", width: 640, height: 360, bitrate_bps: 438_000, level: 2, levels: 3, limit: "bandwidth", thinned: false } as const;

/** Beside PEER, who has these open; the node says what it sends us of the camera. */
async function beside(seat: Partial<typeof SEAT>): Promise<TestPage> {
  const made = page();
  const raw = await seated(made);
  raw.say({ op: "event", patch: [["put", "seats", String(PEER), { ...SEAT, account_id: PEER, ...seat }]], callbacks: [] });
  raw.say({ op: "media", msg: { type: "stats", rows: [], link: { account: 1, estimate_bps: 900_000, served: [SERVED] } } });
  await settle();
  return made;
}

/** The node's copy of PEER's stream arrives. */
function receives({ client }: TestPage): RTCRtpReceiver {
  const receiver = { getStats: async () => new Map() } as unknown as RTCRtpReceiver;
  const { subscriber } = client.session.plane;
  vi.spyOn(subscriber, "receiver").mockReturnValue(receiver);
  vi.spyOn(subscriber, "forwarded").mockReturnValue(receiver);
  return receiver;
}

test("of somebody with camera and microphone one learns both, and what the node says that it sends", async () => {
  const made = await beside({ microphone: 1, cameras: [0] });
  expect(connectionOf(made.client, PEER, 0)).toMatchObject({ picture: { kind: "video", isCarried: false, served: SERVED }, sound: { kind: "audio" }, carriesBps: 900_000 });
  receives(made);
  expect(connectionOf(made.client, PEER, 0).picture).toMatchObject({ isCarried: true, isDirect: false });
});

test("what is closed is null", async () => {
  const made = await beside({});
  expect(connectionOf(made.client, PEER, 0)).toMatchObject({ picture: null, sound: null });
});

test("a screen stands for the camera where there is none, as in the views", async () => {
  const made = await beside({ is_sharing: true });
  expect(connectionOf(made.client, PEER, 0).picture?.kind).toBe("screen");
});

test("a further camera is a picture without a voice of its own", async () => {
  const made = await beside({ microphone: 1, cameras: [0, 2] });
  expect(connectionOf(made.client, PEER, 2)).toMatchObject({ picture: { kind: "video", served: null }, sound: null });
  expect(connectionOf(made.client, PEER, 1).picture).toBeNull();
});

test("what comes straight from the other page is said to, and the node's numbers are not its own", async () => {
  const made = await beside({ cameras: [0] });
  receives(made);
  vi.spyOn(made.client.session.plane.subscriber, "forwarded").mockReturnValue(undefined);
  expect(connectionOf(made.client, PEER, 0).picture).toMatchObject({ isDirect: true, isCarried: true, served: null });
});

test("one's own picture goes out only while somebody wants it", async () => {
  const made = await beside({});
  const { capture, plane } = made.client.session;
  vi.spyOn(capture, "opened").mockReturnValue([{ kind: "video", index: 0, stream: null, settings: {} }]);
  expect(connectionOf(made.client, -1, 0)).toMatchObject({ picture: { isCarried: false, isDirect: false, served: null }, sound: null });
  vi.spyOn(plane.publisher, "sender").mockReturnValue({ getStats: async () => new Map() } as unknown as RTCRtpSender);
  expect(connectionOf(made.client, -1, 0).picture?.isCarried).toBe(true);
});
