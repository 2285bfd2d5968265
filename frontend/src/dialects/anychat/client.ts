/** The state of one AnyChat page: session, options, views, transfers, and how the link's fate becomes events. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { Emitter } from "../../lib/emitter";
import { reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import type { Kind } from "../../media/messages";
import { Session, type SessionOptions } from "../../session";
import { CameraOptions } from "./camera_options";
import { Comeback } from "./comeback";
import { Dispatcher } from "./dispatch";
import { Options } from "./options";
import { P2p } from "./p2p";
import { ENDED, playedPicture } from "./played";
import { LocalRecordings } from "./record_local";
import { Requests } from "./requests";
import { Tasks } from "./tasks";
import { ERR, SELF } from "./values";
import { Views } from "./views";

const log = logger("anychat");

const DIALECT_PATH = "/ws/anychat/";

/** Why a link ended, as OnAnyChatLinkClose's error code. */
const LINK_ERRORS: Readonly<Record<string, number>> = { replaced: ERR.ALREADY_LOGIN };

export class Client {
  readonly session: Session;
  readonly options = new Options();
  readonly dispatcher: Dispatcher;
  readonly views: Views;
  readonly tasks: Tasks;
  readonly recordings = new LocalRecordings(this);
  readonly p2p: P2p;
  readonly comeback = new Comeback(this);
  readonly cameras = new CameraOptions(this);
  /** Somebody no longer plays something to the room. */
  readonly ended = new Emitter<{ ended: [account: number, reason: string] }>();
  readonly requests = new Requests((user, index, on) => this.say("sb.want", [user, "video", index, on ? 1 : 0]));
  initialised = false;
  serverPassword = "";
  private seatedIn: number | null = null;
  private roleToldTo = 0;
  /** The server said OnAnyChatLinkClose itself, before it closed the link. */
  wasDismissed = false;
  /** The link is gone and the page knows it; the way back may be under way. */
  isLost = false;

  constructor(options: SessionOptions = {}, scope: object = window) {
    this.session = new Session({ reconnect: this.comeback, ...options });
    this.dispatcher = new Dispatcher(scope);
    this.views = new Views({ of: (user, index) => this.picture(user, index) }, (user, size) => this.resized(user, size));
    this.tasks = new Tasks(this.session);
    this.p2p = new P2p(this);
    this.listen();
  }

  /** Whether an id means the local user. */
  isSelf(user: number): boolean {
    return user === SELF || (user > 0 && user === this.session.mirror.myId);
  }

  /** An id with -1 resolved to the own account (0 before login). */
  account(user: number): number {
    return user === SELF ? this.session.mirror.myId : user;
  }

  /** Says a server function; a refusal that no event words is logged. */
  say(fn: string, args: readonly unknown[]): void {
    this.session.call(fn, args).then(
      ({ ret }) => void (ret !== 0 && ret !== null && log.info(`${fn} was refused: ${String(ret)}`)),
      (error: unknown) => log.info(`${fn} was not answered: ${reasonOf(error)}`),
    );
  }

  /** Raises an event born in the page, in order with the server's, never inside the current call. */
  raise(name: string, ...args: unknown[]): void {
    this.session.later(() => this.dispatcher.say(name, args));
  }

  /** Whether there is a link, or the page has asked for one. */
  get canSay(): boolean {
    return this.session.link !== "idle" && !this.isLost;
  }

  /** Opens the link to host and port; empty = the page's own. The outcome is OnAnyChatConnect. */
  connect(host: string, port: number): void {
    this.comeback.forget();
    this.isLost = false;
    this.session.connect(addressOf(host, port, location));
  }

  /** Signs out and ends the link without OnAnyChatLinkClose. */
  logout(): void {
    if (this.session.link === "open") this.session.call("BRAC_Logout", []).catch(() => undefined);
    this.tasks.abortAll();
    this.recordings.stopAll();
    this.comeback.forget();
    this.isLost = false;
    this.session.disconnect();
    this.seatedIn = null;
  }

  /** Ends everything that lives outside the page's own elements; never throws. */
  release(): void {
    try {
      this.logout();
      this.views.clear();
    } catch (error) {
      log.error("release", error);
    }
    this.initialised = false;
  }

  private listen(): void {
    const { events, mirror } = this.session;
    events.on("opened", () => this.opened());
    events.on("unreachable", () => this.dispatcher.say("OnAnyChatConnect", [0, ERR.CONNECT_TIMEOUT]));
    events.on("lost", (why) => this.lost(why));
    events.on("callback", (name, args) => this.heard(name, args));
    events.on("stream", () => this.views.refresh());
    events.on("local", ({ kind }) => void (kind !== "audio" && this.views.refresh()));
    events.on("deviceLost", (kind, index) => this.tellDevice(kind, index, false));
    events.on("deviceReturned", (kind, index) => this.tellDevice(kind, index, true));
    mirror.events.on("changed", (touched) => {
      if (!touched.some(({ table }) => table === "me" || table === "seats" || table === "playback")) return;
      this.placed();
      this.views.refresh();
    });
  }

  private heard(name: string, args: unknown[]): void {
    if (name === "OnAnyChatLinkClose") this.wasDismissed = true;
    if (name === ENDED) return this.ended.emit("ended", Number(args[0]), String(args[1]));
    if (this.comeback.keeps(name, args)) return;
    if (!this.tasks.hears(name, args)) this.dispatcher.say(name, args);
    this.comeback.heard(name, args);
  }

  /** The link is up; the page is told when the server took the connection secret. */
  private opened(): void {
    this.wasDismissed = false;
    this.isLost = false;
    this.session.callFirst("sb.present", [this.serverPassword]).then(
      ({ ret }) => this.admitted(Number(ret) || 0),
      () => undefined, // the link was lost again, which is an event of its own
    );
  }

  private admitted(code: number): void {
    this.dispatcher.say("OnAnyChatConnect", [code ? 0 : 1, code]);
    if (code) this.session.disconnect();
    else this.comeback.connected();
  }

  /** As what one comes to areas (option 200) is the flag of one's own client object; it holds per login. */
  tellRole(): void {
    this.roleToldTo = this.session.mirror.myId;
    if (!this.roleToldTo || !this.options.wasSet(C.BRAC_SO_OBJECT_INITFLAGS)) return;
    const flags = this.options.getInt(C.BRAC_SO_OBJECT_INITFLAGS);
    this.say("BRAC_ObjectSetIntValue", [C.ANYCHAT_OBJECT_TYPE_CLIENTUSER, this.roleToldTo, C.ANYCHAT_OBJECT_INFO_FLAGS, flags]);
  }

  private lost(why: string): void {
    this.tasks.abortAll();
    this.recordings.stopAll();
    this.session.releaseDevices();
    this.seatedIn = null;
    this.isLost = true;
    this.comeback.lost();
    if (!this.wasDismissed) this.dispatcher.say("OnAnyChatLinkClose", [0, LINK_ERRORS[why] ?? ERR.CONNECT_ABORT]);
  }

  /** Login and room as the mirror has them: what was set or opened before is told to the server now. */
  private placed(): void {
    if (this.session.mirror.myId !== this.roleToldTo) this.tellRole();
    const room = this.session.mirror.mySeat ? (this.session.mirror.me?.room_id ?? null) : null;
    if (room === this.seatedIn) return;
    if (this.seatedIn !== null) this.requests.clear();
    if (this.seatedIn !== null) this.recordings.stopAll();
    if (this.seatedIn !== null && room === null && this.session.link === "open") this.comeback.left();
    this.seatedIn = room;
    if (room === null) return;
    for (const { kind, index } of this.session.capture.opened()) this.tellDevice(kind, index, true);
    this.p2p.tellPolicy();
  }

  /** Tells the server that one of our own devices opened or closed. */
  tellDevice(kind: Kind, index: number, open: boolean): void {
    const bit = open ? 1 : 0;
    if (kind === "audio") this.say("BRAC_UserSpeakControl", [SELF, bit]);
    else if (index === 0) this.say("BRAC_UserCameraControl", [SELF, bit]);
    else this.say("BRAC_UserCameraControlEx", [SELF, bit, index, 0, ""]);
  }

  private picture(user: number, index: number): MediaStream | null {
    if (this.isSelf(user)) return this.session.localStream("video", index);
    const film = index === 0 ? playedPicture(this.session, user) : null;
    if (film) return film;
    const seat = this.session.mirror.get("seats", user);
    // A closed camera shows the placeholder at once, not its last frame until the node takes the line away.
    const camera = seat?.cameras.includes(index) ? this.session.remoteStream(user, "video", index) : null;
    // Somebody of another dialect may share a screen and have no camera.
    return camera ?? (index === 0 && seat?.is_sharing ? this.session.remoteStream(user, "screen", 0) : null);
  }

  private resized(user: number, size: number): void {
    if (!this.isSelf(user)) this.raise("OnAnyChatVideoSizeChange", user, size);
  }
}

/** The WebSocket address of a server. The page's own host and port fill what is missing. */
export function addressOf(host: string, port: number, page: { protocol: string; hostname: string; port: string }): string {
  const bare = host.trim().replace(/^\w+:\/\//, "").replace(/\/.*$/, "");
  const named = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(bare);
  const name = named?.[1] || (bare.includes(":") ? `[${bare}]` : bare) || page.hostname || "localhost";
  const isOwn = name === page.hostname;
  const at = port > 0 ? String(port) : (named?.[2] ?? (isOwn ? page.port : ""));
  return `${page.protocol === "https:" ? "wss" : "ws"}://${name}${at ? `:${at}` : ""}${DIALECT_PATH}`;
}
