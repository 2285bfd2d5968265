/** SendFile and SendBuffer: the bytes go up in pieces beside the call; cookies of running tasks wait here. */

import { logger } from "../../lib/logger";
import type { Session } from "../../session";

const log = logger("crvideo files");

/** The parameter that carries the bytes. */
const BYTES: Record<string, string> = { CRVideo_SendFile: "fileName", CRVideo_SendBuffer: "data" };
/** Results after which a task is over; their first argument is its id. */
const FINAL = new Set(["CRVideo_SendFileRslt", "CRVideo_SendBufferRslt"]);

interface Task { blob: Blob; cookie: unknown; abort: AbortController }

export class Files {
  private readonly tasks = new Map<string, Task>();

  constructor(private readonly session: Session) {}

  /** Takes the bytes out of the arguments (by name) and puts name and size in their place. */
  prepare(fn: string, id: string | undefined, values: Map<string, unknown>, cookie: unknown): void {
    const param = BYTES[fn];
    if (!param || !id) return;
    const given = values.get(param);
    const blob = given instanceof Blob ? given : new Blob([given as BlobPart]);
    values.set(param, given instanceof File ? given.name : "buffer");
    values.set("size", blob.size);
    this.tasks.set(id, { blob, cookie, abort: new AbortController() });
  }

  /** The server accepted the task: send the bytes to the address it gave. */
  async send(id: string): Promise<void> {
    const task = this.tasks.get(id);
    const row = this.session.mirror.all("transfers").find(({ key }) => key === id);
    if (!task || !row?.upload_url) return;
    try {
      await this.session.upload(row.upload_url, task.blob, { signal: task.abort.signal });
    } catch (error) {
      if (task.abort.signal.aborted) return;
      log.warn(`task ${id} could not be uploaded`, error);
      this.session.tell("CRVideo_CancelSend", [id]);
    }
  }

  /** Stops sending; the server is told by the call itself. */
  stop(id: string): void {
    this.tasks.get(id)?.abort.abort();
  }

  /** Puts the cookie of the task (the first argument) where the server left room for it. */
  worded(name: string, args: unknown[]): unknown[] {
    const task = this.tasks.get(String(args[0]));
    if (!task) return args;
    if (FINAL.has(name)) {
      task.abort.abort();
      this.tasks.delete(String(args[0]));
    }
    return args.map((value) => (isPlaceholder(value) ? task.cookie : value));
  }
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { $?: unknown }).$ === "cookie";
}
