/** Chunked, resumable upload: PUT <url>/<index> piece by piece, asking the server first what it has. */

import { TransferAborted, UploadFailed } from "../lib/errors";
import { logger } from "../lib/logger";
import type { Throttle } from "./throttle";

const log = logger("upload");

export const CHUNK_BYTES = 1024 * 1024;
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 10_000;

export interface UploadOptions {
  onProgress?(sentBytes: number, totalBytes: number): void;
  signal?: AbortSignal;
  /** Keeps the pieces within a bit rate. */
  throttle?: Throttle;
  /** Sleeps between attempts; tests make it short. */
  pause?(ms: number): Promise<void>;
}

/** What the server has: piece numbers. */
interface Have { have?: unknown; chunks?: unknown; chunk_size?: unknown }

interface Plan { size: number; missing: number[]; have: number }

/**
 * Sends `file` to the upload address. Resolves when the server has every piece.
 * Rejects with TransferAborted, or UploadFailed after the server refused or could not be reached for long.
 */
export async function upload(url: string, file: Blob, options: UploadOptions = {}): Promise<void> {
  const base = url.replace(/\/+$/, "");
  const plan = await persistently(options, () => ask(base, file, options.signal));
  let sent = plan.have;
  options.onProgress?.(sent, file.size);
  for (const index of plan.missing) {
    const piece = file.slice(index * plan.size, (index + 1) * plan.size);
    await inTurn(piece.size, options);
    await persistently(options, () => put(`${base}/${index}`, piece, options.signal));
    sent += piece.size;
    options.onProgress?.(sent, file.size);
  }
}

async function inTurn(bytes: number, { throttle, signal }: UploadOptions): Promise<void> {
  try {
    await throttle?.take(bytes, signal);
  } catch {
    throw new TransferAborted("the upload was stopped");
  }
}

async function ask(base: string, file: Blob, signal: AbortSignal | undefined): Promise<Plan> {
  const response = await request(base, { method: "GET", ...(signal ? { signal } : {}) });
  const known = (await response.json().catch(() => ({}))) as Have;
  const size = typeof known.chunk_size === "number" && known.chunk_size > 0 ? known.chunk_size : CHUNK_BYTES;
  const numbers = Array.isArray(known.have) ? known.have : Array.isArray(known.chunks) ? known.chunks : [];
  const there = new Set(numbers.map(Number));
  const count = Math.max(1, Math.ceil(file.size / size)); // an empty file is one empty piece
  const all = Array.from({ length: count }, (_, index) => index);
  const have = all.filter((index) => there.has(index)).reduce((sum, index) => sum + Math.min(size, file.size - index * size), 0);
  return { size, missing: all.filter((index) => !there.has(index)), have };
}

async function put(url: string, piece: Blob, signal: AbortSignal | undefined): Promise<void> {
  await request(url, { method: "PUT", body: piece, headers: { "Content-Type": "application/octet-stream" }, ...(signal ? { signal } : {}) });
}

async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new UploadFailed(response.status, `${init.method} ${url}: ${response.status}`);
  return response;
}

/** Tries again after a lost connection or a server error; not after a refusal. */
async function persistently<T>({ signal, pause = sleep }: UploadOptions, step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) throw new TransferAborted("the upload was stopped");
    try {
      return await step();
    } catch (error) {
      if (signal?.aborted) throw new TransferAborted("the upload was stopped");
      const status = error instanceof UploadFailed ? error.status : 0;
      const hopeless = status >= 400 && status < 500 && status !== 408 && status !== 429;
      if (hopeless || attempt >= ATTEMPTS) throw error instanceof UploadFailed ? error : new UploadFailed(0, String(error));
      log.info(`piece failed (${String(error)}), attempt ${attempt}`);
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
