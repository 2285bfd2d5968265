/** conferencesdk.js: the conference functions in a browser, one object per library instance. */

import { Session } from "../../session";

type State = (result: number, state: number, user: unknown, append: unknown) => void;
type Chat = (info: unknown) => void;

/** What the host hands to init: what it wants to hear. */
export interface Handlers { on_conference_state?: State; on_conference_chat?: Chat }

const ALREADY = 4, NOT_READY = 3, LINK_BROKEN = 0x1002e, USER_CLOSE = 10, CONNECT_MCU_FAILED = 12;

/** One library instance; every function resolves with the return code the manual names. */
export class Conference {
  private session: Session | null = null;
  private handlers: Handlers = {};

  /** Binds the handlers. Resolves 4 when called twice. */
  async init(_mixer: unknown, handlers: Handlers): Promise<number> {
    if (this.session) return ALREADY;
    const session = new Session();
    this.session = session;
    this.handlers = handlers ?? {};
    session.events.on("callback", (name, args) => this.hear(name, args));
    session.events.on("lost", () => this.hear("on_conference_state", [LINK_BROKEN, USER_CLOSE, null, null]));
    session.events.on("unreachable", () => this.hear("on_conference_state", [LINK_BROKEN, CONNECT_MCU_FAILED, null, null]));
    return 0;
  }

  /** Ends everything. */
  async uninit(): Promise<number> {
    if (!this.session) return NOT_READY;
    this.session.close();
    this.session = null;
    return 0;
  }

  /** Opens the link and logs in; an empty address is the page's own server. */
  connect_MCU(address: string, port: number, user: string, password: string): Promise<unknown> {
    if (!this.session) return Promise.resolve(NOT_READY);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const host = address ? `${address}${port ? `:${port}` : ""}` : location.host;
    this.session.connect(`${scheme}://${host}/ws/conference/`);
    return this.say("connect_MCU", address, port, user, password);
  }

  /** Says any function of the manual to the MCU. */
  async say(fn: string, ...args: unknown[]): Promise<unknown> {
    if (!this.session) return NOT_READY;
    if (this.session.link === "idle") return LINK_BROKEN; // never connected, or lost: nothing would answer
    try {
      return (await this.session.call(fn, args)).ret;
    } catch {
      return LINK_BROKEN;
    }
  }

  private hear(name: string, args: unknown[]): void {
    if (name.startsWith("sb.")) return; // between our own pages
    const handler = name === "on_conference_chat" ? this.handlers.on_conference_chat : this.handlers.on_conference_state;
    try {
      (handler as ((...all: unknown[]) => void) | undefined)?.(...args);
    } catch (error) {
      console.error(`${name} threw`, error);
    }
  }
}

Object.assign(window, { Conference });
