/** The two connections of a page: routes the node's words to publisher and subscriber. */

import type { Kind, PlaneToNode, PlaneToPage, Served, StatsOfRoom, StatsRow } from "./messages";
import { Peer } from "./peer";
import { Publisher } from "./publisher";
import { Subscriber } from "./subscriber";
import { Tiles } from "./tiles";

/** Numbers of the node that are older than this are of another room, or of a node that is gone. */
const STALE_MS = 3_000;

export class Plane {
  readonly publisher = new Publisher(() => void this.pub.again());
  readonly subscriber = new Subscriber();
  readonly pub: Peer;
  readonly sub: Peer;
  /** Who speaks in the room, or did last; 0 = nobody yet. */
  speaker = 0;
  private readonly tiles: Tiles;
  private codec = "";
  /** The connection whose end at the node knows our wish. */
  private wishedOf = "";
  private told: StatsOfRoom | null = null;
  private toldAt = 0;

  constructor(private readonly say: (msg: PlaneToNode) => void) {
    this.pub = new Peer("pub", this.publisher, say);
    this.sub = new Peer("sub", this.subscriber, say);
    this.tiles = new Tiles(this.subscriber, say);
  }

  /** We may have missed something: the node shall offer anew. */
  ready(): void {
    this.say({ type: "ready" });
  }

  /** Our network may have changed: both connections look for another path. */
  restart(): void {
    this.pub.restart();
    this.sub.restart();
  }

  /** Which picture codec we would like to send, like "VP9"; "" leaves it to the node. Used once all who see us decode it. */
  prefer(codec: string): void {
    if (codec.toLowerCase() === this.codec) return;
    this.codec = codec.toLowerCase();
    if (this.wishedOf) this.wish();
  }

  private wish(): void {
    this.say({ type: "prefer", codecs: this.codec ? [this.codec] : [] });
  }

  /** Tells the node whether somebody looks at the numbers of others. */
  watchStats(on: boolean): void {
    if (!on) this.told = null;
    this.say({ type: "watch_stats", on });
  }

  /** Whether the node tells its numbers, which it does every second. */
  get isTold(): boolean {
    return Date.now() - this.toldAt < STALE_MS;
  }

  /** What the node last said about a stream. */
  statsRow(account: number, kind: Kind, index: number): StatsRow | undefined {
    return this.isTold ? this.told?.rows.find((row) => row.account === account && row.kind === kind && row.index === index) : undefined;
  }

  /** In which layer the node sends us a stream, and at which rate. */
  served(account: number, kind: Kind, index: number): Served | undefined {
    return this.isTold ? this.told?.link.served.find((row) => row.account === account && row.kind === kind && row.index === index) : undefined;
  }

  /** What our link is believed to carry, bits per second; 0 while that is not known. */
  get estimateBps(): number {
    return this.isTold ? (this.told?.link.estimate_bps ?? 0) : 0;
  }

  /** Whether nobody sees a picture that we receive. */
  isHidden(account: number, kind: Kind, index: number): boolean {
    return this.tiles.isHidden(account, kind, index);
  }

  hear(msg: PlaneToPage): void {
    if (msg.type === "stats") {
      [this.told, this.toldAt] = [msg, Date.now()];
      return;
    }
    if (msg.type === "speaker") {
      this.speaker = msg.account;
      return;
    }
    const peer = msg.pc === "pub" ? this.pub : this.sub;
    if (msg.type === "offer" && msg.pc === "pub" && msg.peer !== this.wishedOf) {
      this.wishedOf = msg.peer;
      if (this.codec) this.wish();
    }
    if (msg.type === "offer") void peer.offered(msg);
    else if (msg.type === "close") peer.ended(msg.peer);
  }

  /** Closes both connections; local tracks stay known for the next ones. */
  reset(): void {
    this.told = null;
    this.toldAt = this.speaker = 0;
    this.wishedOf = "";
    this.pub.drop();
    this.sub.drop();
  }

  close(): void {
    this.reset();
    this.tiles.close();
    this.publisher.close();
    this.subscriber.close();
  }
}
