/** The stage of a one-to-one call: the other big, oneself small, controls, chat and files. Enters the room and leaves it. */

import { Chat } from "./chat";
import { ControlButton } from "./controls";
import { append, h, icon } from "./dom";
import { t } from "./i18n";
import { OwnDevices } from "./owndevices";
import { Parcels } from "./parcels";
import { Refused, sentence } from "./errors";
import { Signal } from "./signal";
import { ME, on, sdk } from "./sdk";
import { enterRoom } from "./signin";
import { Tile } from "./tile";
import { clock } from "./time";
import { toast } from "./toast";
import { Endings, type View } from "./view";
import type { DeviceChoice } from "./devicecheck";

const LISTEN_MS = 200;

export interface CallStageOptions {
  me: number;
  myName: string;
  other: number;
  room: number;
  choice: DeviceChoice;
  hangUp(): void;
  /** More buttons, left of hanging up. */
  extra?: ControlButton[];
  /** Where chat goes instead of a side panel on the stage. */
  chatHost?: (chat: Chat) => void;
  /** Something that lies upon the pictures, and ends with the call. */
  panel?: View;
  /** Told when somebody wrote. */
  arrived?(): void;
  /** The stage that the call was on before a lost link: its chat goes on, and so does its clock. */
  before?: CallStage | null;
}

export class CallStage implements View {
  readonly element: HTMLElement;
  readonly chat: Chat;
  private readonly parcels: Parcels;
  private readonly mine: Tile;
  private readonly theirs: Tile;
  private readonly side: HTMLElement;
  private readonly devices: OwnDevices;
  private readonly chatButton = new ControlButton("chat", () => ({ icon: "chat", label: t("chat.title") }), () => this.toggleChat(), "on");
  private readonly endings = new Endings();
  private readonly startedAt: number;
  private readonly name: string;
  private unread = 0;
  private isOver = false;

  constructor(private readonly options: CallStageOptions) {
    const { me, myName, other, before } = options;
    this.startedAt = before?.startedAt ?? Date.now();
    this.name = sdk.nameOf(other);
    this.theirs = new Tile(other, { name: this.name, class: "tile--remote tile--whole" });
    this.mine = new Tile(me, { name: myName, self: true });
    this.chat = new Chat({ say: (text) => sdk.sayToAll(text) === 0, sendFile: (file) => this.parcels.send(file), arrived: () => this.arrived() });
    if (before) this.chat.continue(before.chat);
    this.parcels = new Parcels(this.chat, me, () => other);
    this.side = this.makeSide();
    this.devices = new OwnDevices(() => me, options.choice);
    this.element = this.draw();
    this.hear();
    void this.enter();
  }

  /** Seconds since the call began. */
  get lastedS(): number {
    return Math.round((Date.now() - this.startedAt) / 1000);
  }

  /** Into the room. */
  async enter(): Promise<void> {
    try {
      await enterRoom(this.options.room);
    } catch (error) {
      toast(error instanceof Refused ? error.message : sentence(0), "bad");
      return;
    }
    this.devices.open();
    this.mine.place();
    this.request();
  }

  /** Stops everything and leaves the room, once: it may stay to be seen while the link is lost. */
  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.endings.close();
    this.mine.settle();
    this.theirs.settle();
    this.parcels.close();
    this.options.panel?.close();
    this.devices.close();
    sdk.leaveRoom();
  }

  private hear(): void {
    const { other } = this.options;
    this.endings.add(
      on("roomPeople", () => this.request()),
      on("seat", (user, entered) => this.seatChanged(user, entered === 1)),
      on("camera", () => this.refresh()),
      on("microphone", () => this.refresh()),
      on("linkLost", () => this.lost()),
      sdk.media.onChange(() => this.refresh()),
      on("text", (from, _to, _secret, text) => from === other && this.chat.add(sdk.nameOf(from), text)),
    );
    this.endings.every(LISTEN_MS, () => {
      this.theirs.listen();
      this.mine.listen();
    });
  }

  private request(): void {
    const { other } = this.options;
    if (!sdk.othersInRoom().includes(other)) return this.theirs.refresh(t("call.waitingForPicture"));
    sdk.camera(other, true);
    sdk.microphone(other, true);
    this.refresh();
  }

  private lost(): void {
    this.theirs.lose();
    this.mine.lose();
  }

  private seatChanged(user: number, entered: boolean): void {
    if (user !== this.options.other) return;
    if (entered) return this.request();
    const words = t("call.otherGone", { name: sdk.nameOf(user) || this.name });
    this.theirs.refresh(words);
    toast(words);
  }

  private refresh(): void {
    this.theirs.refresh();
    this.mine.refresh();
  }

  private draw(): HTMLElement {
    const { microphone, camera } = this.devices;
    const hangUp = new ControlButton("hang-up", () => ({ icon: "hang-up", label: t("control.hangUp") }), this.options.hangUp, "danger");
    const time = h("span", { class: "clock" });
    this.endings.every(1000, () => time.replaceChildren(clock(this.lastedS)));
    const body = h("div", { class: "stage__body" }, h("div", { class: "duo" }, this.theirs.element, this.mine.element), this.options.chatHost ? null : this.side);
    const signals = [new Signal(ME, t("signal.me")), new Signal(this.options.other, t("signal.other"))];
    this.endings.every(1000, () => signals.forEach((signal) => signal.refresh()));
    const bar = h("div", { class: "controls", role: "toolbar", "aria-label": t("control.bar") }, microphone.element, camera.element, this.options.chatHost ? null : this.chatButton.element);
    append(bar, [...(this.options.extra ?? []).map((button) => button.element), hangUp.element]);
    return h(
      "section",
      { class: "stage" },
      h("div", { class: "stage__head" }, h("h1", {}, sdk.nameOf(this.options.other)), time, h("span", { class: "recording", "data-recording": true, hidden: true }, h("i", { class: "dot" }), t("record.on")), h("span", { class: "signals" }, ...signals.map(({ element }) => element))),
      this.devices.alerts.element,
      body,
      this.options.panel?.element ?? null,
      bar,
    );
  }

  /** Shows or hides the recording mark. */
  set recording(on: boolean) {
    this.element.querySelector("[data-recording]")?.toggleAttribute("hidden", !on);
  }

  private makeSide(): HTMLElement {
    if (this.options.chatHost) {
      this.options.chatHost(this.chat);
      return h("div");
    }
    const close = h("button", { class: "button button--quiet button--icon", "aria-label": t("close"), onclick: () => this.toggleChat() }, icon("close"));
    return h("aside", { class: "side", hidden: true, "aria-label": t("chat.title") }, h("div", { class: "side__head" }, h("h2", {}, t("chat.title")), close), this.chat.element);
  }

  private toggleChat(): void {
    this.side.hidden = !this.side.hidden;
    this.chatButton.element.setAttribute("aria-expanded", String(!this.side.hidden));
    this.unread = 0;
    this.chatButton.refresh(this.unread);
    if (this.side.hidden) this.chatButton.element.focus();
    else this.chat.focus();
  }

  private arrived(): void {
    this.options.arrived?.();
    if (this.options.chatHost || !this.side.hidden) return;
    this.chatButton.refresh(++this.unread);
  }
}
