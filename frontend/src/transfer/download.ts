/** Downloads from our own server. */

import { UploadFailed } from "../lib/errors";

/** The bytes behind a URL. Rejects with UploadFailed when the server refuses. */
export async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new UploadFailed(response.status, `${url} was refused with ${response.status}`);
  return response.arrayBuffer();
}
