/** The customer's way: name, devices, area, queue, waiting, call, rating. Each step is one view; this file only decides which. */

import { CallFlow } from "../lib/callflow";
import { CallStage } from "../lib/callstage";
import { ask, askBeforeLeaving, guardLeaving } from "../lib/confirm";
import { applyChoice, EVERYTHING, type DeviceChoice } from "../lib/devicecheck";
import { Refused, sentence } from "../lib/errors";
import { t } from "../lib/i18n";
import { busy } from "../lib/busy";
import { Control, Fault, next, on, Option, Role, sdk, Thing } from "../lib/sdk";
import { rememberedName, rememberName } from "../lib/remembered";
import { keepLink, signIn, type Credentials } from "../lib/signin";
import { toast } from "../lib/toast";
import { Host, type View } from "../lib/view";
import { areasView, queuesView } from "./choose";
import { devicesView } from "./devices";
import { goneView } from "./gone";
import { incomingView } from "./incoming";
import { nameView } from "./name";
import { ratingView, thanksView } from "./rating";
import { WaitingView } from "./waiting";

/** How long the page waits for the promised call before it offers the queues again. */
const CALL_PROMISED_MS = 45_000;

export class CustomerApp {
  private readonly host = new Host();
  private readonly flow = new CallFlow({
    incoming: (user) => this.ringing(user),
    began: (user, room) => this.talk(user, room),
    ended: (user, code, tookPlace) => this.over(user, code, tookPlace),
  });
  private who: Credentials = { name: "", password: "" };
  private choice: DeviceChoice = { ...EVERYTHING };
  private me = 0;
  private area = 0;
  private queue = 0;
  /** Kept because a lost link takes all names along. */
  private agentName = "";
  private stage: CallStage | null = null;
  private isAfterCall = false;
  private promised: ReturnType<typeof setTimeout> | undefined;
  private dropLink: (() => void) | null = null;

  start(): void {
    this.host.show(nameView(new URLSearchParams(location.search).get("name") ?? (rememberedName() || this.who.name), (name) => this.named(name)));
    on("serviceBegan", (_agent, customer) => customer === this.me && this.taken());
    addEventListener("pagehide", () => sdk.release());
  }

  private named(name: string): void {
    this.who = { name, password: "" };
    rememberName(name);
    this.host.show(devicesView((choice) => void this.enter(choice), () => this.start()));
  }

  private async enter(choice: DeviceChoice): Promise<void> {
    this.choice = choice;
    this.show(busy(t("signin.connecting")));
    try {
      this.me = await signIn(this.who);
      await this.meetAreas();
    } catch (error) {
      return this.failed(error);
    }
    this.dropLink = keepLink(this.who, () => this.lost(), (me) => void this.resumed(me), (code) => this.failed(new Refused(code)));
    applyChoice(this.choice);
    this.showAreas();
  }

  private async meetAreas(): Promise<void> {
    sdk.setOption(Option.role, Role.customer);
    const synced = next("synced");
    sdk.control(Thing.area, -1, Control.sync, this.me);
    await synced;
  }

  private showAreas(notice = ""): void {
    this.area = this.queue = 0;
    const areas = sdk.ids(Thing.area);
    if (areas.length === 1 && areas[0]) return void this.enterArea(areas[0], notice);
    this.show(areasView(notice, (area) => void this.enterArea(area)));
  }

  private async enterArea(area: number, notice = ""): Promise<void> {
    const entered = next("areaEntered");
    sdk.control(Thing.area, area, Control.enterArea);
    const [, , error] = await entered.catch(() => [0, 0, Fault.abort] as const);
    if (error) return this.showAreas(sentence(error));
    this.area = area;
    this.showQueues(notice);
  }

  private showQueues(notice = ""): void {
    this.queue = 0;
    this.isAfterCall = false;
    this.show(queuesView(this.area, notice, (queue) => void this.enterQueue(queue), () => this.leaveArea()));
  }

  private leaveArea(): void {
    sdk.control(Thing.area, this.area, Control.leaveArea);
    this.showAreas();
  }

  private async enterQueue(queue: number): Promise<void> {
    const entered = next("queueEntered");
    sdk.control(Thing.queue, queue, Control.enterQueue);
    const [, , error] = await entered.catch(() => [0, 0, Fault.abort] as const);
    if (error) return toast(sentence(error), "bad");
    this.queue = queue;
    this.show(new WaitingView(this.area, queue, this.choice, () => void this.leaveQueue()));
  }

  private async leaveQueue(): Promise<void> {
    if (!(await ask(t("waiting.leaveAsk"), t("waiting.leave"), t("waiting.stay")))) return;
    sdk.control(Thing.queue, this.queue, Control.leaveQueue);
    this.showQueues(t("waiting.left"));
  }

  /** An agent took us: the call will ring in a moment. */
  private taken(): void {
    clearTimeout(this.promised);
    this.promised = setTimeout(() => this.flow.isIdle && this.showQueues(t("over.noCall")), CALL_PROMISED_MS);
    if (this.flow.isIdle) this.show(busy(t("waiting.taken")));
  }

  private ringing(user: number): void {
    clearTimeout(this.promised);
    this.show(incomingView(user, this.choice, () => this.flow.accept(), () => this.flow.decline()));
  }

  private talk(user: number, room: number): void {
    guardLeaving(true);
    this.agentName = sdk.nameOf(user);
    this.show(this.stage = new CallStage({ me: this.me, myName: this.who.name, other: user, room, choice: this.choice, hangUp: () => void this.hangUp(), before: this.stage }));
  }

  private async hangUp(): Promise<void> {
    if (await ask(t("call.hangUpAsk"), t("control.hangUp"))) this.flow.hangUp();
  }

  private over(user: number, code: number, tookPlace: boolean): void {
    clearTimeout(this.promised);
    guardLeaving(false);
    this.stage = null;
    this.queue = 0;
    if (!tookPlace) return this.showQueues(code === Fault.callRefused ? t("over.declined") : t("over.missed"));
    const name = this.agentName;
    this.isAfterCall = true;
    const words = code === Fault.ok ? t("over.finished", { name }) : code === Fault.callLinkLost ? t("over.lost", { name }) : sentence(code);
    this.show(ratingView(name, words, (stars, text) => this.rated(user, stars, text)));
  }

  private rated(agent: number, stars: number, text: string): void {
    if (stars) sdk.control(Thing.agent, agent, Control.rate, agent, stars, text);
    rememberName(""); // the next one at this computer may be somebody else
    this.show(thanksView(stars > 0, () => this.showQueues()));
    this.isAfterCall = true;
  }

  /** The link broke: the stage stays until the server says whether the call goes on. */
  private lost(): void {
    this.flow.lose();
    this.stage?.close();
  }

  /** The link is back: take the same way again; what the server has kept of it is not taken twice. */
  private async resumed(me: number): Promise<void> {
    this.me = me;
    const { area, queue } = this;
    await this.meetAreas().catch(() => undefined);
    this.flow.settle();
    if (!area) return this.showAreas();
    // Whoever is rating or saying goodbye is not disturbed, nor a call that goes on.
    if (this.isAfterCall || !this.flow.isIdle) return void sdk.control(Thing.area, area, Control.enterArea);
    await this.enterArea(area, queue ? "" : t("link.back"));
    if (queue && this.area) {
      await this.enterQueue(queue);
      toast(t("link.backInQueue"));
    }
  }

  private failed(error: unknown): void {
    this.flow.settle();
    guardLeaving(false);
    this.stage = null;
    this.queue = 0;
    this.dropLink?.();
    this.show(goneView(error instanceof Refused ? error.message : t("error.100"), () => void this.enter(this.choice), () => this.start()));
  }

  private show(view: View): void {
    this.host.show(view);
    // Leaving the page loses the place in the queue as well as the call.
    askBeforeLeaving(this.queue !== 0 || this.stage !== null);
  }
}

