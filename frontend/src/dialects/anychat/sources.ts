/** What a page may hand over as a file: a File or Blob, an input element or its id, an object or data URL. */

export interface Source { blob: Blob | Promise<Blob>; name: string }

/** The file behind a value, or null when there is none. */
export function sourceOf(value: unknown): Source | null {
  if (value instanceof Blob) return { blob: value, name: nameOf(value) };
  if (value instanceof HTMLInputElement) return fromInput(value);
  if (typeof value !== "string" || value === "") return null;
  const element = document.getElementById(value);
  if (element instanceof HTMLInputElement) return fromInput(element);
  if (/^(blob|data|https?):/.test(value)) return { blob: fetch(value).then((found) => found.blob()), name: /^https?:/.test(value) ? lastPart(value) : "file" };
  return null; // a path of the machine: a browser may not read it
}

function fromInput(input: HTMLInputElement): Source | null {
  const file = input.files?.[0];
  return file ? { blob: file, name: nameOf(file) } : null;
}

function nameOf(blob: Blob): string {
  return (blob as Partial<File>).name || "file";
}

function lastPart(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split("/").pop() || "file");
}
