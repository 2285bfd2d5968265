/** The left pane: the agent's status, the day's numbers, the next customer, the queues with length and longest wait. */

import { applyChoice, DeviceCheck, type DeviceChoice } from "../lib/devicecheck";
import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { AgentStatus, Info, on, sdk, Thing } from "../lib/sdk";
import { clock } from "../lib/time";
import { Endings, type View } from "../lib/view";

export interface LeftActions {
  next(): void;
  status(status: number): void;
  leaveArea(): void;
  signOut(): void;
  choice: DeviceChoice;
}

const STATUSES = [
  [AgentStatus.waiting, "status.ready"],
  [AgentStatus.paused, "status.paused"],
  [AgentStatus.closed, "status.closed"],
] as const;

export class LeftPane implements View {
  readonly element: HTMLElement;
  private readonly statuses = h("div", { class: "segmented", role: "group", "aria-label": t("status.title") });
  private readonly stateLine = h("p", { class: "small soft", role: "status" });
  private readonly tallies = h("div", { class: "tallies" });
  private readonly queues = h("ul", { class: "list" });
  private readonly nextButton: HTMLButtonElement;
  private readonly endings = new Endings();
  /** Queue id -> when it last became non-empty, as far as this page saw. */
  private readonly since = new Map<number, number>();
  private servedName = "";
  private isLost = false;

  constructor(
    private readonly me: number,
    private readonly area: number,
    private readonly actions: LeftActions,
  ) {
    this.nextButton = h("button", { class: "button button--primary button--wide", "data-next": true, onclick: () => actions.next() }, icon("next"), t("desk.next"));
    this.element = this.frame();
    this.endings.add(...(["agent", "queueChanged", "areaChanged", "thing", "peopleChanged"] as const).map((event) => on(event, () => this.draw())));
    this.endings.every(1000, () => this.draw());
  }

  /** The name of the customer in service; "" for nobody. */
  set serving(name: string) {
    this.servedName = name;
    this.draw();
  }

  /** The link broke: what was known last stays to be read, and nothing can be asked for. */
  lost(): void {
    this.isLost = true;
    this.nextButton.disabled = true;
    for (const button of this.statuses.querySelectorAll("button")) button.disabled = true;
  }

  back(): void {
    this.isLost = false;
    this.draw();
  }

  draw(): void {
    if (this.isLost) return;
    const status = sdk.number(Thing.agent, this.me, Info.agentStatus);
    this.drawStatus(status);
    const waiting = this.drawQueues();
    this.drawTallies(waiting);
    this.nextButton.disabled = status !== AgentStatus.waiting || this.servedName !== "";
  }

  close(): void {
    this.endings.close();
  }

  private frame(): HTMLElement {
    const { actions, me, area } = this;
    const who = h("div", { class: "row row--apart" }, h("h3", { class: "ellipsis" }, sdk.nameOf(me)), h("span", { class: "badge" }, sdk.text(Thing.area, area, Info.name) || area));
    return h(
      "aside",
      { class: "pane pane--left", "aria-label": t("desk.left") },
      h("section", { class: "stack" }, who, this.statuses, this.stateLine),
      h("section", { class: "stack" }, this.nextButton, this.tallies),
      h("section", { class: "grow" }, h("h2", {}, t("desk.queues")), this.queues),
      h(
        "section",
        { class: "tools" },
        h("button", { class: "button button--small button--quiet", onclick: () => checkDevices(actions.choice) }, icon("gear", "s"), t("desk.devices")),
        h("button", { class: "button button--small button--quiet", onclick: actions.leaveArea }, icon("back", "s"), t("desk.otherArea")),
        h("button", { class: "button button--small button--quiet", "data-sign-out": true, onclick: actions.signOut }, icon("leave", "s"), t("desk.signOut")),
      ),
    );
  }

  private drawStatus(status: number): void {
    if (!this.statuses.children.length) {
      for (const [value, word] of STATUSES) {
        this.statuses.append(h("button", { type: "button", "data-status": value, onclick: () => this.actions.status(value) }, t(word)));
      }
    }
    // A customer who leaves by closing the page sets the status free before the agent has wrapped up.
    const serves = status === AgentStatus.working || this.servedName !== "";
    STATUSES.forEach(([value], i) => {
      const button = this.statuses.children[i] as HTMLButtonElement;
      button.setAttribute("aria-pressed", String(status === value && !serves));
      button.disabled = serves;
    });
    const words = serves ? t("status.serving", { name: this.servedName || t("desk.someone") }) : t(`status.say.${status as 0 | 1 | 3}`);
    if (this.stateLine.textContent !== words) fill(this.stateLine, words);
  }

  private drawTallies(waiting: number): void {
    const served = sdk.number(Thing.agent, this.me, Info.agentTotalNumber);
    const totalS = sdk.number(Thing.agent, this.me, Info.agentTotalS);
    const tally = (value: string | number, word: string): HTMLElement => h("div", { class: "tally" }, h("b", {}, value), h("span", {}, word));
    fill(this.tallies, tally(waiting, t("tally.waiting")), tally(served, t("tally.served")), tally(served ? clock(totalS / served) : "–", t("tally.average")));
  }

  /** Draws the queues; answers how many wait in all. */
  private drawQueues(): number {
    let all = 0;
    const rows = sdk.ids(Thing.queue).map((queue) => {
      const length = Math.max(0, sdk.number(Thing.queue, queue, Info.queueLength));
      all += length;
      return h("li", {}, h("div", { class: "queue grow", "data-queue": queue }, h("span", { class: "ellipsis" }, sdk.text(Thing.queue, queue, Info.name)), h("b", {}, length), h("span", { class: "soft" }, this.longest(queue, length))));
    });
    fill(this.queues, ...(rows.length ? rows : [h("li", { class: "soft small" }, t("choose.nothing"))]));
    return all;
  }

  private longest(queue: number, length: number): string {
    if (!length) {
      this.since.delete(queue);
      return t("queues.nobodyWaits");
    }
    const told = sdk.number(Thing.queue, queue, Info.queueWaitedS);
    const since = this.since.get(queue) ?? Date.now() - Math.max(0, told) * 1000;
    this.since.set(queue, since);
    return t("desk.longest", { time: clock((Date.now() - since) / 1000) });
  }
}

function checkDevices(choice: DeviceChoice): void {
  const check = new DeviceCheck(choice);
  const dialog = h("dialog", { class: "stack", style: "width:min(760px,calc(100vw - 32px))" }, h("h2", {}, t("desk.devices")), check.element);
  dialog.append(h("div", { class: "row" }, h("button", { class: "button button--primary", onclick: () => dialog.close() }, t("close"))));
  dialog.addEventListener("close", () => {
    Object.assign(choice, check.choice);
    applyChoice(choice);
    check.close();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
