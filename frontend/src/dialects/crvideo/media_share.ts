/** StartPlayMedia and what follows: a file that this page plays in one of its components, alone or for the whole meeting. */

import { reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import { FilePlayer, type AtEnd } from "../../media/file_player";
import type { Session } from "../../session";
import type { PageState } from "./state";

const log = logger("crvideo media");

type Play = (name: string, ...args: unknown[]) => void;

/** GetMediaInfo: played, standing still, or there is nothing. */
const PLAYING = 0, PAUSED = 1, NOTHING = 2;
/** StartPlayMedia answers at once. */
const STARTED = 1, REFUSED = 0;
/** What happens at the end, by the vendor's number. */
const AT_END: Readonly<Record<number, AtEnd>> = { 0: "stop", 1: "pause", 2: "loop" };

export class MediaShare {
  private readonly player: FilePlayer;
  private name = "";
  private isLocal = false;
  /** The server knows of it and has told the others. */
  private isTold = false;

  constructor(private readonly session: Session, private readonly state: PageState, private readonly play: Play) {
    this.player = new FilePlayer(session.capture);
    this.player.events.on("opened", (durationMs, hasPicture) => void this.opened(durationMs, hasPicture));
    this.player.events.on("paused", (isPaused) => this.paused(isPaused));
    this.player.events.on("stopped", () => this.stopped());
    session.mirror.events.on("changed", () => this.follow());
  }

  start(video: HTMLVideoElement | undefined, file: unknown, isLocal: boolean, atEnd: number): number {
    const isFile = file instanceof Blob || (typeof file === "string" && file !== "");
    if (!video || !isFile || this.player.element) return REFUSED;
    if (!isLocal && (!this.session.mirror.room || this.row || !FilePlayer.canSend(video))) return REFUSED;
    [this.isLocal, this.isTold, this.name] = [isLocal, false, nameOf(file)];
    const kbps = Number(this.state.params.mediaSendBW);
    this.player.open(video, file, { atEnd: AT_END[atEnd] ?? "stop", ...(kbps > 0 ? { maxBitrate: 1000 * kbps } : {}) });
    return STARTED;
  }

  pause(isPaused: boolean): void {
    this.player.pause(isPaused);
  }

  stop(): void {
    this.player.stop();
  }

  info(): { userID: string; state: number; mediaName: string } {
    if (this.player.element && this.isLocal) return { userID: this.me, state: this.player.isPaused ? PAUSED : PLAYING, mediaName: this.name };
    const { row } = this;
    if (!row) return { userID: "", state: NOTHING, mediaName: "" };
    return { userID: row.external_id, state: row.state === "paused" ? PAUSED : PLAYING, mediaName: row.name };
  }

  private get row() {
    return this.session.mirror.get("playback", "playback");
  }

  private get me(): string {
    return this.session.mirror.me?.external_id ?? "";
  }

  /** The meeting is asked first: something may be played there already. */
  private async opened(durationMs: number, hasPicture: boolean): Promise<void> {
    this.play("CRVideo_NotifyMediaOpened");
    if (!this.isLocal && !(await this.isAllowed(durationMs, hasPicture))) return this.player.stop();
    if (this.isLocal) this.play("CRVideo_NotifyMediaStart", this.me);
    await this.player.start(!this.isLocal);
  }

  private async isAllowed(durationMs: number, hasPicture: boolean): Promise<boolean> {
    try {
      const { ret } = await this.session.call("sb.play.page", [this.name, durationMs, hasPicture ? 1 : 0]);
      return (this.isTold = ret === 0);
    } catch (error) {
      log.warn("the meeting was not asked", reasonOf(error));
      return false;
    }
  }

  private paused(isPaused: boolean): void {
    if (this.isTold) this.session.tell(isPaused ? "sb.play.pause" : "sb.play.resume", []);
    else if (this.isLocal) this.play("CRVideo_NotifyMediaPause", this.me, isPaused ? PAUSED : PLAYING);
  }

  private stopped(): void {
    if (this.isTold && this.isMine) this.session.tell("sb.play.stop", []);
    else if (this.isLocal) this.play("CRVideo_NotifyMediaStop", this.me);
    this.isTold = false;
  }

  private get isMine(): boolean {
    return this.row?.account_id === this.session.mirror.myId;
  }

  /** What ended at the server ends here. */
  private follow(): void {
    if (this.isTold && !this.isMine) this.player.stop();
  }
}

function nameOf(file: unknown): string {
  if (file instanceof File) return file.name;
  return typeof file === "string" ? decodeURIComponent(file.split(/[?#]/)[0]!.split("/").pop()!) : "media";
}
