/** The console's way with the AnyChat SDK. */

import { byId } from "../lib/dom";
import { forget, scope, value, type Driver, type Run } from "./driver";

const READS = /^BRAC_(Get|Query|Enum|AudioGet|Object(Get))/;

export const anychat: Driver = {
  raw: ["OnAnyChatNotifyMessage", "OnAnyChatObjectEvent"],
  hear: (name, handler) => void (scope[name] = handler),
  deafen: (name) => void delete scope[name],
  heard(state, name, args) {
    const [first, second] = args as [number, number];
    if (name === "OnAnyChatConnect") state.connected = first === 1;
    else if (name === "OnAnyChatLoginSystem" && second === 0) state.me = first;
    else if (name === "OnAnyChatEnterRoom" && second === 0) state.room = first;
    else if (name === "OnAnyChatLinkClose") forget(state);
  },
  said(state, name, [room]) {
    if (name === "BRAC_Logout" || name === "BRAC_Release") forget(state);
    if (name === "BRAC_LeaveRoom" && (room === -1 || room === state.room)) state.room = 0;
  },
  answersErrors: (name) => !READS.test(name),
  /** The order that every page has; connecting needs not be waited for. */
  logIn(run, state) {
    if (state.me) return void (run("BRAC_Logout", []), setTimeout(() => this.logIn(run, state), 0));
    run("BRAC_InitSDK", ["0"]);
    if (!state.connected) run("BRAC_Connect", ["", 0]);
    run("BRAC_Login", [value("login-name"), value("login-password"), 0]);
  },
  logOut: (run) => void run("BRAC_Logout", []),
  enter: (run, room) => void run("BRAC_EnterRoom", [Number(room) || 0, "", 0]),
  leave: (run) => void run("BRAC_LeaveRoom", [-1]),
  openOwn: (run) => show(run, -1, "local-box", "docs-own-view"),
  watch(run) {
    const [other] = run("BRAC_GetOnlineUser", []) as number[];
    if (other !== undefined) show(run, other, "remote-box", "docs-other-view");
  },
  release: () => (scope["BRAC_Release"] as () => void)(),
  standIn: () => "",
};

function show(run: Run, user: number, box: string, view: string): void {
  run("BRAC_SetVideoPos", [user, byId(box), view]);
  run("BRAC_UserCameraControl", [user, 1]);
  run("BRAC_UserSpeakControl", [user, 1]);
}
