/** Downloads from our own server. */

import { UploadFailed } from "../lib/errors";
import type { Throttle } from "./throttle";

/** The bytes behind a URL, read no faster than the throttle allows. Rejects with UploadFailed when the server refuses. */
export async function fetchBytes(url: string, throttle?: Throttle): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new UploadFailed(response.status, `${url} was refused with ${response.status}`);
  return throttle?.isLimited && response.body ? readSlowly(response.body, throttle) : response.arrayBuffer();
}

/** What is not read yet, the browser does not fetch either: its buffers are small. */
async function readSlowly(body: ReadableStream<Uint8Array>, throttle: Throttle): Promise<ArrayBuffer> {
  const pieces: BlobPart[] = [];
  const reader = body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    await throttle.take(value!.length);
    pieces.push(value as BlobPart);
  }
  return new Blob(pieces).arrayBuffer();
}
