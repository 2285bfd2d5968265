/** The desk: status and queues on the left, the stage in the middle, conversation, people and today's work on the right. */

import { CallFlow } from "../lib/callflow";
import { CallStage } from "../lib/callstage";
import { ring } from "../lib/chime";
import { ask, guardLeaving } from "../lib/confirm";
import { applyChoice, EVERYTHING, recall, type DeviceChoice } from "../lib/devicecheck";
import { h } from "../lib/dom";
import { sentence } from "../lib/errors";
import { t } from "../lib/i18n";
import { AgentStatus, Control, Fault, Info, on, sdk, Thing } from "../lib/sdk";
import { toast } from "../lib/toast";
import { Endings, Host, type View } from "../lib/view";
import { Daybook } from "./daybook";
import { FilmDesk } from "./film";
import { LeftPane } from "./left";
import { Recorder } from "./recorder";
import { RightPane } from "./right";
import { callingView, idleView, incomingView, wrapUpView } from "./middle";
import { phoneTabs } from "./phone";

export interface DeskActions {
  leaveArea(): void;
  signOut(): void;
}

/** The customer being served, from the moment the queue gives one until the wrap-up is done. */
interface Service {
  customer: number;
  queue: number;
  name: string;
}

export class Desk implements View {
  readonly element: HTMLElement;
  private readonly left: LeftPane;
  private readonly right: RightPane;
  private readonly middle: Host;
  private readonly daybook: Daybook;
  private readonly endings = new Endings();
  private readonly choice: DeviceChoice = { ...EVERYTHING };
  private readonly flow = new CallFlow({
    incoming: (user) => this.incoming(user),
    began: (user, room) => this.talk(user, room),
    ended: (user, code, tookPlace) => this.over(user, code, tookPlace),
  });
  private readonly recorder = new Recorder((text) => this.stage?.chat.put(text));
  private stage: CallStage | null = null;
  private service: Service | null = null;
  private lastedS = 0;
  /** Kept because a lost link takes all names along. */
  private otherName = "";
  private quiet: (() => void) | null = null;

  constructor(
    private readonly me: number,
    area: number,
    actions: DeskActions,
  ) {
    this.daybook = new Daybook(me);
    this.left = new LeftPane(me, area, { next: () => this.next(), status: (status) => this.setStatus(status), choice: this.choice, ...actions });
    this.right = new RightPane(this.daybook, (user) => this.dial(user));
    const stage = h("section", { class: "stage", "aria-label": t("desk.stage") });
    this.middle = new Host(stage);
    this.element = h("div", { class: "desk", "data-shown": "left" }, this.left.element, stage, this.right.element);
    this.element.append(phoneTabs(this.element));
    this.endings.add(
      on("serviceBegan", (agent, customer, queue) => agent === this.me && this.serve(customer, queue)),
      on("nobodyWaits", () => toast(t("desk.nobodyWaits"))),
      on("recorded", (_user, file, seconds, flags) => this.recorder.written(file, seconds, flags)),
      on("notRecorded", (user, error, _file, _seconds, flags) => this.recorder.failed(user, error, flags)),
    );
    void recall(this.choice).then(() => applyChoice(this.choice));
    this.idle();
  }

  /** The link broke: a call stays on the stage until the server says whether it goes on. */
  lost(): void {
    this.left.lost();
    this.flow.lose();
    this.stage?.close();
  }

  /** The server has said what goes on. */
  settle(): void {
    this.flow.settle();
  }

  /** The link is back. */
  back(): void {
    this.left.back();
    if (!this.service && this.flow.isIdle) this.idle();
  }

  close(): void {
    this.quiet?.();
    guardLeaving(false);
    this.flow.close();
    this.middle.close();
    this.left.close();
    this.right.close();
    this.endings.close();
  }

  private setStatus(status: number): void {
    sdk.control(Thing.agent, this.me, Control.agentStatus, status);
  }

  private next(): void {
    if (!this.flow.isIdle || this.service) return toast(t("desk.busy"));
    if (sdk.number(Thing.agent, this.me, Info.agentStatus) !== AgentStatus.waiting) return toast(t("desk.notReady"));
    sdk.control(Thing.agent, this.me, Control.nextCustomer);
  }

  /** The queue gave us a customer: call. */
  private serve(customer: number, queue: number): void {
    this.service = { customer, queue, name: sdk.nameOf(customer) };
    this.left.serving = this.service.name;
    this.dial(customer);
  }

  private dial(user: number): void {
    if (!this.flow.isIdle) return toast(t("desk.busy"));
    this.show("stage");
    this.middle.show(callingView(sdk.nameOf(user), () => this.flow.cancel()));
    this.flow.ring(user);
  }

  private incoming(user: number): void {
    const name = sdk.nameOf(user);
    this.quiet = ring(t("incoming.tab", { name }));
    this.show("stage");
    this.middle.show(incomingView(name, () => this.flow.accept(), () => this.flow.decline()));
  }

  private talk(user: number, room: number): void {
    this.quiet?.();
    guardLeaving(true);
    this.otherName = sdk.nameOf(user);
    const film = new FilmDesk();
    const extra = [film.button, this.recorder.button(() => sdk.nameOf(user)), this.recorder.snapshotButton(user)];
    this.stage = new CallStage({
      me: this.me,
      myName: sdk.nameOf(this.me),
      other: user,
      room,
      choice: this.choice,
      extra,
      hangUp: () => void this.hangUp(),
      chatHost: (chat) => this.right.converse(chat),
      arrived: () => this.right.arrived(),
      panel: film,
      before: this.stage,
    });
    this.recorder.shown = (on) => this.stage && (this.stage.recording = on);
    this.middle.show(this.stage);
    this.show("stage");
  }

  private async hangUp(): Promise<void> {
    if (await ask(t("desk.finishAsk"), t("control.finish"))) this.flow.hangUp();
  }

  private over(user: number, code: number, tookPlace: boolean): void {
    this.quiet?.();
    guardLeaving(false);
    this.recorder.stop();
    this.lastedS = this.stage?.lastedS ?? 0;
    this.stage = null;
    if (code) toast(code === Fault.callRefused ? t("desk.refused", { name: sdk.nameOf(user) || this.otherName }) : sentence(code), tookPlace ? "bad" : "plain");
    if (tookPlace) return this.wrapUp();
    this.finish();
  }

  private wrapUp(): void {
    const name = this.service?.name ?? this.otherName;
    const queue = this.service ? sdk.text(Thing.queue, this.service.queue, Info.name) : t("desk.direct");
    const done = (note: string, status: number): void => {
      this.daybook.add({ name, queue, seconds: this.lastedS, at: Date.now(), note });
      this.finish();
      this.setStatus(status);
    };
    this.middle.show(wrapUpView(name, this.lastedS, (note) => done(note, AgentStatus.waiting), (note) => done(note, AgentStatus.paused)));
  }

  /** Gives the customer back to the queues' books, and takes the next. */
  private finish(): void {
    if (this.service) sdk.control(Thing.agent, this.me, Control.finishService);
    this.service = null;
    this.left.serving = "";
    this.right.converse(null);
    this.idle();
  }

  private idle(): void {
    this.middle.show(idleView(() => this.next()));
    this.left.draw();
  }

  private show(part: "left" | "stage" | "right"): void {
    this.element.dataset["shown"] = part;
  }
}

