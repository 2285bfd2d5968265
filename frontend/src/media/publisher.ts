/** What we send: puts our local tracks on the m-lines that the node offers for them, and keeps them within their bit rate. */

import { logger } from "../lib/logger";
import type { CaptureSettings } from "./capture";
import { arrange, separate, usualBitrate } from "./encodings";
import { keepKeyFrames } from "./key_frames";
import type { Carried, Kind } from "./messages";
import { withOpus, type OpusWishes } from "./opus";
import type { PeerUser } from "./peer";

const log = logger("publisher");

/** Bit rates when the page sets none, bits per second. */
export const DEFAULT_BITRATE: Record<Kind, number> = { audio: 40_000, video: 1_200_000, screen: 2_500_000 };

/** Frames per second where neither camera nor page tell. */
const USUAL_RATE = 25;

interface Source { track: MediaStreamTrack; settings: CaptureSettings }

export class Publisher implements PeerUser {
  private readonly sources = new Map<string, Source>();
  private readonly senders = new Map<string, RTCRtpSender>();
  private opus: OpusWishes = {};

  /** `again` takes the last offer anew: channels and pauses of sound are read from its description only. */
  constructor(private readonly again: () => void = () => undefined) {}

  /** A local track opened, changed (same or another track) or closed (null): the sender follows at once. */
  set(kind: Kind, index: number, track: MediaStreamTrack | null, settings: CaptureSettings = {}): void {
    const key = `${kind}/${index}`;
    if (track) this.sources.set(key, { track, settings });
    else this.sources.delete(key);
    const sender = this.senders.get(key);
    if (sender) void attach(sender, kind, this.sources.get(key)).then(() => tune(sender, kind, this.sources.get(key)));
    if (kind === "audio" && index === 0 && track) this.speak(settings);
  }

  reads(offer: string): string {
    return withOpus(offer, this.opus);
  }

  /** The sender of a stream, for statistics. */
  sender(kind: Kind, index: number): RTCRtpSender | undefined {
    return this.senders.get(`${kind}/${index}`);
  }

  async prepare(pc: RTCPeerConnection, tracks: readonly Carried[]): Promise<void> {
    const wanted = new Map(tracks.map((track) => [track.mid, track]));
    this.senders.clear();
    for (const line of pc.getTransceivers()) {
      if (line.direction === "stopped" || line.mid === null) continue;
      const carried = wanted.get(line.mid);
      line.direction = carried ? "sendonly" : "inactive";
      const source = carried && this.sources.get(`${carried.kind}/${carried.index}`);
      if (carried) this.senders.set(`${carried.kind}/${carried.index}`, line.sender);
      await attach(line.sender, carried?.kind ?? "audio", source || undefined);
    }
  }

  async settled(): Promise<void> {
    for (const [key, sender] of [...this.senders]) await tune(sender, key.split("/")[0] as Kind, this.sources.get(key));
  }

  dropped(): void {
    this.senders.clear();
  }

  close(): void {
    this.sources.clear();
    this.senders.clear();
  }

  private speak({ stereo = false, pauses = false }: CaptureSettings): void {
    if (stereo === (this.opus.stereo ?? false) && pauses === (this.opus.pauses ?? false)) return;
    this.opus = { stereo, pauses };
    this.again();
  }
}

async function attach(sender: RTCRtpSender, kind: Kind, source: Source | undefined): Promise<void> {
  const track = source?.track ?? null;
  // Text on a shared screen matters more than motion; the encoder must know before it starts.
  if (track && kind === "screen" && "contentHint" in track) track.contentHint = source?.settings.motion ? "motion" : "detail";
  if (sender.track === track) return;
  try {
    await sender.replaceTrack(track);
  } catch (error) {
    log.warn(`a ${kind} track could not be attached`, error);
  }
}

/** Bit rate, layers, frame rate and what gives way first. */
export async function tune(sender: RTCRtpSender, kind: Kind, source: Source | undefined): Promise<void> {
  const parameters = sender.getParameters();
  keepKeyFrames(sender, source ? keyFramesEveryMs(source) : 0);
  if (!source || !parameters.encodings?.length) return;
  const size = source.track.getSettings();
  const usual = kind === "video" && parameters.encodings.length > 1 ? usualBitrate(size) : DEFAULT_BITRATE[kind];
  arrange(parameters.encodings, kind, size, source.settings.maxBitrate || usual);
  separate(parameters.encodings, parameters.codecs?.[0]?.mimeType);
  for (const encoding of parameters.encodings) if (kind !== "audio" && source.settings.frameRate) encoding.maxFramerate = source.settings.frameRate;
  if (kind !== "audio") parameters.degradationPreference = kind === "screen" && !source.settings.motion ? "maintain-resolution" : (source.settings.degradation ?? "balanced");
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    log.debug(`the ${kind} encoder keeps its own parameters`, error);
  }
}

/** The time between key frames, ms, at the rate the camera really has; 0 = only when a viewer needs one. */
function keyFramesEveryMs({ track, settings }: Source): number {
  const rate = track.getSettings().frameRate || settings.frameRate || USUAL_RATE;
  return Math.round((1000 * (settings.keyFrameInterval ?? 0)) / rate);
}
