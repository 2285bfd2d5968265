/** What we receive: one MediaStream per (account, kind, index), the same object for as long as we know that stream. */

import { Emitter } from "../lib/emitter";
import { streamKey, type Carried, type Kind } from "./messages";
import { withOpus } from "./opus";
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
  /** What arrives on another way than over the node, and is shown instead. */
  private readonly preferred = new Map<string, Received>();
  private bufferMs: number | null = null;

  /** How long everything received is held back to be played evenly, ms; null leaves it to the browser. */
  setBuffer(ms: number | null): void {
    this.bufferMs = ms;
    for (const { receiver } of [...this.live.values(), ...this.preferred.values()]) hold(receiver, ms);
  }

  /** Two channels where the sender has them: without a word a browser plays one. */
  writes(answer: string): string {
    return withOpus(answer, { stereo: true });
  }

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
    for (const [key, { carried }] of [...this.live]) if (!now.has(key)) this.gone(key, carried);
    for (const [key, received] of now) {
      this.live.set(key, received);
      this.show(key, received.carried);
    }
  }

  dropped(): void {
    for (const [key, { carried }] of [...this.live]) this.gone(key, carried);
  }

  /** Shows a stream from another receiver than the node's, or from the node's again (null). */
  prefer(account: number, kind: Kind, index: number, receiver: RTCRtpReceiver | null): void {
    const key = streamKey(account, kind, index);
    const carried = { mid: "", account, kind, index };
    if (receiver) this.preferred.set(key, { carried, receiver });
    else this.preferred.delete(key);
    this.show(key, carried);
  }

  /** The stream while it is carried, or null. */
  stream(account: number, kind: Kind, index: number): MediaStream | null {
    const key = streamKey(account, kind, index);
    return this.shown(key) ? (this.streams.get(key) ?? null) : null;
  }

  /** What the node sends us now. */
  carried(): Carried[] {
    return [...this.live.values()].map(({ carried }) => carried);
  }

  /** Where a stream that is shown arrives. */
  receiver(account: number, kind: Kind, index: number): RTCRtpReceiver | undefined {
    return this.shown(streamKey(account, kind, index))?.receiver;
  }

  /** Where the node's copy of a stream arrives, shown or not. */
  forwarded(account: number, kind: Kind, index: number): RTCRtpReceiver | undefined {
    return this.live.get(streamKey(account, kind, index))?.receiver;
  }

  close(): void {
    this.preferred.clear();
    this.dropped();
    this.streams.clear();
    this.events.close();
  }

  private shown(key: string): Received | undefined {
    return this.preferred.get(key) ?? this.live.get(key);
  }

  private gone(key: string, carried: Carried): void {
    this.live.delete(key);
    this.show(key, carried);
  }

  /** Brings the stream's track in line with where it arrives now, and tells when that changed anything. */
  private show(key: string, { account, kind, index }: Carried): void {
    const received = this.shown(key);
    if (received && this.bufferMs !== null) hold(received.receiver, this.bufferMs);
    const track = received?.receiver.track;
    const stream = this.streams.get(key) ?? new MediaStream();
    this.streams.set(key, stream);
    const [before] = stream.getTracks();
    if (before === track) return;
    if (before) stream.removeTrack(before);
    if (track) stream.addTrack(track);
    this.events.emit("changed", { account, kind, index, stream: track ? stream : null });
  }
}

/** The standard's name, and that of browsers which have the older one only (in seconds). */
function hold(receiver: RTCRtpReceiver, ms: number | null): void {
  if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = ms;
  else if ("playoutDelayHint" in receiver) (receiver as { playoutDelayHint: number | null }).playoutDelayHint = ms === null ? null : ms / 1000;
}
