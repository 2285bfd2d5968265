/** Taking streams over from the node and giving them back: never a moment with neither. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Direct } from "../../../frontend/src/media/direct";
import { CONNECT_LIMIT_MS, HANDOVER_LIMIT_MS, STALL_MS } from "../../../frontend/src/media/direct_link";
import { Subscriber } from "../../../frontend/src/media/subscriber";
import { Mirror } from "../../../frontend/src/mirror/mirror";
import { FakePeerConnection, FakeTrack, installMedia } from "../fakes";

const PEER = 7;
const ROW = { other_id: PEER, pair_id: 1, is_caller: true, taken: [] as string[], ice_servers: "[]", rev: 1 };

/** A receiver whose pictures move while `flows`. */
class FakeReceiver {
  readonly track = new FakeTrack("video");
  flows = true;
  private frames = 0;
  async getStats() {
    if (this.flows) this.frames++;
    return new Map([["in", { type: "inbound-rtp", kind: "video", framesDecoded: this.frames }]]);
  }
}

class FakeChannel {
  readyState = "connecting";
  sent: string[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = "closed";
  }
}

/** A connection to another page; what the network does is up to the test. */
class FakeDirect {
  static all: FakeDirect[] = [];
  static get last(): FakeDirect {
    return FakeDirect.all[FakeDirect.all.length - 1]!;
  }
  connectionState = "new";
  signalingState = "stable";
  localDescription: { type: string; sdp: string } | null = null;
  channel = new FakeChannel();
  lines: { mid: string | null; sender: { track: unknown; replaceTrack(track: unknown): Promise<void>; getParameters(): object }; receiver: FakeReceiver; currentDirection: string }[] = [];
  remote: unknown[] = [];
  onnegotiationneeded: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  constructor(readonly config: RTCConfiguration) {
    FakeDirect.all.push(this);
  }
  createDataChannel() {
    return this.channel;
  }
  addTransceiver(track: unknown) {
    const sender = { track, getParameters: () => ({}), replaceTrack: async (other: unknown) => void (sender.track = other) };
    const line = { mid: String(this.lines.length), sender, receiver: new FakeReceiver(), currentDirection: "sendonly" };
    this.lines.push(line);
    return line;
  }
  getTransceivers() {
    return this.lines;
  }
  async setLocalDescription() {
    this.localDescription = { type: "offer", sdp: "mine" };
  }
  async setRemoteDescription(description: unknown) {
    this.remote.push(description);
  }
  async addIceCandidate(candidate: unknown) {
    this.remote.push(candidate);
  }
  /** Our ends of the pairs that answer; the first one's pair is chosen. */
  static ends: readonly object[] = [{ protocol: "udp" }];
  async getStats() {
    const pairs = FakeDirect.ends.flatMap((end, n) => [{ id: `p${n}`, type: "candidate-pair", state: "succeeded", localCandidateId: `l${n}` }, { ...end, id: `l${n}` }]);
    const dead = { id: "dead", type: "candidate-pair", state: "failed", localCandidateId: "none" };
    const rows = [{ id: "t", type: "transport", selectedCandidatePairId: "p0" }, ...pairs, dead];
    return new Map<string, unknown>(rows.map((row) => [row.id, row]));
  }
  close(): void {
    this.connectionState = "closed";
  }
  /** The two pages found each other, and the other one's camera arrives. */
  connect(): FakeReceiver {
    const line = this.addTransceiver(null);
    Object.assign(line, { mid: "their", currentDirection: "recvonly" });
    this.channel.readyState = "open";
    this.turn("connected");
    return line.receiver;
  }
  turn(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

let mirror: Mirror;
let subscriber: Subscriber;
let direct: Direct;
let calls: [string, readonly unknown[]][];
let answer: number;
let node: FakeReceiver;
let states: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  installMedia();
  vi.stubGlobal("RTCPeerConnection", FakeDirect);
  FakeDirect.all = [];
  [mirror, subscriber, calls, states, answer] = [new Mirror(), new Subscriber(), [], [], 0];
  direct = new Direct(mirror, subscriber, async (fn, args) => {
    calls.push([fn, args]);
    return { ret: answer };
  });
  direct.events.on("state", (...args) => void states.push(args));
  node = carry();
});
afterEach(() => {
  direct.close();
  vi.useRealTimers();
});

/** The node forwards the peer's camera. */
function carry(): FakeReceiver {
  const receiver = new FakeReceiver();
  const pc = { getTransceivers: () => [{ mid: "0", receiver }] };
  subscriber.settled(pc as unknown as RTCPeerConnection, [{ mid: "0", account: PEER, kind: "video", index: 0 }]);
  return receiver;
}

const stopCarrying = () => subscriber.settled(new FakePeerConnection() as unknown as RTCPeerConnection, []);
const row = (more: object = {}) => mirror.patch([["put", "direct", String(PEER), { ...ROW, ...more }]]);
const hear = (more: object) => direct.hear(PEER, JSON.stringify({ pair: 1, attempt: 1, ...more }));
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const shown = () => subscriber.stream(PEER, "video", 0)?.getTracks()[0];
const takes = () => calls.filter(([fn]) => fn === "sb.direct.take").map(([, args]) => args);
const signals = () => calls.filter(([fn]) => fn === "sb.signal").map(([, args]) => JSON.parse(String(args[1])) as Record<string, unknown>);

/** Allowed, connected, and the camera taken over. */
async function playing(): Promise<FakeReceiver> {
  row();
  const receiver = FakeDirect.last.connect();
  hear({ tracks: { their: "video/0" } });
  await pass(600);
  row({ taken: ["video/0"], rev: 2 });
  stopCarrying();
  expect(shown()).toBe(receiver.track);
  return receiver;
}

test("without a word of the server nothing happens", async () => {
  await pass(1000);
  expect([FakeDirect.all, calls]).toEqual([[], []]);
});

test("the caller offers with the site's ICE servers and says which line carries what", async () => {
  const camera = new FakeTrack("video");
  direct.set("video", 0, camera as unknown as MediaStreamTrack);
  row({ ice_servers: '[{"urls":"stun:stun.test"}]' });
  FakeDirect.last.onnegotiationneeded!();
  await pass(0);
  expect(FakeDirect.last.config.iceServers).toEqual([{ urls: "stun:stun.test" }]);
  expect(signals()).toEqual([{ pair: 1, attempt: 1, description: { type: "offer", sdp: "mine" }, tracks: { 0: "video/0" } }]);
});

test("the callee waits for the first word and answers", async () => {
  row({ is_caller: false });
  expect(FakeDirect.all).toEqual([]);
  hear({ description: { type: "offer", sdp: "theirs" }, tracks: {} });
  await pass(0);
  expect(FakeDirect.last.remote).toEqual([{ type: "offer", sdp: "theirs" }]);
  expect(signals()).toHaveLength(1);
});

test("a stream is shown directly once it flows, and only then the node is told", async () => {
  row();
  const receiver = FakeDirect.last.connect();
  receiver.flows = false;
  hear({ tracks: { their: "video/0" } });
  await pass(500);
  expect([shown(), takes()]).toEqual([node.track, []]);
  receiver.flows = true;
  const stream = subscriber.stream(PEER, "video", 0);
  await pass(600);
  expect(shown()).toBe(receiver.track);
  expect(subscriber.stream(PEER, "video", 0)).toBe(stream);
  expect(takes()).toEqual([[PEER, "video", 0, 1]]);
  expect(states).toEqual([[PEER, "udp"]]);
  expect(direct.stateOf(PEER)).toBe("udp");
});

/** AnyChat 4.3.5 tells them apart; a path over a relay travels as our end speaks with the relay. */
test.each([
  ["tcp", [{ protocol: "tcp" }]],
  ["tcp", [{ protocol: "udp", relayProtocol: "tls" }]],
  ["both", [{ protocol: "udp" }, { protocol: "udp", relayProtocol: "tcp" }]],
] as const)("a path travels by %s when its ends are %j", async (transport, ends) => {
  FakeDirect.ends = ends;
  row();
  FakeDirect.last.connect();
  await pass(100);
  expect(states).toEqual([[PEER, transport]]);
  FakeDirect.ends = [{ protocol: "udp" }];
});

test("a stream that the page never asked for is not shown", async () => {
  stopCarrying();
  row();
  FakeDirect.last.connect();
  hear({ tracks: { their: "video/0" } });
  await pass(1000);
  expect([shown(), takes()]).toEqual([undefined, []]);
});

test("a refused takeover stays with the node", async () => {
  answer = 4;
  row();
  FakeDirect.last.connect();
  hear({ tracks: { their: "video/0" } });
  await pass(2000);
  expect(takes()).toEqual([[PEER, "video", 0, 1]]);
  expect(shown()).toBe(node.track);
});

test("when the server ends it, the direct stream plays until the node's flows, and the other page's too", async () => {
  const receiver = await playing();
  mirror.patch([["drop", "direct", String(PEER)]]);
  await pass(500);
  expect(shown()).toBe(receiver.track);
  const again = carry();
  again.flows = false;
  await pass(500);
  expect(shown()).toBe(receiver.track);
  again.flows = true;
  await pass(600);
  expect(shown()).toBe(again.track);
  expect(FakeDirect.last.channel.sent).toEqual(["goodbye"]);
  expect(FakeDirect.last.connectionState).toBe("connected");
  FakeDirect.last.channel.onmessage!({ data: "goodbye" });
  await pass(300);
  expect(FakeDirect.last.connectionState).toBe("closed");
  expect(states.at(-1)).toEqual([PEER, "none"]);
});

test("a node that never delivers does not keep an ended path open", async () => {
  await playing();
  mirror.patch([["drop", "direct", String(PEER)]]);
  await pass(HANDOVER_LIMIT_MS + 500);
  expect(FakeDirect.last.connectionState).toBe("closed");
  expect(direct.connections).toEqual([]);
});

test("a picture that stands still is asked back from the node, and a new path is tried later", async () => {
  const receiver = await playing();
  receiver.flows = false;
  await pass(STALL_MS + 600);
  expect(takes().at(-1)).toEqual([PEER, "video", 0, 0]);
  expect(shown()).toBe(receiver.track);
  const again = carry();
  await pass(500);
  expect(shown()).toBe(again.track);
  FakeDirect.last.turn("failed");
  await pass(500);
  expect(FakeDirect.all).toHaveLength(1);
  await pass(10_000);
  expect(FakeDirect.all).toHaveLength(2);
});

test("a stream that the page no longer wants disappears at once", async () => {
  await playing();
  row({ taken: [], rev: 3 });
  expect(shown()).toBeUndefined();
  expect(FakeDirect.last.connectionState).toBe("connected");
});

test("a network without a way is given up, and the caller tries again", async () => {
  row();
  await pass(CONNECT_LIMIT_MS + 500);
  expect(FakeDirect.last.connectionState).toBe("closed");
  expect([states, takes()]).toEqual([[], []]);
  await pass(6_000);
  expect(FakeDirect.all).toHaveLength(2);
});

test("a callee whose end failed says so, and the caller starts anew", async () => {
  row();
  FakeDirect.last.connect();
  hear({ failed: true });
  await pass(300);
  FakeDirect.last.turn("disconnected");
  await pass(6_000);
  expect(FakeDirect.all).toHaveLength(2);
});

test("words of strangers and of other pairs are not heard", async () => {
  row({ is_caller: false });
  direct.hear(99, JSON.stringify({ pair: 1, attempt: 1, description: { type: "offer", sdp: "x" } }));
  hear({ pair: 2, description: { type: "offer", sdp: "x" } });
  await pass(100);
  expect(FakeDirect.all).toEqual([]);
});

test("a camera that closes is taken off its line, and a lost link ends everything at once", async () => {
  direct.set("video", 0, new FakeTrack("video") as unknown as MediaStreamTrack);
  row();
  direct.set("video", 0, null);
  await pass(0);
  expect(FakeDirect.last.lines[0]!.sender.track).toBeNull();
  expect(signals().at(-1)).toEqual({ pair: 1, attempt: 1, tracks: {} });
  direct.reset();
  expect(FakeDirect.last.connectionState).toBe("closed");
});
