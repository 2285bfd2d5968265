/** The SDK's functions the pages use: each declared once and given a plain name. Only this folder knows the vendor's words. */

import type { AnyChatGlobal } from "../../../dialects/anychat/extras";
import { inMyLanguage } from "../names";
import { ALL, Device, ME, PersonInfo, PersonState, Thing, Transfer, type Option } from "./constants";

declare const anychat: AnyChatGlobal;
declare function BRAC_InitSDK(apiLevel: string): number;
declare function BRAC_Release(): void;
declare function BRAC_Connect(address: string, port: number): number;
declare function BRAC_Login(name: string, password: string, param: number): number;
declare function BRAC_Logout(): number;
declare function BRAC_SetSDKOption(option: number, value: number | string): number;
declare function BRAC_EnterRoom(room: number, password: string, param: number): number;
declare function BRAC_LeaveRoom(room: number): number;
declare function BRAC_GetOnlineUser(): number[];
declare function BRAC_GetUserFriends(): number[];
declare function BRAC_GetFriendStatus(user: number): number;
declare function BRAC_GetUserName(user: number): string;
declare function BRAC_GetUserInfo(user: number, info: number): string;
declare function BRAC_GetUserLevel(user: number): number;
declare function BRAC_UserCameraControl(user: number, open: number): number;
declare function BRAC_UserCameraControlEx(user: number, open: number, stream: number, flags: number, text: string): number;
declare function BRAC_UserSpeakControl(user: number, open: number): number;
declare function BRAC_SetVideoPos(user: number, parent: HTMLElement, id: string): number;
declare function BRAC_SetVideoPosEx(user: number, parent: HTMLElement, id: string, stream: number): number;
declare function BRAC_GetCameraState(user: number): number;
declare function BRAC_GetSpeakState(user: number): number;
declare function BRAC_QueryUserStateInt(user: number, info: number): number;
declare function BRAC_QueryUserStateString(user: number, info: number): string;
declare function BRAC_EnumDevices(kind: number): string[];
declare function BRAC_SelectVideoCapture(kind: number, name: string): number;
declare function BRAC_GetCurrentDevice(kind: number): string;
declare function BRAC_SendTextMessage(user: number, secret: number, text: string): number;
declare function BRAC_TransBuffer(user: number, data: string): number;
declare function BRAC_TransFile(user: number, file: File, w: number, l: number, flags: number): number;
declare function BRAC_QueryTransTaskInfo(user: number, task: number, info: number): number;
declare function BRAC_CancelTransTask(user: number, task: number): number;
declare function BRAC_VideoCallControl(step: number, user: number, error: number, flags: number, param: number, text: string): number;
declare function BRAC_StreamRecordCtrlEx(user: number, start: number, flags: number, param: number, text: string): number;
declare function BRAC_SnapShot(user: number, flags: number, param: number): number;
declare function BRAC_ObjectGetIdList(type: number): number[];
declare function BRAC_ObjectGetIntValue(type: number, id: number, info: number): number;
declare function BRAC_ObjectGetStringValue(type: number, id: number, info: number): string;
declare function BRAC_ObjectControl(type: number, id: number, control: number, p1: number, p2: number, p3: number, p4: number, text: string): number;

type Kind = (typeof Device)[keyof typeof Device];
type ThingType = (typeof Thing)[keyof typeof Thing];
const bit = (on: boolean): number => (on ? 1 : 0);

export const sdk = {
  start: () => BRAC_InitSDK("0"),
  release: () => BRAC_Release(),
  connect: (address: string, port: number) => BRAC_Connect(address, port),
  /** An empty password signs a visitor in. */
  login: (name: string, password: string) => BRAC_Login(name, password, 0),
  logout: () => BRAC_Logout(),
  setOption: (option: (typeof Option)[keyof typeof Option], value: number) => BRAC_SetSDKOption(option, value),

  enterRoom: (room: number, password = "") => BRAC_EnterRoom(room, password, 0),
  leaveRoom: () => BRAC_LeaveRoom(-1),
  /** The others in the room, without oneself. */
  othersInRoom: () => BRAC_GetOnlineUser(),

  friends: () => BRAC_GetUserFriends(),
  isOnline: (user: number) => BRAC_GetFriendStatus(user) !== 0,
  nameOf: (user: number) => BRAC_GetUserInfo(user, PersonInfo.name) || BRAC_GetUserName(user),
  addressOf: (user: number) => BRAC_GetUserInfo(user, PersonInfo.address),
  levelOf: (user: number) => BRAC_GetUserLevel(user),

  /** For oneself: opens the device. For others: asks for their picture. */
  camera: (user: number, on: boolean) => BRAC_UserCameraControl(user, bit(on)),
  cameraAt: (user: number, index: number, on: boolean) => BRAC_UserCameraControlEx(user, bit(on), index, 0, ""),
  microphone: (user: number, on: boolean) => BRAC_UserSpeakControl(user, bit(on)),
  showPicture: (user: number, parent: HTMLElement, id: string) => BRAC_SetVideoPos(user, parent, id),
  showPictureAt: (user: number, index: number, parent: HTMLElement, id: string) => BRAC_SetVideoPosEx(user, parent, id, index),
  cameraState: (user: number) => BRAC_GetCameraState(user),
  isMicrophoneOpen: (user: number) => BRAC_GetSpeakState(user) === 1,
  /** How loud somebody speaks, 0 to 100. */
  volumeOf: (user: number) => BRAC_QueryUserStateInt(user, PersonState.volume),
  devices: (kind: Kind) => BRAC_EnumDevices(kind),
  currentDevice: (kind: Kind) => BRAC_GetCurrentDevice(kind),
  selectDevice: (kind: Kind, name: string) => BRAC_SelectVideoCapture(kind, name),

  /** Hears what happens to one's own devices by itself; returns an "end". */
  onDevice: (listener: Parameters<AnyChatGlobal["onDevice"]>[0]) => anychat.onDevice(listener),
  /** Hears whether the browser keeps the others silent until somebody touches the page; returns an "end". */
  onSoundBlocked: (listener: (blocked: boolean) => void) => anychat.onSoundBlocked(listener),
  resumeSound: () => anychat.resumeSound(),
  /** How well somebody arrives, or how well we send (-1); null until it is known. */
  qualityOf: (user: number) => anychat.qualityOf(user),
  /** How somebody's picture and voice travel now, ours with -1; `index` is the camera that a tile shows. */
  connectionOf: (user: number, index: number) => anychat.connectionOf(user, index),
  /** Whether somebody's link is lost and their page waited for. */
  isAway: (user: number) => anychat.isAway(user),

  /** What is played: to the room, or to those who wait. */
  get media() {
    return anychat.media;
  },

  sayToAll: (text: string) => BRAC_SendTextMessage(ALL, 0, text),
  sayTo: (user: number, text: string) => BRAC_SendTextMessage(user, 1, text),
  sendSmall: (user: number, data: string) => BRAC_TransBuffer(user, data),
  /** Starts sending; the answer is the task's number, or no more than 0 for a failure. */
  sendFile: (user: number, file: File) => BRAC_TransFile(user, file, 0, 0, 0),
  transferProgress: (sender: number, task: number) => BRAC_QueryTransTaskInfo(sender, task, Transfer.progress),
  transferStatus: (sender: number, task: number) => BRAC_QueryTransTaskInfo(sender, task, Transfer.status),
  cancelTransfer: (sender: number, task: number) => BRAC_CancelTransTask(sender, task),

  call: (step: number, user: number, error = 0, text = "") => BRAC_VideoCallControl(step, user, error, 0, 0, text),
  record: (on: boolean, flags: number, text: string) => BRAC_StreamRecordCtrlEx(ME, bit(on), flags, 0, text),
  snapshot: (user: number, flags: number) => BRAC_SnapShot(user, flags, 0),

  ids: (type: ThingType) => BRAC_ObjectGetIdList(type),
  number: (type: ThingType, id: number, info: number) => BRAC_ObjectGetIntValue(type, id, info),
  /** A name or description, in the reader's language where it was given in two. */
  text: (type: ThingType, id: number, info: number) => inMyLanguage(BRAC_ObjectGetStringValue(type, id, info)),
  control: (type: ThingType, id: number, control: number, p1 = 0, p2 = 0, text = "") =>
    BRAC_ObjectControl(type, id, control, p1, p2, 0, 0, text),
};
