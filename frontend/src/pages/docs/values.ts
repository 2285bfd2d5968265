/** How the text of an input becomes an argument, and how arguments are shown. */

type Scope = Readonly<Record<string, unknown>>;

/** A number, a constant's name, or several joined by + or |; null for anything else. */
export function number(text: string, scope: Scope): number | null {
  const parts = text.split(/[+|]/).map((part) => part.trim());
  const values = parts.map((part) => (/^[A-Z][A-Z0-9_]*$/.test(part) ? scope[part] : part === "" ? NaN : Number(part)));
  return values.every((value): value is number => typeof value === "number" && Number.isFinite(value)) ? values.reduce((a, b) => a + b, 0) : null;
}

/** The argument that an input stands for. Numbers that are none go as they were typed: the SDK shall answer. */
export function argument(kind: string, text: string, scope: Scope): unknown {
  if (kind === "number") return number(text, scope) ?? text;
  if (kind === "json") return parsed(text);
  return kind === "value" ? (number(text, scope) ?? text) : text;
}

/** An object, a list or a truth as JSON writes it; nothing for nothing, and a text that is none of these as it is. */
function parsed(text: string): unknown {
  try {
    return text.trim() === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value as one would write it. */
export function shown(value: unknown): string {
  if (value instanceof File) return `File(${JSON.stringify(value.name)})`;
  if (value instanceof Promise) return "Promise";
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`;
  if (value instanceof MediaStream) return "MediaStream";
  if (value instanceof HTMLCanvasElement) return "canvas";
  if (value instanceof Element) return `#${value.id}`;
  if (value instanceof Uint8Array) return `Uint8Array(${value.length})`;
  return value === undefined ? "undefined" : (JSON.stringify(value) ?? String(value));
}
