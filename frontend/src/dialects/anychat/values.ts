/** Reads what pages pass: numbers as text, booleans, missing arguments; never throws. */

/** What an option may hold. */
export type Value = number | string;

/** A whole number, or `fallback`. */
export function int(value: unknown, fallback = 0): number {
  const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value ?? NaN);
  return Number.isFinite(number) ? Math.trunc(number) : fallback;
}

/** A text; "" for nothing. */
export function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Numbers of errors that the page itself finds (manual, appendix). */
export const ERR = {
  SUCCESS: 0,
  NOTINIT: 2,
  NOTINROOM: 3,
  FUNCNOTALLOW: 20,
  CONNECT_TIMEOUT: 100,
  CONNECT_ABORT: 101,
  ALREADY_LOGIN: 201,
  INVALID_USERID: 205,
  ROOM_PRINULL: 401,
} as const;

/** Ids that mean "myself". */
export const SELF = -1;
