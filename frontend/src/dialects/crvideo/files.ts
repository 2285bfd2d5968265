/** SendFile and SendBuffer: the bytes go up in pieces beside the call; cookies of running tasks wait here. */

import { UploadFailed } from "../../lib/errors";
import { logger } from "../../lib/logger";
import type { Session } from "../../session";
import { bufferOf, isText } from "../../transfer/buffers";

const log = logger("crvideo files");

/** The parameter that carries the bytes. */
const BYTES: Record<string, string> = { CRVideo_SendFile: "fileName", CRVideo_SendBuffer: "data" };
/** Results after which a task is over, and the same in their other spelling before; their first argument is its id. */
const FINAL = new Set(["CRVideo_SendFileRslt", "CRVideo_SendBufferRslt"]);
const RESULTS = new Set([...FINAL, "CRVideo_SendFileRlst", "CRVideo_SendBufferRlst"]);

/** Why a file is not sent: it is none, it is gone, it cannot be read; the server cannot keep it; the way to it is cut. */
const NO_FILE = 1103, GONE = 1400, UNREADABLE = 1401, UNWRITABLE = 1402, CUT_OFF = 1000;
const CANCELLED = 1199;
/** HTTP: insufficient storage. */
const DISK_REFUSES = 507;

type Play = (name: string, ...args: unknown[]) => void;
interface Task { blob: Blob | null; name: string; cookie: unknown; abort: AbortController; failure: number }

export class Files {
  private readonly tasks = new Map<string, Task>();

  constructor(private readonly session: Session, private readonly play: Play) {}

  /** Takes the bytes out of the arguments (by name), and puts in their place name and size, and whether they are no text. */
  prepare(fn: string, id: string | undefined, values: Map<string, unknown>, cookie: unknown): void {
    const param = BYTES[fn];
    if (!param || !id) return;
    const given = values.get(param);
    // A buffer may be a text; of a file its text would be a path, which no page may open.
    const blob = fn === "CRVideo_SendBuffer" ? bufferOf(given) : given instanceof Blob ? given : null;
    const name = given instanceof File ? given.name : "buffer";
    values.set(param, name);
    values.set("size", blob?.size ?? 0);
    values.set("binary", isText(given) ? 0 : 1);
    this.tasks.set(id, { blob, name, cookie, abort: new AbortController(), failure: 0 });
  }

  /** Whether the file of a task can be read; where it cannot, the page hears why. */
  async isReadable(id: string): Promise<boolean> {
    const task = this.tasks.get(id);
    const code = task?.blob ? await reading(task.blob) : NO_FILE;
    if (!task || !code) return true;
    this.tasks.delete(id);
    this.play("CRVideo_SendFileRlst", id, task.name, code, task.cookie);
    this.play("CRVideo_SendFileRslt", id, code, task.cookie);
    return false;
  }

  /** The server accepted the task: send the bytes to the address it gave. */
  async send(id: string): Promise<void> {
    const task = this.tasks.get(id);
    const row = this.session.mirror.all("transfers").find(({ key }) => key === id);
    if (!task?.blob || !row?.upload_url) return;
    try {
      await this.session.upload(row.upload_url, task.blob, { signal: task.abort.signal });
    } catch (error) {
      if (task.abort.signal.aborted) return;
      log.warn(`task ${id} could not be uploaded`, error);
      task.failure = error instanceof UploadFailed && error.status === DISK_REFUSES ? UNWRITABLE : CUT_OFF;
      this.session.tell("CRVideo_CancelSend", [id]);
    }
  }

  /** Stops sending; the server is told by the call itself. */
  stop(id: string): void {
    this.tasks.get(id)?.abort.abort();
  }

  /**
   * Puts the cookie of the task (the first argument) where the server left room for it. To the server a task that
   * failed here was called off; the page hears why.
   */
  worded(name: string, args: unknown[]): unknown[] {
    const task = this.tasks.get(String(args[0]));
    if (!task) return args;
    if (FINAL.has(name)) {
      task.abort.abort();
      this.tasks.delete(String(args[0]));
    }
    const failure = RESULTS.has(name) ? task.failure : 0;
    return args.map((value) => (isPlaceholder(value) ? task.cookie : failure && value === CANCELLED ? failure : value));
  }
}

/** Error number of reading the first byte: a chosen file may have been moved or locked since. */
async function reading(blob: Blob): Promise<number> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return 0;
  } catch (error) {
    return error instanceof DOMException && error.name === "NotFoundError" ? GONE : UNREADABLE;
  }
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { $?: unknown }).$ === "cookie";
}
