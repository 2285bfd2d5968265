import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ANYCHAT_CONSTANTS as C } from "../../../../frontend/src/generated/anychat";
import { FakePeerConnection, FakeTrack, settle, type FakeSocket } from "../../fakes";
import { loggedIn, ME, page, PEER, receives, seated, SEAT, type TestPage } from "./page";

let made: TestPage;
let raw: FakeSocket;

beforeEach(async () => {
  document.body.innerHTML = '<div id="box"></div>';
  Object.defineProperty(HTMLVideoElement.prototype, "srcObject", { value: null, writable: true, configurable: true });
  HTMLVideoElement.prototype.play = async () => undefined;
  HTMLVideoElement.prototype.load = () => undefined;
  made = page();
  raw = await seated(made);
});

afterEach(() => void vi.unstubAllGlobals());

async function patch(...changes: unknown[]): Promise<void> {
  raw.say({ op: "event", patch: changes as never });
  await settle();
}

// --- people (5.4.3, 5.5.2, 5.5.3, 5.6)

test("names, levels and information of people, by id, as text, and by -1 for oneself", () => {
  expect([made.sdk.BRAC_GetUserName(PEER), made.sdk.BRAC_GetUserName(String(PEER) as never), made.sdk.BRAC_GetUserName(-1), made.sdk.BRAC_GetUserName(99)]).toEqual(["Peer", "Peer", "Me", ""]);
  expect(made.sdk.BRAC_GetUserLevel(ME)).toBe(3);
  expect([made.sdk.BRAC_GetUserInfo(PEER, 1), made.sdk.BRAC_GetUserInfo(PEER, 9), made.sdk.BRAC_GetUserInfo(-1, 1)]).toEqual(["Peer", "", "Me"]);
});

/** Pages, section 5: an agent's page asks for the name of a customer who is nobody's friend. */
test("a customer in the area who is no friend has a name, and no other information", async () => {
  await patch(["put", "clients", "1010", { account_id: 1010, name: "Guest" }]);
  expect([made.sdk.BRAC_GetUserInfo(1010, 1), made.sdk.BRAC_GetUserInfo(1010, 2), made.sdk.BRAC_GetUserName(1010)]).toEqual(["Guest", "", "Guest"]);
});

test("the room's list is without oneself, a given room's with everybody", async () => {
  expect(made.sdk.BRAC_GetOnlineUser()).toEqual([PEER]);
  expect(made.sdk.BRAC_GetRoomOnlineUsers(5)).toEqual([ME, PEER]);
  await patch(["put", "people", "1009", { id: 1009, room_id: 6, group_id: 1, status: 1 }]);
  expect(made.sdk.BRAC_GetRoomOnlineUsers(6)).toEqual([1009]);
  await patch(["drop", "seats", String(PEER)]);
  expect(made.sdk.BRAC_GetOnlineUser()).toEqual([]);
});

test("friends are the others of the groups, with their presence", async () => {
  await patch(["put", "people", "1009", { id: 1009, group_id: 0, status: 1 }]);
  expect(made.sdk.BRAC_GetUserFriends()).toEqual([PEER]);
  expect([made.sdk.BRAC_GetFriendStatus(PEER), made.sdk.BRAC_GetFriendStatus(99)]).toEqual([1, 0]);
  expect(made.sdk.BRAC_GetUserGroups()).toEqual([1]);
  expect([made.sdk.BRAC_GetGroupName(1), made.sdk.BRAC_GetGroupName(0)]).toEqual(["Accounts", ""]);
  expect([made.sdk.BRAC_GetGroupFriends(1), made.sdk.BRAC_GetGroupFriends(2)]).toEqual([[PEER], []]);
});

test("where the company keeps lists, friends are those of the list, online or not, each in all his groups", async () => {
  await patch(["put", "friends", "1010", { id: 1010, groups: [11, 10] }], ["put", "friends", "1011", { id: 1011, groups: [10] }],
    ["put", "people", String(PEER), { group_id: 0 }], ["put", "people", "1010", { id: 1010, group_id: 0, status: 0 }],
    ["put", "people", "1011", { id: 1011, group_id: 0, status: 1 }], ["put", "groups", "10", { id: 10, name: "Gold" }]);
  expect(made.sdk.BRAC_GetUserFriends()).toEqual([1010, 1011]);
  expect([1010, 1011].map((id) => made.sdk.BRAC_GetFriendStatus(id))).toEqual([0, 1]);
  expect([made.sdk.BRAC_GetUserGroups(), made.sdk.BRAC_GetGroupName(10)]).toEqual([[10, 11], "Gold"]);
  expect([10, 11, 1].map((group) => made.sdk.BRAC_GetGroupFriends(group))).toEqual([[1010, 1011], [1010], []]);
});

test("whoever shares the room is known though no friend, and a caller at least by name", async () => {
  await patch(["put", "roommates", "1012", { id: 1012, name: "Mate", level: 4, chat_mode: 1, group_id: 0, status: 3, info: { 50: "branch" } }],
    ["put", "calls", "9", { id: 9, caller_id: 1013, callee_id: ME, caller_name: "Caller" }]);
  expect([made.sdk.BRAC_GetUserName(1012), made.sdk.BRAC_GetUserLevel(1012), made.sdk.BRAC_GetUserInfo(1012, 50), made.sdk.BRAC_GetUserChatMode(1012)]).toEqual(["Mate", 4, "branch", 1]);
  expect(made.sdk.BRAC_GetUserFriends()).toEqual([PEER]);
  expect([made.sdk.BRAC_GetUserName(1013), made.sdk.BRAC_GetUserInfo(1013, 1)]).toEqual(["Caller", "Caller"]);
});

// --- states (5.4)

/** AnyChat 5.4.1: 0 no camera, 1 there but closed, 2 open. */
test("camera and microphone states agree with the mirror; the own camera counts from its discovery", async () => {
  expect([made.sdk.BRAC_GetCameraState(-1), made.sdk.BRAC_GetCameraState(PEER)]).toEqual([1, 0]);
  await patch(["put", "seats", String(PEER), { camera: 2, microphone: 1, cameras: [0], rev: 2 }]);
  expect([made.sdk.BRAC_GetCameraState(PEER), made.sdk.BRAC_GetSpeakState(PEER)]).toEqual([2, 1]);
  expect(made.sdk.BRAC_QueryUserState(PEER, C.BRAC_USERSTATE_CAMERA)).toBe(2);
  expect(made.sdk.BRAC_QueryUserState(PEER, C.BRAC_USERSTATE_NICKNAME)).toBe("Peer");
});

test("addresses, the terminal and the level are user states", () => {
  expect([7, 8, 6].map((info) => made.sdk.BRAC_QueryUserStateString(-1, info))).toEqual(["10.0.0.1", "10.0.0.1", "Me"]);
  expect(made.sdk.BRAC_QueryUserStateInt(-1, C.BRAC_USERSTATE_DEVICETYPE)).toBe(1);
  expect(made.sdk.BRAC_QueryUserStateInt(-1, C.BRAC_USERSTATE_LEVEL)).toBe(3);
});

test("the speaking volume is 0..100", async () => {
  vi.stubGlobal("Audio", function (this: { play(): Promise<void> }) {
    this.play = async () => undefined;
  });
  await receives(raw, 1, ["0", "audio", 0]);
  FakePeerConnection.last.getTransceivers()[0]!.receiver.getSynchronizationSources = () => [{ audioLevel: 1, timestamp: performance.now() }];
  expect(made.sdk.BRAC_QueryUserStateInt(PEER, C.BRAC_USERSTATE_SPEAKVOLUME)).toBe(100);
  expect(made.sdk.BRAC_QueryUserStateInt(-1, C.BRAC_USERSTATE_SPEAKVOLUME)).toBe(0);
});

test("stream sizes of the own camera are known before anybody receives it", async () => {
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  expect([C.BRAC_STREAMINFO_VIDEOWIDTH, C.BRAC_STREAMINFO_VIDEOHEIGHT].map((info) => made.sdk.BRAC_GetUserStreamInfoInt(-1, 0, info))).toEqual([640, 480]);
  expect(made.sdk.BRAC_GetUserStreamInfoString(-1, 0, C.BRAC_STREAMINFO_VIDEOBITRATE)).toBe("");
});

// --- views (5.3.3)

test("a view placed before the picture shows it when it arrives and the placeholder when the camera closes", async () => {
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_VIDEOBKIMAGE, "./bk.jpg");
  expect(made.sdk.BRAC_SetVideoPos(PEER, document.getElementById("box")!, "v")).toBe(0);
  const view = document.getElementById("v") as HTMLVideoElement;
  await patch(["put", "seats", String(PEER), { camera: 2, cameras: [0], rev: 2 }]);
  await receives(raw, 1, ["0", "video", 0]);
  expect(view.srcObject).toBe(made.client.session.remoteStream(PEER, "video", 0));
  await patch(["put", "seats", String(PEER), { camera: 1, cameras: [], rev: 3 }]);
  expect(view.srcObject).toBeNull();
  expect(view.getAttribute("poster")).toBe("./bk.jpg");
  await patch(["put", "seats", String(PEER), { camera: 2, cameras: [0], rev: 4 }]);
  expect(view.srcObject).not.toBeNull();
});

test.each([["-1", -1], ["the own id", ME]])("the own picture (%s) is the local camera", async (_what, id) => {
  made.sdk.BRAC_SetVideoPosEx(id, "box", "own", 0);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  expect((document.getElementById("own") as HTMLVideoElement).srcObject).toBe(made.client.session.localStream("video"));
});

test("somebody who shares a screen and has no camera is seen in his first view", async () => {
  made.sdk.BRAC_SetVideoPos(PEER, "box", "v");
  await patch(["put", "seats", String(PEER), { is_sharing: true, rev: 2 }]);
  await receives(raw, 1, ["0", "screen", 0]);
  expect((document.getElementById("v") as HTMLVideoElement).srcObject).toBe(made.client.session.remoteStream(PEER, "screen"));
});

test("a remote picture's size is told, the own one's is not", async () => {
  made.heard.length = 0;
  for (const [user, id] of [[PEER, "far"], [ME, "near"]] as const) {
    made.sdk.BRAC_SetVideoPos(user, "box", id);
    Object.defineProperties(document.getElementById(id)!, { videoWidth: { value: 640 }, videoHeight: { value: 480 } });
    document.getElementById(id)!.dispatchEvent(new Event("resize"));
  }
  expect(made.heard).toEqual([]);
  await settle();
  expect(made.heard).toEqual([["VideoSizeChange", PEER, (480 << 16) | 640]]);
});

// --- devices and options (5.7)

test("devices are display names, and the name itself selects", async () => {
  expect([1, 2, 3, 9].map((type) => made.sdk.BRAC_EnumDevices(type))).toEqual([["Front", "Back"], ["Mic"], ["Speaker"], []]);
  expect(made.sdk.BRAC_SelectVideoCapture(1, "Back")).toBe(0);
  expect(made.sdk.BRAC_GetCurrentDevice(1)).toBe("Back");
  expect(made.sdk.BRAC_SelectVideoCapture(1, "Nothing")).toBe(20);
});

test("selecting another camera while one is open changes the picture in place", async () => {
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  made.sdk.BRAC_SelectVideoCapture(1, "Back");
  await settle();
  expect(FakeTrack.all.filter(({ readyState, deviceId }) => readyState === "live" && deviceId).map(({ deviceId }) => deviceId)).toEqual(["c2"]);
});

/** Option 131 offers the desktop as one more capture device. */
test("the desktop is one more camera while option 131 is set", () => {
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_CORESDK_SCREENCAMERACTRL, 1);
  expect(made.sdk.BRAC_EnumDevices(1)).toEqual(["Front", "Back", "Desktop"]);
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_CORESDK_SCREENCAMERACTRL, 0);
  expect(made.sdk.BRAC_EnumDevices(1)).toHaveLength(2);
});

test("video options change an open camera at once, those of one turn together; each camera has its own", async () => {
  made.sdk.BRAC_UserCameraControl(-1, 1);
  made.sdk.BRAC_UserCameraControlEx(-1, 1, 1, 0, "");
  await settle();
  made.sdk.BRAC_SetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 320);
  made.sdk.BRAC_SetUserStreamInfo(-1, 0, C.BRAC_SO_LOCALVIDEO_FPSCTRL, 10);
  await settle();
  const applied = (camera: string) => FakeTrack.all.find(({ deviceId }) => deviceId === camera)!.applied;
  expect(applied("c1")).toEqual([{ width: { ideal: 320 }, height: { ideal: 480 }, frameRate: { ideal: 10 } }]);
  expect(applied("c2")).toEqual([{ width: { ideal: 320 }, height: { ideal: 480 }, frameRate: { ideal: 25 } }]);
});

test("a camera's own parameters are read back by its stream index", async () => {
  made.sdk.BRAC_SetUserStreamInfo(-1, 1, C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, 5);
  made.sdk.BRAC_SetUserStreamInfo(-1, 1, C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 320);
  const read = (index: number) => [C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, C.BRAC_SO_LOCALVIDEO_WIDTHCTRL].map((option) => made.sdk.BRAC_GetUserStreamInfoInt(-1, index, option));
  expect([read(0), read(1)]).toEqual([[3, 640], [5, 320]]);
  made.sdk.BRAC_UserCameraControlEx(-1, 1, 1, 0, "");
  await settle();
  expect(read(1)).toEqual([5, 640]); // the camera of this test has one size only
});

test("option 35 with 0 returns to the defaults", async () => {
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 320);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_APPLYPARAM, 0);
  await settle();
  expect(FakeTrack.all.find(({ deviceId }) => deviceId === "c1")!.applied.at(-1)).toMatchObject({ width: { ideal: 640 } });
});

test("what an open camera really does is read back, as a number and as a text; a closed one as it was set", async () => {
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL, 9000);
  expect(made.sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(9000);
  made.sdk.BRAC_UserCameraControl(-1, 1);
  await settle();
  expect(made.sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe(640);
  expect(made.sdk.BRAC_GetSDKOptionString(C.BRAC_SO_LOCALVIDEO_WIDTHCTRL)).toBe("640");
  made.sdk.BRAC_SetSDKOption(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL, 7);
  expect(made.sdk.BRAC_GetSDKOptionInt(C.BRAC_SO_LOCALVIDEO_QUALITYCTRL)).toBe(5);
});

test("the volume of playback is set and told", async () => {
  made.heard.length = 0;
  expect(made.sdk.BRAC_AudioSetVolume(C.BRAC_AD_WAVEOUT, 40)).toBe(0);
  expect(made.sdk.BRAC_AudioGetVolume(C.BRAC_AD_WAVEOUT)).toBe(40);
  await settle();
  expect(made.heard).toEqual([["VolumeChange", 1, 40]]);
});

test("versions are texts, whichever numbering the page uses", () => {
  expect([0, 1, 22, 23, 24].every((type) => made.sdk.BRAC_GetVersion(type).length > 0)).toBe(true);
  expect(made.sdk.BRAC_GetSDKOptionString(C.BRAC_SO_CORESDK_BUILDTIME).length).toBeGreaterThan(0);
});

test("what a browser cannot do says so or does nothing", () => {
  expect(made.sdk.BRAC_MultiCastControl("", 0, "", 0, 0)).toBe(20);
  expect(made.sdk.BRAC_ShowLVProperty("")).toBe(0);
});

// --- business objects (5.8)

async function hall(): Promise<void> {
  await patch(
    ["put", "areas", "10001", { id: 10001, name: "Hall", description: "d", agents: 2, visitors: 3, waiting: 4, queues: 1, rev: 1 }],
    ["put", "queues", "101", { id: 101, area_id: 10001, name: "Cash", length: 4, rev: 1 }],
    ["put", "queues", "201", { id: 201, area_id: 10002, name: "Other", length: 0, rev: 1 }],
    ["put", "agents", String(PEER), { account_id: PEER, status: 2, customer_id: ME, service_began_ms: 5000, served_total: 7, served_total_s: 90, rev: 1 }],
  );
}

test("queues are listed for the area one is in only", async () => {
  await hall();
  expect(made.sdk.BRAC_ObjectGetIdList(4)).toEqual([10001]);
  expect(made.sdk.BRAC_ObjectGetIdList(5)).toEqual([]);
  await patch(["put", "me", "me", { area_id: 10001 }]);
  expect(made.sdk.BRAC_ObjectGetIdList(5)).toEqual([101]);
  expect(made.sdk.BRAC_ObjectGetIdList(6)).toEqual([PEER]);
});

test("attributes of areas, queues and agents", async () => {
  await hall();
  expect([8, 11, 13].map((info) => made.sdk.BRAC_ObjectGetStringValue(4, 10001, info))).toEqual(["Hall", "d", ""]);
  expect([401, 402, 403, 404].map((info) => made.sdk.BRAC_ObjectGetIntValue(4, 10001, info))).toEqual([2, 3, 4, 1]);
  expect(made.sdk.BRAC_ObjectGetIntValue(5, 101, 504)).toBe(4);
  expect([601, 602, 603, 604, 605].map((info) => made.sdk.BRAC_ObjectGetIntValue(6, PEER, info))).toEqual([2, ME, 5, 90, 7]);
  expect(made.sdk.BRAC_ObjectGetStringValue(6, PEER, 8)).toBe("Peer");
});

test("attributes of oneself and of those in the area", async () => {
  const said = { name: "", description: "a loan", is_agent: false, is_manager: false, priority: 7, attribute: 3, int_tag: -4, string_tag: "gold", rev: 1 };
  await patch(["put", "clients", String(ME), { ...said, account_id: ME, is_manager: true }], ["put", "clients", String(PEER), { ...said, account_id: PEER, name: "Mrs P", is_agent: true }]);
  expect(made.sdk.BRAC_ObjectGetIdList(8)).toEqual([ME, PEER]);
  expect([8, 11, 13].map((info) => made.sdk.BRAC_ObjectGetStringValue(8, PEER, info))).toEqual(["Mrs P", "a loan", "gold"]);
  expect(made.sdk.BRAC_ObjectGetStringValue(8, -1, 8)).toBe("Me");
  expect([7, 9, 10, 12].map((info) => made.sdk.BRAC_ObjectGetIntValue(6, PEER, info))).toEqual([2, 7, 3, -4]);
  expect([7, 9, 10, 12].map((info) => made.sdk.BRAC_ObjectGetIntValue(8, -1, info))).toEqual([4, 7, 3, -4]);
  expect(made.sdk.BRAC_ObjectGetIntValue(8, 4711, 9)).toBe(0);
});

/** The waiting time has to advance by itself between the server's words. */
test("the own place in a queue is -1 in queues one does not wait in, and the waiting time advances", async () => {
  await hall();
  expect(made.sdk.BRAC_ObjectGetIntValue(5, 101, 502)).toBe(-1);
  await patch(["put", "ticket", "ticket", { id: 9, queue_id: 101, position: 2, taken_ms: Date.now() - 5000, state: "waiting", rev: 1 }]);
  expect([501, 502].map((info) => made.sdk.BRAC_ObjectGetIntValue(5, 101, info))).toEqual([9, 2]);
  const before = made.sdk.BRAC_ObjectGetIntValue(5, 101, 508);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3000);
  expect([before, made.sdk.BRAC_ObjectGetIntValue(5, 101, 508)]).toEqual([5, 8]);
  expect(made.sdk.BRAC_ObjectGetIntValue(5, 201, 508)).toBe(0);
});

test("after a logout nothing of the last login is left", async () => {
  made.sdk.BRAC_Logout();
  expect([made.sdk.BRAC_GetUserName(-1), made.sdk.BRAC_GetUserFriends(), made.sdk.BRAC_GetOnlineUser()]).toEqual(["", [], []]);
  raw = await loggedIn(made);
  expect(made.sdk.BRAC_GetOnlineUser()).toEqual([]);
  expect(SEAT.camera).toBe(0);
});
