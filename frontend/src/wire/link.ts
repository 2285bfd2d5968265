/** The link to one address: opens it, notices its loss, opens it again where the policy says so. */

import { Emitter } from "../lib/emitter";
import type { Deliveries } from "./deliveries";
import type { Hello, ToPage, ToServer } from "./frames";
import type { ReconnectPolicy } from "./reconnect";
import { Socket, type LinkEnd, type SocketOptions } from "./socket";

/** `waiting` = lost, and it will be tried again. */
export type LinkState = "idle" | "connecting" | "open" | "waiting" | "closed";

export type LinkEvents = {
  /** Greeted; `again` after an automatic reconnect. */
  opened: [hello: Hello, again: boolean];
  /** Greeted anew on the open link (after a logout): another session, the same link. */
  renewed: [hello: Hello];
  /** Any other frame. */
  frame: [frame: ToPage];
  /** The link is gone, before listeners of the two outcomes below hear it. */
  gone: [];
  unreachable: [reason: LinkEnd];
  lost: [reason: string];
};

export class Link {
  readonly events = new Emitter<LinkEvents>();
  state: LinkState = "idle";
  url = "";
  private socket: Socket | null = null;
  private attempt = 0;
  private wasOpen = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  /** Everything is told through `deliveries`: in order, in later tasks. */
  constructor(private readonly policy: ReconnectPolicy, private readonly deliveries: Deliveries, private readonly options: SocketOptions) {}

  /** Opens the address; a link that is open or opening is dropped first, silently. */
  connect(url: string): void {
    this.drop();
    this.url = url;
    this.attempt = 0;
    this.wasOpen = false;
    this.open();
  }

  /** The page was away: an open link must prove that it lives, a lost one is opened now and not after its pause. */
  hurry(): void {
    if (this.state === "open") this.socket?.probe();
    if (this.state !== "waiting") return;
    clearTimeout(this.retry);
    this.attempt = 0;
    this.open();
  }

  /** False when there is no open link. */
  send(frame: ToServer): boolean {
    return this.socket?.send(frame) ?? false;
  }

  /** Ends the link, or the attempts, without a word. */
  drop(): void {
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = null;
    this.state = "idle";
    socket?.close();
  }

  close(): void {
    this.drop();
    this.state = "closed";
    this.events.close();
  }

  private open(): void {
    this.state = "connecting";
    const socket = new Socket(this.url, this.options);
    this.socket = socket;
    // What an abandoned socket still said is not heard.
    socket.events.on("frame", (frame) => this.deliveries.add(() => this.socket === socket && this.hear(frame)));
    socket.events.on("ended", (reason) => this.deliveries.add(() => this.socket === socket && this.ended(reason)));
  }

  private hear(frame: ToPage): void {
    if (frame.op !== "hello") this.events.emit("frame", frame);
    else if (this.state === "open") this.events.emit("renewed", frame);
    else this.greeted(frame);
  }

  private greeted(hello: Hello): void {
    const again = this.wasOpen;
    this.wasOpen = true;
    this.attempt = 0;
    this.state = "open";
    this.events.emit("opened", hello, again);
  }

  private ended(reason: LinkEnd): void {
    const opened = this.state === "open";
    const delay = this.wasOpen && reason.again ? this.policy.delayMs(this.attempt++) : null;
    this.drop();
    this.events.emit("gone");
    if (delay !== null) {
      this.state = "waiting";
      this.retry = setTimeout(() => this.open(), delay);
    }
    if (opened) this.events.emit("lost", reason.why);
    else if (delay === null) this.events.emit("unreachable", reason);
  }
}
