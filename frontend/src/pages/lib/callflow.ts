/** One call at a time between two people: ringing, answered, ended, and why. */

import { CallStep, Fault, on, sdk } from "./sdk";

export interface CallListener {
  /** Somebody calls. */
  incoming?(user: number): void;
  /** Our ring reached the other one. */
  delivered?(user: number): void;
  /** Both said yes; meet in the room. Told again when a lost link is back and the call goes on. */
  began(user: number, room: number): void;
  /** Nothing rings or runs any more. `code` is 0 after a call that took place. */
  ended(user: number, code: number, tookPlace: boolean): void;
}

type State = { is: "idle" } | { is: "calling" | "incoming" | "active" | "lost"; user: number };

export class CallFlow {
  private state: State = { is: "idle" };
  private readonly stop: () => void;

  constructor(private readonly listener: CallListener) {
    this.stop = on("call", (step, user, error, _flags, param) => this.hear(step, user, error, param));
  }

  /** The other one, while something rings or runs. */
  get user(): number | null {
    return this.state.is === "idle" ? null : this.state.user;
  }

  get isIdle(): boolean {
    return this.state.is === "idle";
  }

  ring(user: number): void {
    this.state = { is: "calling", user };
    const refused = sdk.call(CallStep.request, user);
    if (refused) this.end(refused);
  }

  accept(): void {
    if (this.state.is === "incoming") sdk.call(CallStep.reply, this.state.user, Fault.ok);
  }

  decline(): void {
    if (this.state.is !== "incoming") return;
    sdk.call(CallStep.reply, this.state.user, Fault.callRefused);
    this.end(Fault.callRefused);
  }

  /** Gives up ringing. */
  cancel(): void {
    if (this.state.is !== "calling") return;
    sdk.call(CallStep.reply, this.state.user, Fault.callCancelled);
    this.end(Fault.callCancelled);
  }

  hangUp(): void {
    if (this.state.is !== "active" && this.state.is !== "lost") return;
    sdk.call(CallStep.finish, this.state.user);
    this.end(Fault.ok);
  }

  /** The link is lost: nothing rings any more; whether a call goes on is known when the link is back. */
  lose(): void {
    if (this.state.is === "active") this.state = { is: "lost", user: this.state.user };
    else if (this.state.is !== "lost") this.end(Fault.callLinkLost);
  }

  /** The link is back, and the server has said anew what rings or runs: a call that it did not name is over. */
  settle(): void {
    if (this.state.is === "lost") this.end(Fault.callLinkLost);
  }

  close(): void {
    this.stop();
    this.state = { is: "idle" };
  }

  private hear(step: number, user: number, error: number, param: number): void {
    if (step === CallStep.request) return this.requested(user);
    if (step === CallStep.start && this.state.is === "idle") this.state = { is: "active", user }; // it goes on after a lost link
    if (this.state.is === "idle" || this.state.user !== user) return;
    if (step === CallStep.reply && error === Fault.ok) this.listener.delivered?.(user);
    else if (step === CallStep.reply || step === CallStep.finish) this.end(error);
    else if (step === CallStep.start) {
      this.state = { is: "active", user };
      this.listener.began(user, param);
    }
  }

  private requested(user: number): void {
    if (this.state.is !== "idle") return void sdk.call(CallStep.reply, user, Fault.calleeBusy);
    this.state = { is: "incoming", user };
    this.listener.incoming?.(user);
  }

  private end(code: number): void {
    if (this.state.is === "idle") return;
    const { user, is } = this.state;
    this.state = { is: "idle" };
    this.listener.ended(user, code, is === "active" || is === "lost");
  }
}
