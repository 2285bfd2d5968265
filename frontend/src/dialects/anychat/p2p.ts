/** Direct paths in AnyChat's words: options 40 to 42, the event 4.3.5 and the user state 11. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import type { Transport } from "../../media/direct";
import type { Client } from "./client";

/** Option 40: 0 off, 1 the server decides, 2 the application decides, 3 on demand. */
const POLICIES = ["never", "server", "asked", "needed"];
const STATES: Readonly<Record<Transport, number>> = { none: 0, tcp: 1, udp: 2, both: 3 };

export class P2p {
  constructor(private readonly client: Client) {
    client.session.direct.events.on("state", (account, state) => client.raise("OnAnyChatP2PConnectState", account, STATES[state]));
  }

  /** 0 over the server, 1 directly by TCP, 2 directly by UDP, 3 by either. */
  stateOf(user: number): number {
    return STATES[this.client.session.direct.stateOf(user)];
  }

  /** Tells the server the page's policy; it holds as long as the page sits in the room. */
  tellPolicy(): void {
    if (!this.client.session.mirror.mySeat) return;
    this.client.say("sb.direct", [POLICIES[this.client.options.getInt(C.BRAC_SO_NETWORK_P2PPOLITIC)] ?? "server"]);
  }

  /** Options 41 and 42: at once, for somebody in the same room. */
  ask(user: number, wish: "connect" | "break"): void {
    if (this.client.session.mirror.mySeat && user > 0) this.client.say("sb.direct.ask", [user, wish]);
  }
}
