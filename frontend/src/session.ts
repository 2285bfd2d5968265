/**
 * One link to the server with everything a dialect needs, in neutral words; knows no vendor.
 *
 *   const session = new Session({ reconnect: backoff() })         // or no policy: a lost link stays lost
 *   session.events.on("opened", (hello, again) => ...)            // link up (again = after an automatic reconnect: log in anew)
 *   session.events.on("unreachable", (reason) => ...)             // connect() failed
 *   session.events.on("lost", (reason) => ...)                    // an open link ended without disconnect()
 *   session.events.on("callback", (name, args) => ...)            // the server's words, in order, patch applied, never inside a call
 *   session.events.on("stream", ({account, kind, index, stream})) // a remote stream came (MediaStream) or went (null)
 *   session.events.on("local", ({kind, index, stream}))           // one of our own streams opened or closed
 *   session.connect(url); session.call(fn, args, cookie)          // -> Promise<{ret}>; calls made before the link is up wait for it
 *   session.tell(fn, args, cookie)                                // the same, nobody waits for the outcome
 *   session.later(fn)                                             // play a page-born event in order with the server's
 *   session.mirror.get("seats", id), .all("people"), .me, .room   // synchronous answers
 *   session.openCamera(0) / closeCamera(0) / openMicrophone() / startScreen() ...   // local only: tell the server by a dialect call
 *   session.localStream("video", 0), session.remoteStream(id, "video", 0), session.volumeOf(id), session.statsOf(id, "video", 0)
 *   session.devices.list("camera"), .select("camera", name)       // cached names
 *   session.upload(url, blob, {...}), session.fetchBytes(url)     // resumable
 *   session.releaseDevices(), session.disconnect(), session.close()
 */

import { Emitter } from "./lib/emitter";
import { onReturn } from "./lib/awake";
import { reasonOf } from "./lib/errors";
import { logger } from "./lib/logger";
import { Capture, type CaptureSettings, type LocalChange } from "./media/capture";
import { Devices, type DeviceKind } from "./media/devices";
import { Direct, SIGNAL } from "./media/direct";
import { Levels } from "./media/levels";
import type { Kind } from "./media/messages";
import { Microphone } from "./media/microphone";
import { openOf } from "./media/open_streams";
import { Plane } from "./media/plane";
import { Player } from "./media/player";
import { OWN, QualityWatch, type StreamName } from "./media/quality_watch";
import { Stats, type StreamStats } from "./media/stats";
import { Mirror } from "./mirror/mirror";
import { Reports } from "./reports";
import type { SessionEvents, SessionOptions } from "./session_events";
import { fetchBytes } from "./transfer/download";
import { Throttle } from "./transfer/throttle";
import { upload, type UploadOptions } from "./transfer/upload";
import { Channel, type Outcome } from "./wire/channel";
import { Deliveries } from "./wire/deliveries";
import type { Callback, Hello, ToPage } from "./wire/frames";
import { Resume } from "./wire/resume";
import { Link, type LinkState } from "./wire/link";
import { NEVER } from "./wire/reconnect";

const log = logger("session");

export type { LinkState, SessionEvents, SessionOptions };

/** Neutral calls after a lost link: whose it was, and which of the streams that it carried are no more. */
const RESUME = "sb.resume", PUBLISH = "sb.publish";
/** How long a page that is back may take to open its devices again, before the others see them closed. */
const REOPEN_MS = 5_000;

export class Session {
  readonly events = new Emitter<SessionEvents>();
  readonly mirror = new Mirror();
  readonly devices = new Devices();
  readonly capture = new Capture(this.devices);
  /** The open microphone's volume; what leaves it is sent, recorded and measured. */
  readonly microphone = new Microphone();
  readonly player = new Player();
  readonly plane: Plane;
  /** Streams straight from other pages; only dialects that let the page ask for it take part. */
  readonly direct: Direct;
  readonly levels: Levels;
  readonly stats: Stats;
  /** How well we send and receive, and why it is no better; measured while we sit in a room. */
  readonly quality: QualityWatch;
  /** The budget of files and buffers, both ways; unlimited until somebody sets it. */
  readonly throttle = new Throttle();
  private readonly deliveries = new Deliveries();
  private readonly channel: Channel;
  /** Ends the watch for sleep and return. */
  private readonly sleepOn: () => void;
  private readonly wire: Link;
  private readonly way = new Resume(() => this.plane.reset());
  private readonly reports = new Reports({
    sayFirst: (fn, args) => this.callFirst(fn, args),
    say: (fn, args) => this.call(fn, args),
    isOpen: () => this.link === "open",
  });
  private reopening: ReturnType<typeof setTimeout> | undefined;
  private clockOffsetMs = 0;

  constructor({ reconnect = NEVER, callTimeoutMs, ...socket }: SessionOptions = {}) {
    this.wire = new Link(reconnect, this.deliveries, socket);
    this.channel = new Channel((frame) => this.wire.send(frame), callTimeoutMs);
    this.plane = new Plane((msg) => this.wire.send({ op: "media", msg }));
    this.direct = new Direct(this.mirror, this.plane.subscriber, (fn, args) => this.call(fn, args));
    this.levels = new Levels(this.plane.subscriber, this.microphone);
    this.stats = new Stats(this.plane, { seated: () => this.mirror.mySeat?.account_id ?? 0, found: (address) => this.reports.address(address) });
    this.quality = new QualityWatch({
      streams: () => this.streams(),
      // A picture that nobody sees is not sent, which is no fault.
      measured: ({ account, kind, index }) => (this.plane.isHidden(account, kind, index) ? null : this.stats.measured(account, kind, index)),
      tell: (rows) => this.reports.quality(rows),
    });
    this.mirror.events.on("changed", () => this.quality.run(this.mirror.mySeat !== undefined));
    this.sleepOn = onReturn(() => {
      this.wire.hurry();
      this.plane.restart();
    });
    this.joinLink();
    this.joinMedia();
  }

  /** Where the link stands; `waiting` = lost, a reconnect is due. */
  get link(): LinkState {
    return this.wire.state;
  }

  /** The server's clock now, ms since 1970. */
  get nowMs(): number {
    return Date.now() + this.clockOffsetMs;
  }

  // --- the link --------------------------------------------------------------------------------

  /** Opens the link; one that is open or opening is dropped first without `lost`. The outcome is an event. */
  connect(url: string): void {
    this.wire.drop();
    this.forget();
    this.wire.connect(url);
  }

  /** Ends the link on purpose: no `lost`, media and mirror forgotten, local devices closed. */
  disconnect(): void {
    this.wire.drop();
    this.way.forget();
    this.forget();
    this.releaseDevices();
  }

  /** Ends everything; the session cannot be used again. */
  close(): void {
    this.disconnect();
    this.sleepOn();
    const { wire, channel, deliveries, levels, quality, stats, direct, plane, player, microphone, capture, devices, mirror, events } = this;
    for (const part of [wire, channel, deliveries, levels, quality, stats, direct, plane, player, microphone, capture, devices, mirror, events]) part.close();
  }

  // --- calls -----------------------------------------------------------------------------------

  /**
   * Says one function to the server. Resolves after the answer's patch and callbacks were played.
   * Rejects with LinkLost or CallTimedOut. `cookie` stays here and comes back by reference in the callbacks.
   */
  call(fn: string, args: readonly unknown[], cookie?: unknown): Promise<Outcome> {
    return this.channel.call(fn, args, cookie);
  }

  /** Like `call`, but before the calls that wait for the link (or for its next opening). */
  callFirst(fn: string, args: readonly unknown[], cookie?: unknown): Promise<Outcome> {
    return this.channel.call(fn, args, cookie, true);
  }

  /** Says one function; a failure is only logged. */
  tell(fn: string, args: readonly unknown[], cookie?: unknown): void {
    this.call(fn, args, cookie).catch((error: unknown) => log.warn(`${fn} was not answered`, reasonOf(error)));
  }

  /** Plays `play` in a later task, after everything received so far. */
  later(play: () => void): void {
    this.deliveries.add(play);
  }

  // --- own devices -----------------------------------------------------------------------------

  /** Opens camera `index` (0 = the selected one). Rejects with DeviceRefused; `cancelled` if it was closed meanwhile. */
  openCamera(index = 0, settings: CaptureSettings = {}): Promise<MediaStream> {
    return this.capture.open("video", index, settings);
  }

  closeCamera(index = 0): void {
    this.capture.shut("video", index);
  }

  openMicrophone(settings: CaptureSettings = {}): Promise<MediaStream> {
    return this.capture.open("audio", 0, settings);
  }

  closeMicrophone(): void {
    this.capture.shut("audio", 0);
  }

  /** Shares the screen; needs a user gesture. */
  startScreen(settings: CaptureSettings = {}): Promise<MediaStream> {
    return this.capture.open("screen", 0, settings);
  }

  stopScreen(): void {
    this.capture.shut("screen", 0);
  }

  /** Stops every camera, the microphone and the screen; one that is still opening is closed as soon as it opens. */
  releaseDevices(): void {
    this.capture.shutAll();
  }

  localStream(kind: Kind, index = 0): MediaStream | null {
    return kind === "audio" ? this.microphone.stream : this.capture.stream(kind, index);
  }

  remoteStream(account: number, kind: Kind, index = 0): MediaStream | null {
    return this.plane.subscriber.stream(account, kind, index);
  }

  /** How loud somebody speaks now, 0..100, in the last second if we do not hear him; own account or 0 = the local microphone. */
  volumeOf(account: number): number {
    if (account === 0 || account === this.mirror.myId) return this.levels.local();
    return this.plane.subscriber.receiver(account, "audio", 0) ? this.levels.remote(account) : this.stats.of(account, "audio", 0).volume;
  }

  /** Size, rate and loss of a stream, at most a second old; own account or 0 = what we send. Zeros when unknown. */
  statsOf(account: number, kind: Kind, index = 0): StreamStats {
    return this.stats.of(account === this.mirror.myId ? 0 : account, kind, index);
  }

  /** Whether the machine has such a device, as far as the browser tells; an open one proves it. */
  has(kind: DeviceKind): boolean {
    const isOpen = this.capture.opened().some(({ kind: open, index }) => (kind === "camera" ? open === "video" : open === "audio" && index === 0));
    return this.devices.list(kind).length > 0 || (kind !== "speaker" && isOpen);
  }

  // --- files -----------------------------------------------------------------------------------

  /** Sends a file in pieces to its upload URL (absolute, or relative to the server). */
  upload(url: string, file: Blob, options: UploadOptions = {}): Promise<void> {
    return upload(this.serverUrl(url), file, { throttle: this.throttle, ...options });
  }

  /** Downloads. Rejects with UploadFailed when the server refuses. */
  fetchBytes(url: string): Promise<ArrayBuffer> {
    return fetchBytes(this.serverUrl(url), this.throttle);
  }

  /** An address of the server we are connected to as an absolute http(s) URL. */
  serverUrl(path: string): string {
    const base = this.wire.url ? this.wire.url.replace(/^ws/, "http") : location.href;
    return new URL(path, base).href;
  }

  // --- inside ----------------------------------------------------------------------------------

  private joinMedia(): void {
    this.capture.events.on("changed", (change) => {
      if (change.kind === "audio" && change.index === 0) this.microphone.feed(change);
      else this.send(change);
      this.reportDevices();
      this.events.emit("local", change);
    });
    this.microphone.events.on("changed", (outgoing) => this.send({ kind: "audio", index: 0, ...outgoing }));
    this.capture.events.on("lost", (kind, index) => this.events.emit("deviceLost", kind, index));
    this.capture.events.on("missed", (...missed) => this.events.emit("deviceMissed", ...missed));
    this.capture.events.on("returned", (kind, index) => this.events.emit("deviceReturned", kind, index));
    this.capture.events.on("replaced", (...replaced) => this.events.emit("deviceReplaced", ...replaced));
    this.plane.subscriber.events.on("changed", (change) => {
      if (change.kind === "audio") this.player.play(change.account, change.stream, change.index);
      this.events.emit("stream", change);
    });
    this.player.events.on("blocked", (blocked) => this.events.emit("soundBlocked", blocked));
    this.devices.events.on("changed", () => {
      this.player.setSink(this.devices.selectedId("speaker"));
      this.reportDevices();
    });
  }

  private send({ kind, index, stream, settings }: LocalChange): void {
    const track = stream?.getTracks()[0] ?? null;
    this.plane.publisher.set(kind, index, track, settings);
    this.direct.set(kind, index, track, settings);
  }

  private joinLink(): void {
    const { events } = this.wire;
    events.on("opened", (hello, again) => {
      this.greeted(hello);
      this.events.emit("opened", hello, again);
      this.channel.opened(); // after the listeners: what they say first goes first
    });
    events.on("renewed", (hello) => this.greeted(hello));
    events.on("frame", (frame) => this.hear(frame));
    events.on("gone", () => {
      this.way.lost(this.mirror.me?.session_id);
      this.forget();
    });
    events.on("lost", (why) => this.events.emit("lost", why));
    events.on("unreachable", (reason) => this.events.emit("unreachable", reason));
  }

  private greeted(hello: Hello): void {
    this.clockOffsetMs = hello.time_ms - Date.now();
    this.reports.forget();
    if (this.way.proof) this.callFirst(RESUME, [this.way.proof]).catch((error: unknown) => log.info("the lost link was not shown", reasonOf(error)));
    this.way.greeted(hello);
    this.reportDevices();
    this.reports.address(this.stats.knownAddress);
  }

  private hear(frame: ToPage): void {
    switch (frame.op) {
      case "return": {
        const taken = this.channel.take(frame);
        this.mirror.patch(frame.patch ?? []);
        this.settleLogin();
        this.play(taken.callbacks);
        taken.settle();
        break;
      }
      case "event":
        this.mirror.patch(frame.patch ?? []);
        this.play(frame.callbacks ?? []);
        break;
      case "snapshot":
        this.mirror.replace(frame.state);
        this.plane.ready(); // what we missed may have been an offer
        break;
      case "media":
        this.plane.hear(frame.msg);
        if (frame.msg.type === "offer" && frame.msg.pc === "pub") this.stats.localAddress(); // soon known: others may ask for it
        break;
      default: // pong and bye concern the socket
    }
  }

  /** The streams that flow now: our own that somebody may see, and what we receive of the others. */
  private streams(): StreamName[] {
    const { publisher, subscriber } = this.plane;
    const own = this.capture.opened().map(({ kind, index }) => ({ account: OWN, kind, index }));
    const others = this.mirror.all("seats").filter(({ account_id }) => account_id !== this.mirror.myId).flatMap(openOf);
    return [
      ...own.filter(({ kind, index }) => publisher.sender(kind, index)),
      ...others.filter(({ account, kind, index }) => subscriber.receiver(account, kind, index)),
    ];
  }

  /** What a lost link takes along. What the node sends and gets stays, as long as our login may go on. */
  private forget(): void {
    clearTimeout(this.reopening);
    this.channel.lose();
    this.direct.reset();
    if (!this.way.isOpen) this.plane.reset();
    this.mirror.clear();
  }

  /** Logged in after a lost link: either all goes on, or nothing of before is left. */
  private settleLogin(): void {
    const session = this.mirror.me?.session_id;
    if (!session || !this.way.isOpen || !this.way.settle(session)) return;
    this.plane.ready(); // what we missed may have been an offer
    this.reopening = setTimeout(() => this.tellClosed(), REOPEN_MS);
  }

  /** The others still see open what we closed while the link was lost. */
  private tellClosed(): void {
    const seat = this.mirror.mySeat;
    const isOpen = ({ kind, index }: StreamName): boolean => this.capture.opened().some((own) => own.kind === kind && own.index === index);
    for (const stream of seat ? openOf(seat) : []) if (!isOpen(stream)) this.tell(PUBLISH, [stream.kind, stream.index, 0]);
  }

  private play(callbacks: readonly Callback[]): void {
    for (const [name, ...args] of callbacks) {
      if (name === SIGNAL) this.direct.hear(Number(args[0]), String(args[1]));
      else this.events.emit("callback", name, args);
    }
  }

  private reportDevices(): void {
    if (this.devices.known) this.reports.devices(this.has("camera"), this.has("microphone"));
  }
}
