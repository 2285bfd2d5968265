/** Transfer tasks: files and large buffers that the page sends and receives, by the task ids that it mints. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { reasonOf, TransferAborted } from "../../lib/errors";
import { logger } from "../../lib/logger";
import type { TransferRow } from "../../mirror/rows";
import type { Session } from "../../session";
import { textOf } from "../../transfer/buffers";
import { int, text } from "./values";

const log = logger("tasks");

/** Status numbers of a task (manual 5.5.8). */
const STATUS: Readonly<Record<string, number>> = {
  prepared: 1, moving: 2, assembling: 2, done: 3, expired: 3, failed: 4, cancelled_by_sender: 4, cancelled_by_receiver: 5,
};
const FAILED_STATUS = 4;
/** Which argument of an event is a file's address: made absolute, as the page may come from another server. */
const ADDRESS_AT: Readonly<Record<string, number>> = {
  OnAnyChatTransFile: 2, OnAnyChatRecordSnapShot: 1, OnAnyChatRecordSnapShotEx: 1, OnAnyChatRecordSnapShotEx2: 2,
};
const INT31 = 0x7fffffff;

interface Task { abort: AbortController; sentBytes: number; totalBytes: number; startedMs: number; failed: boolean }

/** Announces a task to the server: its function and arguments for a blob of that name and size. */
type Announce = (task: number, name: string, size: number) => [fn: string, args: unknown[]];

export class Tasks {
  private readonly tasks = new Map<number, Task>();
  private last = 0;

  constructor(private readonly session: Session) {}

  /** A task id: positive, below 2^31, growing, different from page load to page load. */
  mint(): number {
    const now = Math.floor(Date.now() / 10) % INT31;
    this.last = Math.max(now, (this.last + 1) % INT31, 1);
    return this.last;
  }

  /** Starts sending; the bytes may still have to be read. */
  send(source: Blob | Promise<Blob>, name: string, announce: Announce): number {
    const id = this.mint();
    const task: Task = { abort: new AbortController(), sentBytes: 0, totalBytes: 0, startedMs: Date.now(), failed: false };
    this.tasks.set(id, task);
    this.run(id, task, Promise.resolve(source), name, announce).catch((error: unknown) => {
      task.failed = true;
      if (!(error instanceof TransferAborted)) log.warn(`task ${id} failed: ${reasonOf(error)}`);
    });
    return id;
  }

  /** Stops sending here; telling the server is the caller's. */
  abort(id: number): void {
    this.tasks.get(id)?.abort.abort();
  }

  abortAll(): void {
    for (const { abort } of this.tasks.values()) abort.abort();
    this.tasks.clear();
  }

  /** Progress 0..100, bit rate in bits per second, or status, of the task that `user` started (manual 5.5.8). */
  query(user: number, id: number, info: number): number {
    const starter = this.starter(user, id);
    const own = starter === this.session.mirror.myId ? this.tasks.get(id) : undefined;
    const row = this.row(starter, id);
    switch (info) {
      case C.BRAC_TRANSTASK_PROGRESS:
        return row?.state === "done" ? 100 : percent(Math.max(own?.sentBytes ?? 0, row?.received ?? 0), row?.size ?? own?.totalBytes ?? 0);
      case C.BRAC_TRANSTASK_BITRATE:
        return rate(row, own, this.session.nowMs);
      case C.BRAC_TRANSTASK_STATUS:
        return row ? (STATUS[row.state] ?? 1) : own?.failed ? FAILED_STATUS : own ? 1 : 0;
      default:
        return 0;
    }
  }

  /** Who started the task that a page means: pages also name their own tasks by the addressee. */
  starter(user: number, id: number): number {
    const isHis = this.session.mirror.all("transfers").some((row) => row.sender_id === user && numberOf(row) === id);
    return !isHis && this.tasks.has(id) ? this.session.mirror.myId : user;
  }

  /** A finished task's address, by id alone (for GETTASKPATHNAME). */
  urlOf(id: number): string {
    const row = this.session.mirror.all("transfers").find((row) => numberOf(row) === id && row.url !== "");
    return row ? this.session.serverUrl(row.url) : "";
  }

  /**
   * Completes what only the page can: a received buffer's bytes, absolute addresses. Returns true when it says the
   * event itself later.
   */
  hears(name: string, args: unknown[]): boolean {
    const at = ADDRESS_AT[name];
    if (at !== undefined && text(args[at]).startsWith("/")) args[at] = this.session.serverUrl(text(args[at]));
    if (name === "OnAnyChatTransBuffer") args[1] = smallBuffer(args[1]);
    if (name !== "OnAnyChatTransBufferEx" || !text(args[1]).startsWith("/files/")) return false;
    this.fetchBuffer(text(args[1])).then(
      (data) => this.session.later(() => this.session.events.emit("callback", name, [args[0], data, ...args.slice(2)])),
      (error: unknown) => log.warn(`a buffer could not be fetched: ${reasonOf(error)}`),
    );
    return true;
  }

  /** Text or bytes as they were sent. */
  private async fetchBuffer(url: string): Promise<string | Uint8Array> {
    const bytes = await this.session.fetchBytes(url);
    return textOf(url, bytes) ?? new Uint8Array(bytes);
  }

  private row(user: number, id: number): Readonly<TransferRow> | undefined {
    const rows = this.session.mirror.all("transfers").filter((row) => numberOf(row) === id);
    return rows.find(({ sender_id }) => sender_id === user) ?? rows[0];
  }

  private async run(id: number, task: Task, source: Promise<Blob>, name: string, announce: Announce): Promise<void> {
    const blob = await source;
    task.totalBytes = blob.size;
    if (task.abort.signal.aborted) throw new TransferAborted("cancelled before it began");
    const [fn, args] = announce(id, name, blob.size);
    const { ret } = await this.session.call(fn, args);
    if (int(ret) !== 0 && int(ret) !== id) throw new Error(`${fn} was refused: ${String(ret)}`);
    const row = this.row(this.session.mirror.myId, id);
    if (!row) throw new Error(`${fn} brought no transfer`);
    await this.session.upload(row.upload_url, blob, {
      signal: task.abort.signal,
      onProgress: (sent) => (task.sentBytes = sent),
    });
  }
}

/** A small buffer of bytes comes as an object with one character for each. */
function smallBuffer(value: unknown): unknown {
  const bytes = (value as { bytes?: unknown } | null)?.bytes;
  return typeof bytes === "string" ? Uint8Array.from(bytes, (character) => character.charCodeAt(0) & 255) : value;
}

/** A task that a page of another dialect began has a name there; here it goes by its row's number. */
function numberOf({ key, id }: Readonly<TransferRow>): number {
  return /^\d+$/.test(key) ? Number(key) : id;
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
}

function rate(row: Readonly<TransferRow> | undefined, own: Task | undefined, nowMs: number): number {
  if (row?.state === "done" && row.updated_ms > row.started_ms) return Math.round((row.size * 8000) / (row.updated_ms - row.started_ms));
  const bytes = Math.max(row?.received ?? 0, own?.sentBytes ?? 0);
  const sinceMs = row?.started_ms || own?.startedMs || nowMs;
  return nowMs > sinceMs ? Math.round((bytes * 8000) / (nowMs - sinceMs)) : 0;
}
