/** The room: tiles, chat, people, and the buttons under them. */

import { Chat } from "../lib/chat";
import { ask, guardLeaving } from "../lib/confirm";
import { ControlButton } from "../lib/controls";
import type { DeviceChoice } from "../lib/devicecheck";
import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { OwnDevices } from "../lib/owndevices";
import { ME, on, sdk } from "../lib/sdk";
import { Signal } from "../lib/signal";
import { clock } from "../lib/time";
import { toast } from "../lib/toast";
import { Endings, type View } from "../lib/view";
import type { Wish } from "./door";
import { Grid } from "./grid";
import { PeopleList } from "./people";
import { Screens } from "./screens";

const LISTEN_MS = 200;

export interface RoomOptions {
  me: number;
  wish: Wish;
  choice: DeviceChoice;
  leave(): void;
}

type Panel = "chat" | "people";

export class Room implements View {
  readonly element: HTMLElement;
  private me: number;
  private readonly grid = new Grid();
  private readonly people = new PeopleList();
  private readonly chat: Chat;
  private readonly screens: Screens;
  private readonly side: HTMLElement;
  private readonly alone: HTMLElement;
  private readonly count = h("span", { class: "clock" });
  private readonly devices: OwnDevices;
  private readonly buttons: Record<"screen" | Panel, ControlButton>;
  private readonly endings = new Endings();
  private panel: Panel | null = null;
  private unread = 0;
  private isLost = false;

  constructor(private readonly options: RoomOptions) {
    this.me = options.me;
    this.chat = new Chat({ say: (text) => sdk.sayToAll(text) === 0, arrived: () => this.arrived() });
    this.screens = new Screens(() => this.me, { changed: (user, index, shared) => this.screen(user, index, shared) });
    this.side = h("aside", { class: "side", hidden: true });
    this.alone = this.makeAlone();
    this.devices = new OwnDevices(() => this.me, options.choice);
    this.buttons = this.makeButtons();
    this.element = this.draw();
    this.hear();
    guardLeaving(true);
    this.begin();
  }

  /** The link broke: the pictures are gone until it is back. */
  lost(): void {
    this.isLost = true;
    this.screens.mine = null;
    for (const key of this.grid.keys()) if (!key.startsWith("me")) this.grid.remove(key);
    this.changed();
    this.grid.lose();
  }

  /** Back in the room, perhaps under another number. */
  back(me: number): void {
    this.me = me;
    this.isLost = false;
    this.grid.clear();
    this.begin();
  }

  close(): void {
    guardLeaving(false);
    this.endings.close();
    this.screens.close();
    this.devices.close();
    this.grid.close();
    sdk.leaveRoom();
  }

  private begin(): void {
    const { wish } = this.options;
    this.devices.open();
    this.grid.add("me", this.me, { name: wish.name, self: true });
    this.meet();
  }

  private hear(): void {
    this.endings.add(
      on("roomPeople", () => this.meet()),
      on("seat", (user, entered) => this.seat(user, entered === 1)),
      on("camera", () => this.changed()),
      on("microphone", () => this.changed()),
      on("text", (from, _to, _secret, text) => this.chat.add(sdk.nameOf(from), text)),
    );
    this.endings.every(LISTEN_MS, () => this.grid.listen());
    const since = Date.now();
    this.endings.every(1000, () => fill(this.count, clock((Date.now() - since) / 1000)));
  }

  /** Asks for the pictures of everybody who is here. */
  private meet(): void {
    for (const user of sdk.othersInRoom()) this.welcome(user);
    this.changed();
  }

  private welcome(user: number): void {
    if (this.grid.has(String(user))) return;
    sdk.camera(user, true);
    sdk.microphone(user, true);
    this.grid.add(String(user), user, { name: sdk.nameOf(user) });
  }

  private seat(user: number, entered: boolean): void {
    const name = sdk.nameOf(user) || this.nameOnTile(user);
    if (entered) this.welcome(user);
    else for (const key of this.grid.keys()) if (key === String(user) || key.startsWith(`${user}/`)) this.grid.remove(key);
    if (name) this.chat.note(t(entered ? "meeting.came" : "meeting.went", { name }));
    this.changed();
  }

  private nameOnTile(user: number): string {
    return this.grid.element.querySelector(`[data-user="${user}"] .tile__name`)?.textContent ?? "";
  }

  private screen(user: number, index: number, shared: boolean): void {
    const key = `${user}/${index}`;
    const mine = user === this.me;
    const name = mine ? this.options.wish.name : sdk.nameOf(user);
    if (shared) this.grid.add(key, user, { name, index, screen: true, mine });
    else this.grid.remove(key);
    if (!mine) toast(t(shared ? "screen.began" : "screen.ended", { name }));
    this.buttons.screen.refresh();
  }

  private changed(): void {
    const others = sdk.othersInRoom();
    this.grid.refresh();
    this.people.draw(this.me, this.options.wish.name, others);
    // Whoever lost the link does not know who else is there.
    this.alone.hidden = this.isLost || others.length > 0;
    this.buttons.people.refresh(others.length + 1);
  }

  private makeButtons(): Room["buttons"] {
    const screen = new ControlButton(
      "screen",
      () => ({ icon: "screen", label: this.screens.mine === null ? t("screen.share") : t("screen.stop"), pressed: this.screens.mine !== null }),
      () => this.screens.toggle(),
      "on",
    );
    screen.element.hidden = !Screens.isPossible;
    const panel = (name: Panel, picture: string, label: string): ControlButton => new ControlButton(name, () => ({ icon: picture, label }), () => this.open(this.panel === name ? null : name), "on");
    return { screen, chat: panel("chat", "chat", t("chat.title")), people: panel("people", "people", t("people.title")) };
  }

  private draw(): HTMLElement {
    const { screen, chat, people } = this.buttons;
    const { microphone, camera } = this.devices;
    const signal = new Signal(ME, t("signal.me"));
    this.endings.every(1000, () => signal.refresh());
    const leave = new ControlButton("leave", () => ({ icon: "leave", label: t("control.leave") }), () => void this.leave(), "danger");
    return h(
      "section",
      { class: "stage" },
      h("div", { class: "stage__head" }, h("h1", {}, t("meeting.title", { room: this.options.wish.room })), this.count, h("span", { class: "signals" }, signal.element)),
      this.devices.alerts.element,
      h("div", { class: "stage__body" }, this.grid.element, this.side, this.alone),
      h("div", { class: "controls", role: "toolbar", "aria-label": t("control.bar") }, microphone.element, camera.element, screen.element, chat.element, people.element, leave.element),
    );
  }

  private async leave(): Promise<void> {
    if (await ask(t("meeting.leaveAsk"), t("control.leave"))) this.options.leave();
  }

  private makeAlone(): HTMLElement {
    const copy = h("button", { class: "control control--on", style: "min-height:44px", "data-copy": true, onclick: () => void this.copyLink() }, t("meeting.copyLink"));
    return h("div", { class: "alone", hidden: true, role: "status" }, h("div", {}, h("span", {}, t("meeting.alone")), copy));
  }

  private async copyLink(): Promise<void> {
    const link = `${location.origin}${location.pathname}?room=${this.options.wish.room}`;
    try {
      await navigator.clipboard.writeText(link);
      toast(t("meeting.linkCopied"));
    } catch {
      toast(link);
    }
  }

  private open(panel: Panel | null): void {
    this.panel = panel;
    this.side.hidden = panel === null;
    for (const name of ["chat", "people"] as const) this.buttons[name].element.setAttribute("aria-expanded", String(panel === name));
    if (panel === null) return;
    const close = h("button", { class: "button button--quiet button--icon", "aria-label": t("close"), onclick: () => this.closeSide() }, icon("close"));
    const content = panel === "chat" ? this.chat.element : this.people.element;
    fill(this.side, h("div", { class: "side__head" }, h("h2", {}, t(panel === "chat" ? "chat.title" : "people.title")), close), content);
    if (panel === "chat") this.seen();
  }

  private closeSide(): void {
    const from = this.panel;
    this.open(null);
    if (from) this.buttons[from].element.focus();
  }

  private seen(): void {
    this.unread = 0;
    this.buttons.chat.refresh(this.unread);
    this.chat.focus();
  }

  private arrived(): void {
    if (this.panel !== "chat") this.buttons.chat.refresh(++this.unread);
  }
}
