/** One RTCPeerConnection of a kind ("pub" or "sub"), driven by the node's offers; a new node incarnation gets a new one. */

import { logger } from "../lib/logger";
import type { Carried, Offer, PcName, PlaneToNode } from "./messages";

const log = logger("peer");

/** How long a connection that went silent may look for another path before it is given up. */
export const RESTART_LIMIT_MS = 5_000;

export interface PeerUser {
  /** The offer as it shall be set: what we want to send. */
  reads?(offer: string): string;
  /** The answer as it shall be made: what we want to receive. */
  writes?(answer: string): string;
  /** After the offer was set, before the answer is made: directions and tracks. */
  prepare(pc: RTCPeerConnection, tracks: readonly Carried[]): Promise<void> | void;
  /** After the answer was set. */
  settled(pc: RTCPeerConnection, tracks: readonly Carried[]): Promise<void> | void;
  /** The connection is gone. */
  dropped(): void;
}

export class Peer {
  private pc: RTCPeerConnection | null = null;
  private epoch = "";
  private version = -1;
  private last: Offer | null = null;
  /** The incarnation that was dropped last: offers of it that still wait are void. */
  private over = "";
  private work: Promise<void> = Promise.resolve();
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly name: PcName, private readonly user: PeerUser, private readonly say: (msg: PlaneToNode) => void) {}

  get connection(): RTCPeerConnection | null {
    return this.pc;
  }

  /** Takes an offer; offers are worked off one after the other. */
  offered(offer: Offer): Promise<void> {
    this.work = this.work.then(() => this.answer(offer)).catch((error: unknown) => this.failed(offer.peer, error));
    return this.work;
  }

  /** Takes the last offer once more, as its user reads it now: the node has no part in that. */
  again(): Promise<void> {
    this.work = this.work.then(async () => void (this.last && (await this.agree(this.pc!, this.last)))).catch((error: unknown) => this.failed(this.epoch, error));
    return this.work;
  }

  /** Our network may have changed: look for another path, and keep all else. */
  restart(): void {
    if (this.pc && this.version >= 0) this.say({ type: "restart", pc: this.name, peer: this.epoch });
  }

  /** The node ended this incarnation. */
  ended(epoch: string): void {
    if (epoch === this.epoch) this.drop();
  }

  /** Closes the connection and forgets the incarnation, and whatever is still being done to it. */
  drop(): void {
    if (this.epoch) this.over = this.epoch;
    // A promise of a closed connection never settles; what comes next must not wait behind it.
    this.work = Promise.resolve();
    this.discard();
  }

  private discard(): void {
    clearTimeout(this.patience);
    const pc = this.pc;
    this.pc = null;
    this.epoch = "";
    this.version = -1;
    this.last = null;
    if (!pc) return;
    pc.onconnectionstatechange = pc.ontrack = null;
    pc.close();
    this.user.dropped();
  }

  private async answer(offer: Offer): Promise<void> {
    if (offer.peer === this.over) return;
    if (offer.peer !== this.epoch) this.renew(offer);
    else if (offer.version <= this.version) return; // a repeated or overtaken offer
    const pc = this.pc!;
    await this.agree(pc, offer);
    if (pc !== this.pc) return; // dropped meanwhile
    this.version = offer.version;
    this.last = offer;
    this.say({ type: "answer", pc: this.name, peer: offer.peer, version: offer.version, sdp: pc.localDescription!.sdp });
    await this.user.settled(pc, offer.tracks);
  }

  private async agree(pc: RTCPeerConnection, { sdp, tracks }: Offer): Promise<void> {
    await pc.setRemoteDescription({ type: "offer", sdp: this.user.reads?.(sdp) ?? sdp });
    await this.user.prepare(pc, tracks);
    const answer = await pc.createAnswer();
    await pc.setLocalDescription({ type: "answer", sdp: this.user.writes?.(answer.sdp!) ?? answer.sdp! });
  }

  private renew({ peer, ice_servers: iceServers = [] }: Offer): void {
    this.discard();
    this.epoch = peer;
    const pc = (this.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...(iceServers.length ? { iceServers } : {}) }));
    pc.onconnectionstatechange = () => this.watch(pc);
  }

  private watch(pc: RTCPeerConnection): void {
    log.debug(this.name, pc.connectionState);
    clearTimeout(this.patience);
    if (pc !== this.pc) return;
    if (pc.connectionState === "failed") this.failed(this.epoch, "the connection failed");
    if (pc.connectionState !== "disconnected") return;
    this.restart();
    this.patience = setTimeout(() => this.failed(this.epoch, "the connection went silent"), RESTART_LIMIT_MS);
  }

  private failed(epoch: string, reason: unknown): void {
    if (!epoch || epoch !== this.epoch) return;
    log.warn(`${this.name} of ${epoch}:`, reason);
    this.drop();
    this.say({ type: "failed", pc: this.name, peer: epoch });
  }
}
