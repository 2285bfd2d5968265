/** What we receive: one MediaStream per (account, kind, index), the same object for as long as we know that stream. */

import { Emitter } from "../lib/emitter";
import { streamKey, type Carried, type Kind } from "./messages";
import type { PeerUser } from "./peer";

/** `stream` is null when it went. */
export interface StreamChange { account: number; kind: Kind; index: number; stream: MediaStream | null }

export type SubscriberEvents = { changed: [change: StreamChange] };

interface Received { carried: Carried; receiver: RTCRtpReceiver }

export class Subscriber implements PeerUser {
  readonly events = new Emitter<SubscriberEvents>();
  /** Kept after a stream went: elements that show it see it come back without being touched. */
  private readonly streams = new Map<string, MediaStream>();
  private readonly live = new Map<string, Received>();

  prepare(pc: RTCPeerConnection, tracks: readonly Carried[]): void {
    const carried = new Set(tracks.map(({ mid }) => mid));
    for (const line of pc.getTransceivers()) {
      if (line.direction !== "stopped" && line.mid !== null) line.direction = carried.has(line.mid) ? "recvonly" : "inactive";
    }
  }

  settled(pc: RTCPeerConnection, tracks: readonly Carried[]): void {
    const lines = new Map(pc.getTransceivers().map((line) => [line.mid, line]));
    const now = new Map<string, Received>();
    for (const carried of tracks) {
      const receiver = lines.get(carried.mid)?.receiver;
      if (receiver) now.set(streamKey(carried.account, carried.kind, carried.index), { carried, receiver });
    }
    for (const [key, { carried }] of [...this.live]) if (!now.has(key)) this.went(key, carried);
    for (const [key, received] of now) this.came(key, received);
  }

  dropped(): void {
    for (const [key, { carried }] of [...this.live]) this.went(key, carried);
  }

  /** The stream while it is carried, or null. */
  stream(account: number, kind: Kind, index: number): MediaStream | null {
    const key = streamKey(account, kind, index);
    return this.live.has(key) ? (this.streams.get(key) ?? null) : null;
  }

  receiver(account: number, kind: Kind, index: number): RTCRtpReceiver | undefined {
    return this.live.get(streamKey(account, kind, index))?.receiver;
  }

  close(): void {
    this.dropped();
    this.streams.clear();
    this.events.close();
  }

  private came(key: string, received: Received): void {
    const { account, kind, index } = received.carried;
    const stream = this.streams.get(key) ?? new MediaStream();
    const isNew = !this.live.has(key) || stream.getTracks()[0] !== received.receiver.track;
    this.streams.set(key, stream);
    this.live.set(key, received);
    if (!isNew) return;
    for (const old of stream.getTracks()) if (old !== received.receiver.track) stream.removeTrack(old);
    stream.addTrack(received.receiver.track);
    this.events.emit("changed", { account, kind, index, stream });
  }

  private went(key: string, { account, kind, index }: Carried): void {
    this.live.delete(key);
    const stream = this.streams.get(key);
    for (const track of stream?.getTracks() ?? []) stream!.removeTrack(track);
    this.events.emit("changed", { account, kind, index, stream: null });
  }
}
