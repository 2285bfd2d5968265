/** Large buffers as they were sent: text as text, bytes as bytes. The address of one says which it is. */

/** How the address of a buffer ends that was sent as bytes. */
const SENT_AS_BYTES = "/buffer.bin";

/** Whether a buffer argument is text; everything else is bytes. */
export function isText(value: unknown): boolean {
  return !(value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || Array.isArray(value));
}

/** The bytes behind a buffer argument. Text is UTF-8. */
export function bufferOf(value: unknown): Blob {
  if (value instanceof Blob) return value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new Blob([value as BlobPart]);
  if (Array.isArray(value)) return new Blob([Uint8Array.from(value as number[])]);
  return new Blob([String(value ?? "")]);
}

/** The text of a fetched buffer; null when it is bytes. Where the sender did not say, it is text if it can be. */
export function textOf(url: string, bytes: ArrayBuffer): string | null {
  if (url.endsWith(SENT_AS_BYTES)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
