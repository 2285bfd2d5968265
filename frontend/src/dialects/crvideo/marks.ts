/** What is drawn on the shown screen: strokes by id, from this page and the others, as long as drawing is on. */

import { Emitter } from "../../lib/emitter";
import type { Session } from "../../session";

/** One line. Places count from 0 to 1 over the picture, across and down in turn; the width is a part of the picture's. */
export interface Stroke { id: string; color: string; width: number; points: number[] }
/** A piece of a stroke on the wire: its points stand from number `at` on. The same piece twice does no harm. */
interface Piece extends Stroke { at: number }

/** What one page may make the others keep. */
const MAX_STROKES = 1_000, MAX_NUMBERS = 8_000;
/** Numbers in one message: well below what the server takes. */
const PIECE_NUMBERS = 400;
/** Says a page that came late, who alone knows when it hears the others: whoever shows the screen tells all again. */
const ASK = '"ask"';
/** A line that grows is sent so often. */
const SEND_EVERY_MS = 80;

export class Marks {
  readonly events = new Emitter<{ changed: [] }>();
  private readonly strokes = new Map<string, Stroke>();
  /** Strokes of this page that grow, and up to where they are sent. */
  private readonly sent = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasOn = false;

  constructor(private readonly session: Session) {
    session.mirror.events.on("changed", () => this.follow());
    session.events.on("callback", (name, args) => name === "sb.mark" && this.hear(String(args[1])));
  }

  /** Whether the page that shows this screen lets everybody draw on it. */
  get isOn(): boolean {
    return this.session.mirror.all("seats").some((seat) => seat.is_marked);
  }

  all(): Stroke[] {
    return [...this.strokes.values()];
  }

  /** Adds places to a stroke of this page, which begins with its first. */
  draw(id: string, color: string, width: number, points: readonly number[]): void {
    const stroke = this.strokes.get(id) ?? { id, color, width, points: [] };
    this.strokes.set(id, stroke);
    stroke.points.push(...points);
    if (!this.sent.has(id)) this.sent.set(id, 0);
    this.timer ??= setTimeout(() => this.flush(), SEND_EVERY_MS);
    this.events.emit("changed");
  }

  /** The line is finished. */
  finish(id: string): void {
    this.flush();
    this.sent.delete(id);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [id, at] of this.sent) {
      const stroke = this.strokes.get(id);
      if (stroke) this.say(stroke, at);
      this.sent.set(id, stroke?.points.length ?? 0);
    }
  }

  private say(stroke: Stroke, from: number): void {
    for (let at = from; at < stroke.points.length; at += PIECE_NUMBERS) {
      const piece: Piece = { ...stroke, at, points: stroke.points.slice(at, at + PIECE_NUMBERS) };
      this.session.tell("sb.mark", [JSON.stringify(piece)]);
    }
  }

  private hear(text: string): void {
    if (text === ASK && this.session.mirror.mySeat?.is_marked) this.strokes.forEach((stroke) => this.say(stroke, 0));
    const piece = read(text);
    if (!piece) return;
    const stroke = this.strokes.get(piece.id) ?? { ...piece, points: [] };
    if (!this.strokes.has(piece.id) && this.strokes.size >= MAX_STROKES) return;
    this.strokes.set(piece.id, stroke);
    stroke.points.splice(piece.at, piece.points.length, ...piece.points);
    this.events.emit("changed");
  }

  /** Wipes all when drawing ends; asks for what is drawn when it begins for this page, which may have come late. */
  private follow(): void {
    const { isOn } = this;
    if (!isOn) this.wipe();
    else if (!this.wasOn && !this.session.mirror.mySeat?.is_marked) this.session.tell("sb.mark", [ASK]);
    this.wasOn = isOn;
  }

  private wipe(): void {
    if (!this.strokes.size) return;
    this.strokes.clear();
    this.sent.clear();
    this.events.emit("changed");
  }
}

/** A piece that another page sent, or nothing where it is none. */
function read(text: string): Piece | null {
  let piece: Partial<Piece>;
  try {
    piece = JSON.parse(text) as Partial<Piece>;
  } catch {
    return null;
  }
  const { id, color, width, at, points } = piece ?? {};
  const isPlace = Number.isInteger(at) && at! >= 0 && Array.isArray(points) && at! + points.length <= MAX_NUMBERS;
  if (typeof id !== "string" || !isPlace || !points!.every(Number.isFinite) || !Number.isFinite(width)) return null;
  return { id, color: String(color), width: width!, at: at!, points: points! };
}
