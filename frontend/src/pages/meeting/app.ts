/** The meeting's course: the door (name, number, devices), the room, and what is said when it ends. */

import { busy } from "../lib/busy";
import { applyChoice, EVERYTHING, type DeviceChoice } from "../lib/devicecheck";
import { Refused, sentence } from "../lib/errors";
import { t } from "../lib/i18n";
import { Fault, sdk } from "../lib/sdk";
import { enterRoom, keepLink, signIn, type Credentials } from "../lib/signin";
import { toast } from "../lib/toast";
import { Host } from "../lib/view";
import { doorView, type Wish } from "./door";
import { leftView } from "./left";
import { Room } from "./room";

export class MeetingApp {
  private readonly host = new Host();
  private wish: Wish = fromAddress();
  private choice: DeviceChoice = { ...EVERYTHING };
  private room: Room | null = null;
  private dropLink: (() => void) | null = null;
  private isSignedIn = false;

  start(notice = "", passwordAsked = false): void {
    addEventListener("pagehide", () => sdk.release(), { once: true });
    this.host.show(doorView(this.wish, notice, passwordAsked, (wish, choice) => void this.knock(wish, choice)));
  }

  private async knock(wish: Wish, choice: DeviceChoice): Promise<void> {
    this.wish = wish;
    this.choice = choice;
    this.host.show(busy(t("meeting.entering", { room: wish.room })));
    try {
      const me = await this.signedIn({ name: wish.name, password: "" });
      applyChoice(choice);
      await enterRoom(wish.room, wish.password);
      this.enter(me);
    } catch (error) {
      const code = error instanceof Refused ? error.code : 100;
      const wantsPassword = code === Fault.roomPassword;
      this.signOut();
      this.start(wantsPassword && !wish.password ? t("door.passwordAsked") : sentence(code), wantsPassword);
    }
  }

  private async signedIn(who: Credentials): Promise<number> {
    const me = await signIn(who);
    this.isSignedIn = true;
    this.dropLink?.();
    this.dropLink = keepLink(who, () => this.room?.lost(), (again) => void this.resumed(again), (code) => this.out(sentence(code)));
    return me;
  }

  private enter(me: number): void {
    history.replaceState(null, "", `?${new URLSearchParams({ room: String(this.wish.room), name: this.wish.name })}`);
    this.room = new Room({ me, wish: this.wish, choice: this.choice, leave: () => this.out("") });
    this.host.show(this.room);
  }

  private async resumed(me: number): Promise<void> {
    try {
      await enterRoom(this.wish.room, this.wish.password);
      this.room?.back(me);
      toast(t("link.back"));
    } catch (error) {
      this.out(error instanceof Refused ? error.message : t("error.100"));
    }
  }

  private out(notice: string): void {
    this.room = null;
    this.host.show(leftView(notice, this.wish.room, () => this.start()));
    this.signOut();
  }

  private signOut(): void {
    this.dropLink?.();
    this.dropLink = null;
    if (this.isSignedIn) sdk.logout();
    this.isSignedIn = false;
  }
}

/** What a link such as /meeting/?room=7&name=Li asks for. */
export function fromAddress(search: string = location.search): Wish {
  const asked = new URLSearchParams(search);
  const room = Number(asked.get("room") ?? "");
  return { name: (asked.get("name") ?? "").trim().slice(0, 40), room: Number.isInteger(room) && room > 0 ? room : 0, password: "" };
}
