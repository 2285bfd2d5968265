/** Streams straight from page to page, where the server allows it. The node stays the way back: it is never let go first. */

import { Emitter } from "../lib/emitter";
import { logger } from "../lib/logger";
import type { Mirror } from "../mirror/mirror";
import type { CaptureSettings } from "./capture";
import { DirectLink, type Signal } from "./direct_link";
import type { Outgoing, Transport } from "./direct_path";
import type { Kind } from "./messages";
import type { Subscriber } from "./subscriber";

export type { Transport };

const log = logger("direct");

const BUSY_MS = 100;
const CALM_MS = 250;

/** The name under which the server hands over what another page said. */
export const SIGNAL = "sb.signal";

export type DirectEvents = {
  /** The direct path to somebody came up (how it travels) or is gone ("none"). */
  state: [account: number, state: Transport];
};

type Call = (fn: string, args: readonly unknown[]) => Promise<{ ret: unknown }>;

export class Direct {
  readonly events = new Emitter<DirectEvents>();
  private readonly links = new Map<number, DirectLink>();
  private readonly sources = new Map<string, Outgoing>();
  private readonly states = new Map<number, Transport>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly mirror: Mirror, private readonly subscriber: Subscriber, private readonly call: Call) {
    mirror.events.on("changed", (touched) => void (touched.some(({ table }) => table === "direct") && this.follow()));
  }

  /** How packets travel between us and somebody; "none" = over the server. */
  stateOf(account: number): Transport {
    return this.states.get(account) ?? "none";
  }

  /** A local stream opened, changed or closed (null). */
  set(kind: Kind, index: number, track: MediaStreamTrack | null, settings: CaptureSettings = {}): void {
    const key = `${kind}/${index}`;
    const source = track ? { track, settings } : null;
    if (source) this.sources.set(key, source);
    else this.sources.delete(key);
    for (const { path } of this.links.values()) path?.send(key, source);
  }

  /** Somebody's page said something. */
  hear(sender: number, message: string): void {
    const signal = JSON.parse(message) as Signal;
    const link = this.links.get(signal.pair);
    if (link?.other === sender) link.hear(signal);
  }

  /** Ends everything at once: the link or the room is gone. */
  reset(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const link of this.links.values()) link.close();
    this.links.clear();
  }

  close(): void {
    this.reset();
    this.sources.clear();
    this.events.close();
  }

  /** The connections as they are, for tests and for looking closer. */
  get connections(): RTCPeerConnection[] {
    return [...this.links.values()].flatMap(({ path }) => (path ? [path.pc] : []));
  }

  private follow(): void {
    const rows = new Map(this.mirror.all("direct").map((row) => [row.pair_id, row]));
    for (const [pair, link] of this.links) if (!rows.has(pair) && link.isAllowed) link.disallow();
    for (const [pair, row] of rows) {
      if (!this.links.has(pair)) this.links.set(pair, this.made(pair, row.other_id, row.is_caller, row.ice_servers));
      this.links.get(pair)!.confirm(row.taken);
    }
    if (this.links.size) this.timer ??= setTimeout(() => void this.look(), BUSY_MS);
  }

  private made(pair: number, other: number, isCaller: boolean, iceServers: string): DirectLink {
    return new DirectLink(pair, other, isCaller, serversOf(iceServers), {
      subscriber: this.subscriber,
      sources: () => this.sources,
      signal: (to, signal) => void this.call(SIGNAL, [to, JSON.stringify(signal)]).catch(() => undefined),
      take: (account, kind, index, on) => this.take(account, kind, index, on),
      state: (account, state) => {
        this.states.set(account, state);
        this.events.emit("state", account, state);
      },
    });
  }

  private async take(account: number, kind: Kind, index: number, on: boolean): Promise<boolean> {
    try {
      return (await this.call("sb.direct.take", [account, kind, index, on ? 1 : 0])).ret === 0;
    } catch {
      return false; // the link is lost, and with it everything
    }
  }

  private async look(): Promise<void> {
    for (const [pair, link] of [...this.links]) {
      await link.look();
      if (link.isOver) this.links.delete(pair);
    }
    this.timer = undefined;
    if (!this.links.size) return;
    const isBusy = [...this.links.values()].some((link) => link.isBusy);
    this.timer = setTimeout(() => void this.look(), isBusy ? BUSY_MS : CALM_MS);
  }
}

function serversOf(text: string): RTCIceServer[] {
  try {
    return JSON.parse(text) as RTCIceServer[];
  } catch {
    log.warn("the ICE servers of this site are no JSON list");
    return [];
  }
}
