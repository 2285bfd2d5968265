import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Offer, PlaneToNode } from "../../../frontend/src/media/messages";
import { Peer, RESTART_LIMIT_MS, type PeerUser } from "../../../frontend/src/media/peer";
import { FakePeerConnection, installMedia } from "../fakes";

let said: PlaneToNode[];
let user: PeerUser;
let peer: Peer;

beforeEach(() => {
  installMedia();
  said = [];
  user = { prepare: vi.fn(), settled: vi.fn(), dropped: vi.fn() };
  peer = new Peer("sub", user, (msg) => said.push(msg));
});
afterEach(() => void vi.useRealTimers());

const offer = (epoch: string, version: number, sdp = "0"): Offer => ({ type: "offer", pc: "sub", peer: epoch, version, sdp, tracks: [] });

test("an offer is answered with its version", async () => {
  await peer.offered(offer("n1", 1));
  expect(said).toEqual([{ type: "answer", pc: "sub", peer: "n1", version: 1, sdp: "answer to 0" }]);
});

test("later versions use the same connection; repeated and overtaken ones are not answered", async () => {
  await peer.offered(offer("n1", 1));
  await peer.offered(offer("n1", 3, "0 1"));
  await peer.offered(offer("n1", 2));
  await peer.offered(offer("n1", 3));
  expect(said.map((msg) => "version" in msg && msg.version)).toEqual([1, 3]);
  expect(FakePeerConnection.all).toHaveLength(1);
});

test("offers that arrive together are worked off one after the other", async () => {
  await Promise.all([peer.offered(offer("n1", 1)), peer.offered(offer("n1", 2, "0 1"))]);
  expect(said.map((msg) => "sdp" in msg && msg.sdp)).toEqual(["answer to 0", "answer to 0 1"]);
});

test("another incarnation of the node gets a new connection and the old one is closed", async () => {
  await peer.offered(offer("n1", 7));
  await peer.offered(offer("n2", 1));
  expect(FakePeerConnection.all.map(({ closed }) => closed)).toEqual([true, false]);
  expect(user.dropped).toHaveBeenCalledOnce();
  expect(said).toHaveLength(2);
});

test("a failed connection is told once and dropped, so that the next offer starts afresh", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await peer.offered(offer("n1", 1));
  FakePeerConnection.last.turn("failed");
  expect(said[1]).toEqual({ type: "failed", pc: "sub", peer: "n1" });
  expect(peer.connection).toBeNull();
});

test("a connection that goes silent looks for another path first, and is a failure when there is none", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await peer.offered(offer("n1", 1));
  vi.useFakeTimers();
  FakePeerConnection.last.turn("disconnected");
  FakePeerConnection.last.turn("connected");
  vi.advanceTimersByTime(RESTART_LIMIT_MS);
  expect(said.slice(1)).toEqual([{ type: "restart", pc: "sub", peer: "n1" }]);
  FakePeerConnection.last.turn("disconnected");
  vi.advanceTimersByTime(RESTART_LIMIT_MS);
  expect(said.slice(2)).toEqual([{ type: "restart", pc: "sub", peer: "n1" }, { type: "failed", pc: "sub", peer: "n1" }]);
});

test("a changed network is told at once, if there is a connection", async () => {
  peer.restart();
  expect(said).toEqual([]);
  await peer.offered(offer("n1", 1));
  peer.restart();
  expect(said[1]).toEqual({ type: "restart", pc: "sub", peer: "n1" });
  await peer.offered(offer("n1", 2));
  expect(FakePeerConnection.all).toHaveLength(1);
});

test("the node's STUN and TURN servers are used", async () => {
  const servers = [{ urls: "turns:turn.test", username: "u", credential: "c" }];
  await peer.offered({ ...offer("n1", 1), ice_servers: servers });
  expect(FakePeerConnection.last.configuration?.iceServers).toEqual(servers);
});

test("an offer the browser refuses is told as a failure", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await peer.offered(offer("n1", 1, "broken"));
  expect(said).toEqual([{ type: "failed", pc: "sub", peer: "n1" }]);
});

test("only the incarnation that is meant is closed", async () => {
  await peer.offered(offer("n2", 1));
  peer.ended("n1");
  expect(peer.connection).not.toBeNull();
  peer.ended("n2");
  expect(peer.connection).toBeNull();
});

test("an offer that is being worked on when the connection is closed holds nothing up", async () => {
  await peer.offered(offer("n1", 1));
  // As in a browser: what is asked of a connection that gets closed never settles.
  FakePeerConnection.last.setRemoteDescription = () => new Promise(() => undefined);
  void peer.offered(offer("n1", 2));
  void peer.offered(offer("n1", 3));
  await Promise.resolve();
  peer.ended("n1");
  await peer.offered(offer("n2", 1));
  expect(said.map((msg) => "peer" in msg && [msg.peer, "version" in msg && msg.version])).toEqual([["n1", 1], ["n2", 1]]);
});

test("an offer of an incarnation that is over is void", async () => {
  await peer.offered(offer("n1", 1));
  peer.ended("n1");
  await peer.offered(offer("n1", 2));
  expect(said).toHaveLength(1);
  expect(peer.connection).toBeNull();
});
