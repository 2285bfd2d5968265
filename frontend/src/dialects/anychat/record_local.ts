/** Recordings that the page makes by itself: without the server flag (manual 3.5). The result is a blob's address. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { logger } from "../../lib/logger";
import { Mixdown, type Fit, type MixOptions, type Part } from "../../media/mixdown";
import type { Client } from "./client";
import { ERR } from "./values";

const log = logger("record");

/** What a page asks for; `text` and `isLong` belong to the extended form. */
export interface RecordCall { user: number; flags: number; param: number; text: string; isLong: boolean }

interface Running { call: RecordCall; recorder: MediaRecorder; mix: Mixdown; chunks: Blob[]; startedMs: number; name: string }

const OTHERS_SOUND = C.BRAC_RECORD_FLAGS_MIXAUDIO | C.BRAC_RECORD_FLAGS_STEREO;
const OTHERS_PICTURES = C.BRAC_RECORD_FLAGS_MIXVIDEO | C.BRAC_RECORD_FLAGS_ABREAST;
/** Error of the second extended event: there is nothing to show. */
export const NO_FILE = 1;
const USER_HAS_LEFT = 401;
const MP3 = 3;
const WIDTH = 1280;
const HEIGHT = 720;
/** By the clip mode: automatic, overlap, shrink, stretch, dynamic. */
const FITS: readonly Fit[] = ["contain", "cover", "contain", "stretch", "contain"];
/** What browsers may be able to write, the best first; none writes WMV, FLV or MP3. */
const WITH_PICTURE = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/mp4", "video/webm;codecs=vp8,opus", "video/webm"];
const SOUND_ONLY = ["audio/mp4", "audio/webm;codecs=opus", "audio/webm"];

/** The options of 3.1 that the page has set, by their numbers, for the server; "" for none. */
export function recordOptions({ options }: Client): string {
  const numbers = [C.BRAC_SO_RECORD_VIDEOBR, C.BRAC_SO_RECORD_AUDIOBR, C.BRAC_SO_RECORD_FILETYPE, C.BRAC_SO_RECORD_WIDTH,
    C.BRAC_SO_RECORD_HEIGHT, C.BRAC_SO_RECORD_FILENAMERULE, C.BRAC_SO_RECORD_CLIPMODE].filter((option) => options.wasSet(option));
  return numbers.length ? JSON.stringify(Object.fromEntries(numbers.map((option) => [option, options.getInt(option)]))) : "";
}

/** The kind of file to write: the first that this browser can. */
export function mimeType(hasPicture: boolean, can: (type: string) => boolean): string {
  return (hasPicture ? WITH_PICTURE : SOUND_ONLY).find(can) ?? "";
}

export class LocalRecordings {
  private readonly running = new Map<number, Running>();

  constructor(private readonly client: Client) {}

  /** Whether one of this page's recordings shows or plays somebody. */
  takes(account: number): boolean {
    if (this.running.has(account)) return true;
    const isHere = this.client.session.mirror.get("seats", account) !== undefined;
    return isHere && [...this.running.values()].some(({ call }) => this.mixes(call.flags, OTHERS_SOUND | OTHERS_PICTURES));
  }

  /** Begins to record somebody in the room; 0, 3 outside a room, 401 for somebody not in it, 20 a second time. */
  start(call: RecordCall): number {
    const account = this.client.account(call.user);
    const { mirror } = this.client.session;
    if (!mirror.mySeat) return ERR.NOTINROOM;
    if (!mirror.get("seats", account)) return USER_HAS_LEFT;
    if (this.running.has(account) || typeof MediaRecorder === "undefined") return ERR.FUNCNOTALLOW;
    this.running.set(account, this.begin(account, call));
    return ERR.SUCCESS;
  }

  /** Ends the recording of somebody; false when the page makes none. */
  stop(account: number): boolean {
    const running = this.running.get(account);
    if (!running) return false;
    this.running.delete(account);
    running.recorder.stop();
    return true;
  }

  /** Out of the room: what was recorded until then is told. */
  stopAll(): void {
    for (const account of [...this.running.keys()]) this.stop(account);
  }

  private begin(account: number, call: RecordCall): Running {
    const { options } = this.client;
    const mixed = this.mixOptions(call.flags);
    const mix = new Mixdown(() => this.parts(account, call.flags), mixed);
    const [video, audio] = [options.getInt(C.BRAC_SO_RECORD_VIDEOBR), options.getInt(C.BRAC_SO_RECORD_AUDIOBR)];
    const recorder = this.recorder(mix, {
      mimeType: mimeType(mixed.video, (type) => MediaRecorder.isTypeSupported(type)),
      ...(video > 0 ? { videoBitsPerSecond: video } : {}),
      ...(audio > 0 ? { audioBitsPerSecond: audio } : {}),
    });
    const running: Running = { call, recorder, mix, chunks: [], startedMs: Date.now(), name: this.name(account, call) };
    recorder.ondataavailable = ({ data }) => void (data.size && running.chunks.push(data));
    recorder.onerror = (event) => log.warn("the recording broke off", event);
    recorder.onstop = () => this.finish(account, running);
    recorder.start(1000);
    return running;
  }

  private recorder(mix: Mixdown, options: MediaRecorderOptions): MediaRecorder {
    try {
      return new MediaRecorder(mix.stream, options);
    } catch (error) {
      mix.close();
      throw error;
    }
  }

  private mixOptions(flags: number): MixOptions {
    const { options } = this.client;
    const kinds = flags & (C.BRAC_RECORD_FLAGS_VIDEO | C.BRAC_RECORD_FLAGS_AUDIO);
    const soundOnly = options.getInt(C.BRAC_SO_RECORD_FILETYPE) === MP3;
    const isStream = (flags & C.BRAC_RECORD_FLAGS_STREAM) !== 0;
    const overlaid = (flags & OTHERS_PICTURES) === C.BRAC_RECORD_FLAGS_MIXVIDEO;
    return {
      layout: isStream ? "single" : overlaid ? "overlaid" : "side_by_side",
      fit: FITS[options.getInt(C.BRAC_SO_RECORD_CLIPMODE)] ?? "contain",
      stereo: !isStream && (flags & C.BRAC_RECORD_FLAGS_STEREO) !== 0,
      width: options.getInt(C.BRAC_SO_RECORD_WIDTH) || WIDTH,
      height: options.getInt(C.BRAC_SO_RECORD_HEIGHT) || HEIGHT,
      video: !soundOnly && (kinds === 0 || (kinds & C.BRAC_RECORD_FLAGS_VIDEO) !== 0),
      audio: soundOnly || kinds === 0 || (kinds & C.BRAC_RECORD_FLAGS_AUDIO) !== 0,
    };
  }

  /** The recorded person first, then the others as far as the flags mix them in. */
  private parts(account: number, flags: number): Part[] {
    const others = this.client.session.mirror.all("seats").map(({ account_id }) => account_id).filter((id) => id !== account);
    const [sounds, pictures] = [this.mixes(flags, OTHERS_SOUND), this.mixes(flags, OTHERS_PICTURES)];
    const shown = pictures ? others : [];
    const heardOnly = sounds ? others.filter((id) => !shown.includes(id)) : [];
    return [this.part(account, true, true), ...shown.map((id) => this.part(id, true, sounds)), ...heardOnly.map((id) => this.part(id, false, true))];
  }

  private mixes(flags: number, bits: number): boolean {
    return (flags & C.BRAC_RECORD_FLAGS_STREAM) === 0 && (flags & bits) !== 0;
  }

  private part(account: number, isShown: boolean, isHeard: boolean): Part {
    const { session } = this.client;
    const camera = () => Math.min(...(session.mirror.get("seats", account)?.cameras.length ? session.mirror.get("seats", account)!.cameras : [0]));
    const own = this.client.isSelf(account);
    return {
      account,
      isShown,
      picture: () => (!isShown ? null : own ? session.localStream("video", 0) : session.remoteStream(account, "video", camera())),
      sound: () => (!isHeard ? null : own ? session.localStream("audio", 0) : session.remoteStream(account, "audio", 0)),
    };
  }

  private name(account: number, { flags, text }: RecordCall): string {
    if (flags & C.BRAC_RECORD_FLAGS_USERFILENAME && text) return text;
    const moment = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
    return `recording-${account}-${moment}`;
  }

  /** A blob's address has no name: ours stands behind the hash, where whoever fetches it ignores it. */
  private finish(account: number, { call, recorder, mix, chunks, startedMs, name }: Running): void {
    mix.close();
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    const rest = [seconds, call.flags, call.param, call.text] as const;
    const blob = new Blob(chunks, { type: recorder.mimeType });
    if (!blob.size) return this.client.raise("OnAnyChatRecordSnapShotEx2", account, NO_FILE, "", 0, ...rest.slice(1));
    const ending = recorder.mimeType.includes("mp4") ? "mp4" : "webm";
    const file = `${URL.createObjectURL(blob)}#${encodeURIComponent(name)}.${ending}`;
    if (!call.isLong) this.client.raise("OnAnyChatRecordSnapShot", account, file, call.param, call.flags);
    this.client.raise("OnAnyChatRecordSnapShotEx", account, file, ...rest);
    this.client.raise("OnAnyChatRecordSnapShotEx2", account, 0, file, ...rest);
  }
}
