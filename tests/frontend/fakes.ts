/** Stand-ins at the browser's boundary only: a WebSocket, media tracks, a peer connection, device access. */

import type { ToPage, ToServer } from "../../frontend/src/wire/frames";

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static last: FakeSocket;
  readyState = 0;
  sent: ToServer[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.last = this;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as ToServer);
  }
  close(): void {
    this.readyState = 3;
  }
  /** The server accepts and greets. */
  greet(more: { resume?: string; grace_s?: number } = {}): void {
    this.readyState = 1;
    this.say({ op: "hello", session: "s1", time_ms: Date.now(), version: 1, ...more });
  }
  say(frame: ToPage): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  /** The calls said so far: name and arguments. */
  calls(): [string, unknown[]][] {
    return this.sent.flatMap((frame) => (frame.op === "call" ? [[frame.fn, frame.args] as [string, unknown[]]] : []));
  }
  idOf(fn: string): number {
    const found = [...this.sent].reverse().find((frame) => frame.op === "call" && frame.fn === fn);
    if (found?.op !== "call") throw new Error(`${fn} was not said`);
    return found.id;
  }
  answer(fn: string, rest: { ret?: unknown; patch?: unknown[]; callbacks?: unknown[] } = {}): void {
    this.say({ op: "return", id: this.idOf(fn), ret: 0, ...rest } as ToPage);
  }
}

export const makeSocket = (url: string) => new FakeSocket(url) as unknown as WebSocket;

/** Lets tasks and promises run until nothing is left (message channel deliveries included). */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

export class FakeTrack extends EventTarget {
  static all: FakeTrack[] = [];
  readyState: "live" | "ended" = "live";
  onended: (() => void) | null = null;
  contentHint = "";
  applied: unknown[] = [];
  capabilities: MediaTrackCapabilities = {};
  constructor(readonly kind: "audio" | "video", readonly deviceId = "", readonly label = "") {
    super();
    FakeTrack.all.push(this);
  }
  stop(): void {
    this.readyState = "ended";
  }
  getSettings() {
    return { deviceId: this.deviceId, width: 640, height: 480 };
  }
  getCapabilities() {
    return this.capabilities;
  }
  async applyConstraints(constraints: unknown): Promise<void> {
    this.applied.push(constraints);
  }
}

export class FakeStream {
  private readonly tracks = new Set<FakeTrack>();
  constructor(tracks: FakeTrack[] = []) {
    for (const track of tracks) this.tracks.add(track);
  }
  getTracks(): FakeTrack[] {
    return [...this.tracks];
  }
  getVideoTracks(): FakeTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "video");
  }
  getAudioTracks(): FakeTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "audio");
  }
  addTrack(track: FakeTrack): void {
    this.tracks.add(track);
  }
  removeTrack(track: FakeTrack): void {
    this.tracks.delete(track);
  }
}

export class FakeSender {
  track: FakeTrack | null = null;
  parameters: { encodings: Record<string, unknown>[]; degradationPreference?: string } = { encodings: [{}] };
  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }
  getParameters() {
    return structuredClone(this.parameters);
  }
  async setParameters(parameters: FakeSender["parameters"]): Promise<void> {
    this.parameters = parameters;
  }
  async getStats(): Promise<Map<string, unknown>> {
    return new Map();
  }
}

export class FakeTransceiver {
  direction = "recvonly";
  readonly sender = new FakeSender();
  readonly receiver = { track: new FakeTrack("video"), getStats: async () => new Map<string, unknown>(), getSynchronizationSources: () => [] as unknown[] };
  constructor(readonly mid: string) {}
}

/** A peer connection whose m-lines are named by the offer's text: "0 1 2". */
export class FakePeerConnection {
  static all: FakePeerConnection[] = [];
  static get last(): FakePeerConnection {
    return FakePeerConnection.all[FakePeerConnection.all.length - 1]!;
  }
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  remote = "";
  closed = false;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: (() => void) | null = null;
  private lines: FakeTransceiver[] = [];
  constructor(readonly configuration?: RTCConfiguration) {
    FakePeerConnection.all.push(this);
  }
  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "broken") throw new Error("broken offer");
    this.remote = sdp;
    for (const mid of sdp.split(" ")) if (!this.lines.some((line) => line.mid === mid)) this.lines.push(new FakeTransceiver(mid));
  }
  async createAnswer() {
    return { type: "answer", sdp: `answer to ${this.remote}` };
  }
  async setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
  }
  getTransceivers(): FakeTransceiver[] {
    return this.lines;
  }
  close(): void {
    this.closed = true;
  }
  turn(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

/** Device access: what there is, and what was asked for. */
export class FakeMediaDevices extends EventTarget {
  asked: unknown[] = [];
  refuse: { name: string } | null = null;
  gate: Promise<void> = Promise.resolve();
  constructor(public infos: { kind: string; deviceId: string; label: string }[] = []) {
    super();
  }
  async enumerateDevices() {
    return this.infos;
  }
  async getUserMedia(constraints: { audio?: unknown; video?: { deviceId?: { exact: string } } }) {
    this.asked.push(constraints);
    await this.gate;
    if (this.refuse) throw Object.assign(new Error("no"), this.refuse);
    if (!this.infos.some(({ kind }) => kind === (constraints.audio ? "audioinput" : "videoinput"))) throw Object.assign(new Error("none"), { name: "NotFoundError" });
    return new FakeStream([new FakeTrack(constraints.audio ? "audio" : "video", constraints.video?.deviceId?.exact ?? "")]);
  }
  async getDisplayMedia(constraints: unknown) {
    this.asked.push({ screen: constraints });
    return new FakeStream([new FakeTrack("video", "screen")]);
  }
}

export const CAMERAS = [
  { kind: "videoinput", deviceId: "c1", label: "Front" },
  { kind: "videoinput", deviceId: "c2", label: "Back" },
  { kind: "audioinput", deviceId: "m1", label: "Mic" },
  { kind: "audiooutput", deviceId: "o1", label: "Speaker" },
];

/** Pulls devices out: their tracks end, and they are no longer listed. */
export function unplug(machine: FakeMediaDevices, which: (info: FakeMediaDevices["infos"][number]) => boolean): void {
  const gone = machine.infos.filter(which);
  machine.infos = machine.infos.filter((info) => !which(info));
  for (const track of FakeTrack.all) {
    const isGone = gone.some(({ kind, deviceId }) => kind.startsWith(track.kind) && [deviceId, ""].includes(track.deviceId));
    if (!isGone || track.readyState === "ended") continue;
    track.readyState = "ended";
    track.onended?.();
  }
  machine.dispatchEvent(new Event("devicechange"));
}

/** These devices are what there is now. */
export function plugIn(machine: FakeMediaDevices, infos: FakeMediaDevices["infos"]): void {
  machine.infos = infos;
  machine.dispatchEvent(new Event("devicechange"));
}

/** Puts the media stand-ins in place; call it before a session or device list is made. */
export function installMedia(infos = CAMERAS): FakeMediaDevices {
  const devices = new FakeMediaDevices(infos);
  FakeTrack.all = [];
  FakePeerConnection.all = [];
  Object.defineProperty(navigator, "mediaDevices", { value: devices, configurable: true });
  Object.assign(globalThis, { MediaStream: FakeStream, RTCPeerConnection: FakePeerConnection });
  return devices;
}
