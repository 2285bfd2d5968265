/** The desk's course: sign in, choose an area, serve. This file decides which view is shown; the desk does the rest. */

import { busy } from "../lib/busy";
import { sentence } from "../lib/errors";
import { t } from "../lib/i18n";
import { Control, Fault, next, Option, Role, sdk, Thing } from "../lib/sdk";
import { keepLink, signIn, type Credentials } from "../lib/signin";
import { toast } from "../lib/toast";
import { Host } from "../lib/view";
import { areaView } from "./area";
import { Desk } from "./desk";
import { loginView } from "./login";

export class AgentApp {
  private readonly host = new Host();
  private desk: Desk | null = null;
  private dropLink: (() => void) | null = null;
  private area = 0;

  start(notice = ""): void {
    this.host.show(loginView(notice, (who) => this.enter(who)));
    addEventListener("pagehide", () => sdk.release(), { once: true });
  }

  private async enter(who: Credentials): Promise<void> {
    const me = await signIn(who);
    this.dropLink = keepLink(who, () => this.desk?.lost(), (again) => void this.resumed(again), (code) => this.out(sentence(code)));
    this.host.show(busy(t("signin.connecting")));
    await this.meetAreas(me);
    const areas = sdk.ids(Thing.area);
    if (areas.length === 1 && areas[0]) return this.enterArea(me, areas[0]);
    this.chooseArea(me);
  }

  private chooseArea(me: number, notice = ""): void {
    this.host.show(areaView(notice, (area) => void this.enterArea(me, area)));
  }

  private async meetAreas(me: number): Promise<void> {
    sdk.setOption(Option.role, Role.agent);
    const synced = next("synced");
    sdk.control(Thing.area, -1, Control.sync, me);
    await synced.catch(() => undefined);
  }

  private async enterArea(me: number, area: number): Promise<void> {
    const error = await this.takeSeat(area);
    if (error) return this.chooseArea(me, error === Fault.abort ? t("error.100") : sentence(error));
    this.area = area;
    this.desk = new Desk(me, area, { leaveArea: () => this.leaveArea(me), signOut: () => this.out("") });
    this.host.show(this.desk);
  }

  private async takeSeat(area: number): Promise<number> {
    const entered = next("areaEntered");
    sdk.control(Thing.area, area, Control.enterArea);
    const [, , error] = await entered.catch(() => [0, 0, Fault.abort] as const);
    return error;
  }

  private leaveArea(me: number): void {
    sdk.control(Thing.area, this.area, Control.leaveArea);
    this.area = 0;
    this.desk = null;
    this.chooseArea(me);
  }

  /** The link is back: take the seat again and go on. */
  private async resumed(me: number): Promise<void> {
    await this.meetAreas(me);
    this.desk?.settle();
    if (!this.area) return this.chooseArea(me);
    const error = await this.takeSeat(this.area);
    if (error) return this.chooseArea(me, sentence(error));
    this.desk?.back();
    toast(t("link.back"));
  }

  private out(notice: string): void {
    this.dropLink?.();
    this.dropLink = null;
    this.desk = null;
    this.area = 0;
    sdk.logout();
    this.start(notice);
  }
}

