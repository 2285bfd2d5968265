/** The console beside the reference: one login, one room, two pictures, and every event as it arrives. */

import { byId } from "../lib/dom";
import { t } from "../lib/i18n";
import { scope, value, type Driver, type State } from "./driver";
import { Log, type Facts } from "./log";

type Fn = (...args: unknown[]) => unknown;

export class Console {
  private readonly log: Log;
  private readonly state: State = { connected: false, me: 0, room: 0 };
  private readonly say = (name: string, args: readonly unknown[]): unknown => this.run(name, args);

  constructor(facts: Facts, private readonly driver: Driver) {
    this.log = new Log(facts, (name) => driver.answersErrors(name));
    for (const name of Object.keys(facts.events)) if (!driver.raw.includes(name)) this.hear(name);
    this.wire();
  }

  /** Runs a function of the SDK and logs it; `settled` hears how a promise ends. */
  run(name: string, args: readonly unknown[], settled?: (result: string) => void): unknown {
    const result = (scope[name] as Fn)(...args);
    this.log.call(name, args, result);
    if (result instanceof Promise) this.follow(name, result, settled);
    this.driver.said(this.state, name, args);
    this.show();
    return result;
  }

  private follow(name: string, promise: Promise<unknown>, settled?: (result: string) => void): void {
    const ends = (how: "resolved" | "rejected") => (result: unknown) => {
      const words = this.log.settled(name, how, result);
      settled?.(words);
    };
    promise.then(ends("resolved"), ends("rejected"));
  }

  private hear(name: string): void {
    this.driver.hear(name, (...args) => {
      this.log.event(name, args);
      this.driver.heard(this.state, name, args);
      this.show();
    });
  }

  private show(): void {
    const { connected, me, room } = this.state;
    const badge = byId("console-state");
    badge.textContent = room ? t("docs.inRoom", { id: me, room }) : me ? t("docs.loggedIn", { id: me }) : t(connected ? "docs.connected" : "docs.offline");
    badge.className = me ? "badge badge--ok" : "badge";
  }

  private wire(): void {
    const { driver, say } = this;
    onSubmit("console-login", () => driver.logIn(say, this.state));
    onSubmit("console-room", () => driver.enter(say, value("room-number")));
    onClick("console-logout", () => driver.logOut(say));
    onClick("console-create", () => driver.create?.(say));
    onClick("console-leave", () => driver.leave(say));
    onClick("console-open", () => driver.openOwn(say));
    onClick("console-watch", () => driver.watch(say));
    onClick("console-clear", () => this.log.clear());
    onClick("console-toggle", () => this.toggle());
    document.getElementById("console-raw")?.addEventListener("change", (event) => this.setRaw((event.target as HTMLInputElement).checked));
    for (const chip of document.querySelectorAll<HTMLElement>(".chip[data-name]")) chip.addEventListener("click", () => choose(chip.dataset));
    addEventListener("pagehide", () => driver.release());
  }

  private toggle(): void {
    const open = byId("console").classList.toggle("console--open");
    byId("console-toggle").setAttribute("aria-expanded", String(open));
    byId("console-toggle").textContent = t(open ? "docs.hide" : "docs.show");
  }

  private setRaw(on: boolean): void {
    for (const name of this.driver.raw) {
      if (on) this.hear(name);
      else this.driver.deafen(name);
    }
  }
}

function choose({ name, password }: DOMStringMap): void {
  fill("login-name", name);
  fill("login-password", password);
}

function fill(id: string, text = ""): void {
  const field = document.getElementById(id) as HTMLInputElement | null;
  if (field) field.value = text;
}

function onClick(id: string, run: () => void): void {
  document.getElementById(id)?.addEventListener("click", run);
}

function onSubmit(id: string, run: () => void): void {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
}
