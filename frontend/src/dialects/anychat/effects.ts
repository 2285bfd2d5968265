/** What a server function also does in the page: devices, transfers, pictures. The server's part follows from here. */

import { ANYCHAT_CONSTANTS as C, type ANYCHAT_FUNCTIONS, type AnyChatFunctions } from "../../generated/anychat";
import { DeviceRefused, reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import { bufferOf, isText } from "../../transfer/buffers";
import type { Client } from "./client";
import { NO_FILE, recordOptions, type RecordCall } from "./record_local";
import { takePicture } from "./snapshot";
import { sourceOf } from "./sources";
import { ERR, int, text } from "./values";

const log = logger("anychat");

type ServerName = { [K in keyof AnyChatFunctions]: (typeof ANYCHAT_FUNCTIONS)[K]["where"] extends "server" ? K : never }[keyof AnyChatFunctions];

/** Does the page's part and returns the function's value; `say` sends the call on, with other arguments if given. */
export type Effect = (args: readonly unknown[], say: (args?: readonly unknown[]) => void) => number;

/** Of functions whose value is a task's number. */
const NO_TASK = -ERR.FUNCNOTALLOW;
/** Limits in bytes: the manual's for small buffers, the server's for the others. */
const MAX_SMALL_BUFFER_BYTES = 1024;
const MAX_BUFFER_BYTES = 100 * 2 ** 20;
const MAX_FILE_BYTES = 2 * 2 ** 30;

/** The server functions with a part in the page. */
export function effects(client: Client): Partial<Record<ServerName, Effect>> {
  const camera = (user: number, open: boolean, index: number, say: () => void) => deviceControl(client, "video", user, open, index, say);
  return {
    BRAC_UserCameraControl: ([user, open], say) => camera(int(user), int(open) !== 0, 0, say),
    BRAC_UserCameraControlEx: ([user, open, index], say) => camera(int(user), int(open) !== 0, int(index), say),
    BRAC_UserSpeakControl: ([user, open], say) => deviceControl(client, "audio", int(user), int(open) !== 0, 0, say),
    BRAC_LoginEx: (args, say) => loginEx(client, args, say),
    BRAC_LeaveRoom: (_args, say) => leave(client, say),
    BRAC_Logout: () => (client.logout(), ERR.SUCCESS),
    BRAC_TransFile: ([user, file, w, l, flags]) => sendFile(client, user, file, [int(w), int(l), int(flags)]),
    BRAC_TransBufferEx: ([user, buffer, w, l, flags]) => sendBuffer(client, user, buffer, [int(w), int(l), int(flags)]),
    BRAC_TransBuffer: ([user, buffer], say) => transBuffer(client, user, buffer, say),
    BRAC_CancelTransTask: ([user, task], say) => cancelTask(client, int(user), int(task), say),
    BRAC_StreamRecordCtrl: ([user, start, flags, param], say) => record(client, int(start) !== 0, { user: int(user), flags: int(flags), param: int(param), text: "", isLong: false }, say),
    BRAC_StreamRecordCtrlEx: ([user, start, flags, param, own], say) => record(client, int(start) !== 0, { user: int(user), flags: int(flags), param: int(param), text: text(own), isLong: true }, say),
    BRAC_SnapShot: ([user, flags, param], say) => snapshot(client, int(user), int(flags), int(param), say),
  };
}

/** Own devices open here first, so that nobody is told of a camera that did not start; others are the server's. */
function deviceControl(client: Client, kind: "audio" | "video", user: number, open: boolean, index: number, say: () => void): number {
  if (user === 0) return ERR.SUCCESS; // pages open "user 0": accepted, means nothing
  if (!client.isSelf(user)) {
    say();
    if (kind === "video") request(client, user, open, index);
    return ERR.SUCCESS;
  }
  const { session } = client;
  if (!open) {
    session.capture.shut(kind, index);
    say();
    return ERR.SUCCESS;
  }
  const settings = kind === "audio" ? client.options.audio.settings() : client.options.video.settings(index);
  session.capture.open(kind, index, settings).then(
    () => client.tellDevice(kind, index, true),
    (error: unknown) => {
      if (!(error instanceof DeviceRefused && error.reason === "cancelled")) log.warn(`${kind} ${index} could not be opened: ${reasonOf(error)}`);
    },
  );
  return ERR.SUCCESS;
}

/** The application may also have been named by an option, before connecting. */
function loginEx(client: Client, args: readonly unknown[], say: (args: readonly unknown[]) => void): number {
  const [nick, user, userText, application, ...signature] = args;
  say([nick, user, userText, text(application) || client.options.getString(C.BRAC_SO_CLOUD_APPGUID), ...signature]);
  return ERR.SUCCESS;
}

function request(client: Client, user: number, open: boolean, index: number): void {
  if (open) client.requests.open(user, index, client.views.indexesOf(user));
  else client.requests.close(user, index);
}

/** Leaving stops the devices by itself: no page closes them. */
function leave(client: Client, say: () => void): number {
  client.recordings.stopAll();
  client.session.releaseDevices();
  client.requests.clear();
  if (client.canSay) say();
  return ERR.SUCCESS;
}

function sendFile(client: Client, user: unknown, file: unknown, [w, l, flags]: readonly [number, number, number]): number {
  const source = sourceOf(file);
  if (!source || int(user) <= 0 || (source.blob instanceof Blob && source.blob.size > MAX_FILE_BYTES)) return NO_TASK;
  return client.tasks.send(source.blob, source.name, (task, name, size) => ["BRAC_TransFile", [int(user), name, w, l, flags, task, size]]);
}

function sendBuffer(client: Client, user: unknown, buffer: unknown, [w, l, flags]: readonly [number, number, number]): number {
  const blob = bufferOf(buffer);
  if (int(user) <= 0 || !blob.size || blob.size > MAX_BUFFER_BYTES) return NO_TASK; // one addressee only
  const binary = isText(buffer) ? 0 : 1;
  return client.tasks.send(blob, "buffer", (task, _name, size) => ["BRAC_TransBufferEx", [int(user), "", w, l, flags, task, size, binary]]);
}

/** A task is named by who started it and its number; our own stops here at once. */
function cancelTask(client: Client, user: number, task: number, say: (args: readonly unknown[]) => void): number {
  const starter = client.tasks.starter(client.account(user), task);
  if (client.isSelf(starter)) client.tasks.abort(task);
  say([starter, task]);
  return ERR.SUCCESS;
}

/** A buffer goes as text, bytes as one character each; what the server would refuse for its size is refused here. */
function transBuffer(client: Client, user: unknown, buffer: unknown, say: (args: readonly unknown[]) => void): number {
  const plain = isText(buffer);
  const bytes = plain ? new TextEncoder().encode(text(buffer)) : bytesOf(buffer);
  if (!bytes.length || bytes.length > MAX_SMALL_BUFFER_BYTES) return ERR.FUNCNOTALLOW;
  const { throttle } = client.session;
  const send = () => say([int(user), plain ? text(buffer) : Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), plain ? 0 : 1]);
  if (throttle.isLimited) void throttle.take(bytes.length).then(send);
  else send();
  return ERR.SUCCESS;
}

function bytesOf(buffer: unknown): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return Uint8Array.from(buffer as number[], (byte) => byte & 255);
}

/** With the server flag the server records, without it the page does; the snapshot flag means one picture. */
function record(client: Client, start: boolean, call: RecordCall, say: (args: readonly unknown[]) => void): number {
  const onServer = (call.flags & C.BRAC_RECORD_FLAGS_SERVER) !== 0;
  if (start && call.flags & C.BRAC_RECORD_FLAGS_SNAPSHOT) return snapshot(client, call.user, call.flags, call.param, (args) => client.say("BRAC_SnapShot", args));
  if (start && !onServer) return client.recordings.start(call);
  if (!start && !onServer && client.recordings.stop(client.account(call.user))) return ERR.SUCCESS;
  const own = call.isLong ? [call.text] : [];
  say([call.user, start ? 1 : 0, call.flags, call.param, ...own, start ? recordOptions(client) : ""]);
  return ERR.SUCCESS;
}

/** With the server flag the server takes the picture from the stream. Without it the page takes the one that is on screen now
 *  and sends it. The event comes when the server has it, or there is none. */
function snapshot(client: Client, user: number, flags: number, param: number, say: (args: readonly unknown[]) => void): number {
  const account = client.account(user);
  if (flags & C.BRAC_RECORD_FLAGS_SERVER) {
    say([account, flags, param]);
    return ERR.SUCCESS;
  }
  const picture = takePicture(client, user);
  picture.catch(() => client.raise("OnAnyChatRecordSnapShotEx2", account, NO_FILE, "", 0, flags | C.BRAC_RECORD_FLAGS_SNAPSHOT, param, ""));
  client.tasks.send(picture, "snapshot.jpg", (task, _name, size) => ["BRAC_SnapShot", [account, flags, param, task, size]]);
  return ERR.SUCCESS;
}
