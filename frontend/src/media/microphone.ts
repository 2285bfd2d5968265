/** Between the microphone and those who hear it: its volume, by a gain in the page that exists only while it changes something. */

import { Emitter } from "../lib/emitter";
import { logger } from "../lib/logger";
import type { CaptureSettings, LocalChange } from "./capture";

const log = logger("microphone");

/** The loudest that a volume makes it. */
const LOUDEST = 10;
/** What the boost adds: 10 dB. */
const BOOST = 10 ** (10 / 20);
/** How fast the volume follows, so that no click is heard. */
const GLIDE_S = 0.01;

/** What is to be sent now; null = the microphone is closed. */
export interface Outgoing { stream: MediaStream | null; settings: CaptureSettings }

export type MicrophoneEvents = { changed: [outgoing: Outgoing] };

interface Graph { context: AudioContext; gain: GainNode; out: MediaStreamAudioDestinationNode; source?: MediaStreamAudioSourceNode; track?: MediaStreamTrack }

export class Microphone {
  readonly events = new Emitter<MicrophoneEvents>();
  private level = 1;
  private boosted = false;
  private track: MediaStreamTrack | null = null;
  private raw: MediaStream | null = null;
  private settings: CaptureSettings = {};
  private graph: Graph | null = null;
  private told: MediaStream | null = null;

  /** The open microphone, another track of it, or none. */
  feed({ stream, settings }: Pick<LocalChange, "stream" | "settings">): void {
    [this.raw, this.track, this.settings] = [stream, stream?.getTracks()[0] ?? null, settings];
    this.follow();
    this.tell();
  }

  /** What is sent: the microphone's own stream at full volume, else one that was made louder or softer. */
  get stream(): MediaStream | null {
    if (this.graph?.context.state === "running") return this.graph.out.stream;
    // A graph may not run yet, as browsers want a gesture first: until then the plain sound goes out, unless none shall.
    return this.level > 0 ? this.raw : null;
  }

  /** 0 = silence, 1 = as the microphone gives it, up to 10 times as much. */
  get volume(): number {
    return this.level;
  }

  setVolume(level: number): void {
    this.level = Math.min(LOUDEST, Math.max(0, level));
    this.adjust();
  }

  get isBoosted(): boolean {
    return this.boosted;
  }

  /** Makes a weak microphone louder by ten decibels. */
  setBoost(on: boolean): void {
    this.boosted = on;
    this.adjust();
  }

  close(): void {
    this.dismantle();
    this.events.close();
  }

  private get factor(): number {
    return this.level * (this.boosted ? BOOST : 1);
  }

  private adjust(): void {
    this.follow();
    this.tellChange();
  }

  private follow(): void {
    if (!this.track || this.factor === 1) return this.dismantle();
    try {
      this.graph ??= this.build();
      if (this.graph.track !== this.track) lead(this.graph, this.track);
      this.graph.gain.gain.setTargetAtTime(this.factor, this.graph.context.currentTime, GLIDE_S);
    } catch (error) {
      log.warn("the microphone's volume cannot be changed", error);
    }
  }

  private build(): Graph {
    const context = new AudioContext();
    const gain = context.createGain();
    const out = context.createMediaStreamDestination();
    gain.connect(out);
    gain.gain.value = this.factor;
    context.onstatechange = () => this.tellChange();
    void context.resume().catch(() => undefined);
    return { context, gain, out };
  }

  private dismantle(): void {
    const graph = this.graph;
    this.graph = null;
    if (!graph) return;
    graph.context.onstatechange = null;
    graph.source?.disconnect();
    void graph.context.close().catch(() => undefined);
  }

  private tellChange(): void {
    if (this.stream !== this.told) this.tell();
  }

  private tell(): void {
    this.told = this.stream;
    this.events.emit("changed", { stream: this.told, settings: this.settings });
  }
}

/** Another track into the same graph: what comes out stays the same track. */
function lead(graph: Graph, track: MediaStreamTrack): void {
  graph.source?.disconnect();
  graph.out.channelCount = track.getSettings().channelCount ?? 1;
  graph.source = graph.context.createMediaStreamSource(new MediaStream([track]));
  graph.source.connect(graph.gain);
  graph.track = track;
}
