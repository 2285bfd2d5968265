/** One connection to another page: "perfect negotiation", our open streams out, theirs in, and a channel for goodbyes. */

import { logger } from "../lib/logger";
import type { CaptureSettings } from "./capture";
import type { Kind } from "./messages";
import { tune } from "./publisher";

const log = logger("direct");

/** What the two pages say to each other over the server. `tracks`: what our m-lines carry, mid -> "video/0". */
export interface Words {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
  tracks?: Record<string, string>;
}

/** `both`: packets take the one, and the other is tried and answers. */
export type Transport = "none" | "udp" | "tcp" | "both";

/** A local stream as the other page shall get it. */
export interface Outgoing { track: MediaStreamTrack; settings: CaptureSettings }

export interface PathUser {
  say(words: Words): void;
  /** The connection came up, went down, or the other page said goodbye. */
  changed(): void;
}

const GOODBYE = "goodbye";

export class DirectPath {
  readonly pc: RTCPeerConnection;
  /** The other page has everything from the server again. */
  isReleased = false;
  private readonly channel: RTCDataChannel;
  private readonly lines = new Map<string, RTCRtpTransceiver>();
  private theirs: Record<string, string> = {};
  private isOffering = false;
  private isIgnoring = false;
  private work: Promise<void> = Promise.resolve();

  constructor(iceServers: RTCIceServer[], private readonly isPolite: boolean, private readonly user: PathUser) {
    const pc = (this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" }));
    pc.onnegotiationneeded = () => void this.offer();
    pc.onicecandidate = ({ candidate }) => void (candidate && user.say({ candidate: candidate.toJSON() }));
    pc.onconnectionstatechange = () => user.changed();
    this.channel = pc.createDataChannel("switchboard", { negotiated: true, id: 0 });
    this.channel.onmessage = ({ data }) => {
      if (data === GOODBYE) this.isReleased = true;
      user.changed();
    };
    this.channel.onclose = () => user.changed();
  }

  get isUp(): boolean {
    return this.pc.connectionState === "connected" && this.channel.readyState !== "closed";
  }

  /** It was up or trying, and is no more. */
  get isDown(): boolean {
    return ["failed", "closed", "disconnected"].includes(this.pc.connectionState) || this.channel.readyState === "closed";
  }

  /** Sends a local stream, another track of it, or no longer (null). */
  send(key: string, source: Outgoing | null): void {
    const line = this.lines.get(key);
    const kind = key.split("/")[0] as Kind;
    if (line) void this.replace(line, kind, source);
    else if (source) this.lines.set(key, this.add(kind, source));
  }

  /** Takes what the other page said; one after the other. */
  hear(words: Words): Promise<void> {
    this.work = this.work.then(() => this.take(words)).catch((error: unknown) => log.warn("a word of the other page was not understood", error));
    return this.work;
  }

  /** Their streams that arrive here, by "video/0". */
  incoming(): Map<string, RTCRtpReceiver> {
    const found = new Map<string, RTCRtpReceiver>();
    for (const { mid, receiver, currentDirection } of this.pc.getTransceivers()) {
      const key = mid === null ? undefined : this.theirs[mid];
      if (key && currentDirection === "recvonly") found.set(key, receiver);
    }
    return found;
  }

  /** How the packets can travel now. */
  async transport(): Promise<Transport> {
    const rows = new Map<unknown, Record<string, unknown>>();
    (await this.pc.getStats().catch(() => undefined))?.forEach((row: Record<string, unknown>) => void rows.set(row.id, row));
    const chosen = [...rows.values()].find(({ type }) => type === "transport")?.selectedCandidatePairId;
    const pairs = [...rows.values()].filter(({ id, type, state }) => id === chosen || (type === "candidate-pair" && state === "succeeded"));
    const isTcp = new Set(pairs.map(({ localCandidateId }) => overTcp(rows.get(localCandidateId))));
    if (isTcp.size > 1) return "both";
    return isTcp.has(true) ? "tcp" : "udp";
  }

  /** Tells the other page that we have everything from the server again. */
  release(): void {
    if (this.channel.readyState === "open") this.channel.send(GOODBYE);
  }

  close(): void {
    this.pc.onnegotiationneeded = this.pc.onicecandidate = this.pc.onconnectionstatechange = null;
    this.channel.onmessage = this.channel.onclose = null;
    this.channel.close();
    this.pc.close();
  }

  private add(kind: Kind, source: Outgoing): RTCRtpTransceiver {
    const line = this.pc.addTransceiver(source.track, { direction: "sendonly" });
    void tune(line.sender, kind, source);
    return line;
  }

  private async replace(line: RTCRtpTransceiver, kind: Kind, source: Outgoing | null): Promise<void> {
    try {
      await line.sender.replaceTrack(source?.track ?? null);
      this.user.say({ tracks: this.outgoing() });
      await tune(line.sender, kind, source ?? undefined);
    } catch (error) {
      log.info(`a ${kind} track was not replaced`, error);
    }
  }

  private async offer(): Promise<void> {
    try {
      this.isOffering = true;
      await this.pc.setLocalDescription();
      this.describe();
    } catch (error) {
      log.info("no offer could be made", error);
    } finally {
      this.isOffering = false;
    }
  }

  private describe(): void {
    const { type, sdp } = this.pc.localDescription!;
    this.user.say({ description: { type, sdp }, tracks: this.outgoing() });
  }

  private outgoing(): Record<string, string> {
    const carrying = [...this.lines].filter(([, line]) => line.mid !== null && line.sender.track);
    return Object.fromEntries(carrying.map(([key, line]) => [line.mid!, key]));
  }

  private async take({ description, candidate, tracks }: Words): Promise<void> {
    if (description) {
      const collides = description.type === "offer" && (this.isOffering || this.pc.signalingState !== "stable");
      this.isIgnoring = !this.isPolite && collides;
      if (this.isIgnoring) return;
      await this.pc.setRemoteDescription(description);
    }
    if (tracks) this.theirs = tracks;
    if (description?.type === "offer") {
      await this.pc.setLocalDescription();
      this.describe();
    }
    if (candidate && !this.isIgnoring) await this.pc.addIceCandidate(candidate);
  }
}

/** A path over a relay travels as our end speaks with it. */
function overTcp(local: Record<string, unknown> | undefined): boolean {
  return ["tcp", "tls"].includes(String(local?.relayProtocol ?? local?.protocol));
}
