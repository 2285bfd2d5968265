/** The console beside the reference: one login, one room, two pictures, and every event as it arrives. */

import { byId } from "../lib/dom";
import { t } from "../lib/i18n";
import { Log, type Facts } from "./log";

type Fn = (...args: unknown[]) => unknown;
const scope = window as unknown as Record<string, unknown>;

/** Handlers that stand for others: a page that defines them hears nothing else, so they are there on demand only. */
const RAW = ["OnAnyChatNotifyMessage", "OnAnyChatObjectEvent"];

export class Console {
  private readonly log: Log;
  private connected = false;
  private me = 0;
  private room = 0;

  constructor(private readonly facts: Facts) {
    this.log = new Log(facts);
    for (const name of Object.keys(facts.events)) if (!RAW.includes(name)) this.hear(name);
    this.wire();
  }

  /** Runs a function of the SDK and logs it. */
  run(name: string, args: readonly unknown[]): unknown {
    const result = (scope[name] as Fn)(...args);
    this.log.call(name, args, result);
    this.end(name, args);
    return result;
  }

  /** Some functions end a room or a login, and no event says so. */
  private end(name: string, [room]: readonly unknown[]): void {
    if (name === "BRAC_Logout" || name === "BRAC_Release") this.forget();
    if (name === "BRAC_LeaveRoom" && (room === -1 || room === this.room)) this.room = 0;
    this.show();
  }

  private hear(name: string): void {
    scope[name] = (...args: unknown[]) => {
      this.log.event(name, args);
      this.note(name, args);
    };
  }

  /** Keeps the state line right. */
  private note(name: string, args: unknown[]): void {
    const [first, second] = args as [number, number];
    if (name === "OnAnyChatConnect") this.connected = first === 1;
    else if (name === "OnAnyChatLoginSystem" && second === 0) this.me = first;
    else if (name === "OnAnyChatEnterRoom" && second === 0) this.room = first;
    else if (name === "OnAnyChatLinkClose") this.forget();
    this.show();
  }

  private forget(): void {
    this.connected = false;
    this.me = this.room = 0;
  }

  private show(): void {
    const badge = byId("console-state");
    badge.textContent = this.room ? t("docs.inRoom", { id: this.me, room: this.room }) : this.me ? t("docs.loggedIn", { id: this.me }) : this.connected ? t("docs.connected") : t("docs.offline");
    badge.className = this.me ? "badge badge--ok" : "badge";
  }

  private wire(): void {
    onSubmit("console-login", () => this.logIn());
    onSubmit("console-room", () => this.run("BRAC_EnterRoom", [Number(value("room-number")) || 0, "", 0]));
    onClick("console-logout", () => this.run("BRAC_Logout", []));
    onClick("console-leave", () => this.run("BRAC_LeaveRoom", [-1]));
    onClick("console-open", () => this.openOwn());
    onClick("console-watch", () => this.watch());
    onClick("console-clear", () => this.log.clear());
    onClick("console-toggle", () => this.toggle());
    byId("console-raw").addEventListener("change", (event) => this.setRaw((event.target as HTMLInputElement).checked));
    for (const chip of document.querySelectorAll<HTMLElement>(".chip[data-name]")) chip.addEventListener("click", () => choose(chip.dataset));
    addEventListener("pagehide", () => (scope["BRAC_Release"] as Fn)());
  }

  /** The order that every page has; connecting needs not be waited for. */
  private logIn(): void {
    if (this.me) return void (this.run("BRAC_Logout", []), setTimeout(() => this.logIn(), 0));
    this.run("BRAC_InitSDK", ["0"]);
    if (!this.connected) this.run("BRAC_Connect", ["", 0]);
    this.run("BRAC_Login", [value("login-name"), value("login-password"), 0]);
  }

  private openOwn(): void {
    this.run("BRAC_SetVideoPos", [-1, byId("local-box"), "docs-own-view"]);
    this.run("BRAC_UserCameraControl", [-1, 1]);
    this.run("BRAC_UserSpeakControl", [-1, 1]);
  }

  private watch(): void {
    const [other] = this.run("BRAC_GetOnlineUser", []) as number[];
    if (other === undefined) return;
    this.run("BRAC_SetVideoPos", [other, byId("remote-box"), "docs-other-view"]);
    this.run("BRAC_UserCameraControl", [other, 1]);
    this.run("BRAC_UserSpeakControl", [other, 1]);
  }

  private toggle(): void {
    const open = byId("console").classList.toggle("console--open");
    byId("console-toggle").setAttribute("aria-expanded", String(open));
    byId("console-toggle").textContent = t(open ? "docs.hide" : "docs.show");
  }

  private setRaw(on: boolean): void {
    for (const name of RAW) {
      if (on) this.hear(name);
      else delete scope[name];
    }
  }
}

function choose({ name, password }: DOMStringMap): void {
  (byId("login-name") as HTMLInputElement).value = name ?? "";
  (byId("login-password") as HTMLInputElement).value = password ?? "";
}

function value(id: string): string {
  return (byId(id) as HTMLInputElement).value;
}

function onClick(id: string, run: () => void): void {
  byId(id).addEventListener("click", run);
}

function onSubmit(id: string, run: () => void): void {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
}
