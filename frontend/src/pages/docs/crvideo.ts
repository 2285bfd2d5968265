/** The console's way with the CRVideo SDK. */

import { byId } from "../lib/dom";
import { forget, scope, value, type Driver, type Hear, type Run } from "./driver";
import { testPicture } from "./test_picture";

interface View { handler(): HTMLElement; setVideo(uid: string, camera: number): void }
interface Member { userID: string }

/** The application that needs no account of one's own. */
const DEFAULT = "默认";
const views = new Map<string, View>();
let me = "";

export const crvideo: Driver = {
  raw: [],
  hear: (name, handler) => void ((scope[name] as { callback?: Hear }).callback = handler),
  deafen: (name) => void ((scope[name] as { callback?: Hear | null }).callback = null),
  heard(state, name, args) {
    const [first] = args;
    if (name === "CRVideo_LoginSuccess") state.me = me = String(first);
    else if (name === "CRVideo_CreateMeetingSuccess") (byId("room-number") as HTMLInputElement).value = String((first as { ID: number }).ID);
    else if (name === "CRVideo_EnterMeetingRslt" && first === 0) state.room = Number(value("room-number")) || 0;
    else if (name === "CRVideo_MeetingStopped" || name === "CRVideo_MeetingDropped") state.room = 0;
    else if (name === "CRVideo_UserLeftMeeting" && first === me) state.room = 0;
    else if (name === "CRVideo_LineOff") forget(state);
  },
  said(state, name, [room]) {
    if (name === "CRVideo_Logout" || name === "CRVideo_Uninit") forget(state);
    if (name === "CRVideo_ExitMeeting") state.room = 0;
    if (/^CRVideo_EnterMeeting3?$/.test(name)) (byId("room-number") as HTMLInputElement).value = String(room ?? "");
  },
  answersErrors: (name) => name === "CRVideo_SetVirtualBackground",
  logIn(run, state) {
    if (state.me) return void (run("CRVideo_Logout", []), setTimeout(() => this.logIn(run, state), 0));
    const name = value("login-name");
    void (run("CRVideo_Init", []) as Promise<void>).then(() => {
      run("CRVideo_SetServerAddr", [""]);
      run("CRVideo_Login", [DEFAULT, DEFAULT, name, name, "", "console"]);
    });
  },
  logOut: (run) => void run("CRVideo_Logout", []),
  create: (run) => void run("CRVideo_CreateMeeting2", ["console"]),
  enter: (run, room) => void run("CRVideo_EnterMeeting3", [Number(room) || 0, "console"]),
  leave: (run) => void run("CRVideo_ExitMeeting", []),
  openOwn(run) {
    show(run, me, "local-box");
    run("CRVideo_OpenVideo", [me]);
    run("CRVideo_OpenMic", [me]);
  },
  watch(run) {
    const other = (run("CRVideo_GetAllMembers", []) as Member[]).find(({ userID }) => userID !== me);
    if (other) show(run, other.userID, "remote-box");
  },
  release: () => (scope["CRVideo_Uninit"] as () => void)(),
  standIn(kind) {
    if (kind === "canvas") return testPicture();
    return kind === "stream" ? testPicture().captureStream(10) : (scope["CRVideo_CreatMediaObj"] as () => unknown)();
  },
};

/** Puts somebody's default camera into a box; each box has one component. */
function show(run: Run, uid: string, box: string): void {
  const view = views.get(box) ?? (run("CRVideo_CreatVideoObj", []) as View);
  views.set(box, view);
  byId(box).replaceChildren(view.handler());
  view.setVideo(uid, -1);
}
