/** The two connections of a page: routes the node's words to publisher and subscriber. */

import type { PlaneToNode, PlaneToPage } from "./messages";
import { Peer } from "./peer";
import { Publisher } from "./publisher";
import { Subscriber } from "./subscriber";

export class Plane {
  readonly publisher = new Publisher();
  readonly subscriber = new Subscriber();
  readonly pub: Peer;
  readonly sub: Peer;

  constructor(private readonly say: (msg: PlaneToNode) => void) {
    this.pub = new Peer("pub", this.publisher, say);
    this.sub = new Peer("sub", this.subscriber, say);
  }

  /** We may have missed something: the node shall offer anew. */
  ready(): void {
    this.say({ type: "ready" });
  }

  hear(msg: PlaneToPage): void {
    const peer = msg.pc === "pub" ? this.pub : this.sub;
    if (msg.type === "offer") void peer.offered(msg);
    else if (msg.type === "close") peer.ended(msg.peer);
  }

  /** Closes both connections; local tracks stay known for the next ones. */
  reset(): void {
    this.pub.drop();
    this.sub.drop();
  }

  close(): void {
    this.reset();
    this.publisher.close();
    this.subscriber.close();
  }
}
