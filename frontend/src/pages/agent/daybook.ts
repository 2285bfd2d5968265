/** Whom this agent served today, kept by the browser: name, queue, how long, and the agent's note. */

const DAYS_KEPT_PREFIX = "switchboard.daybook";

export interface Entry {
  name: string;
  queue: string;
  seconds: number;
  at: number;
  note: string;
}

export class Daybook {
  private readonly key: string;
  private changed: (() => void) | null = null;
  readonly entries: Entry[];

  constructor(agent: number, today: Date = new Date()) {
    this.key = `${DAYS_KEPT_PREFIX}.${agent}.${today.toLocaleDateString("sv")}`;
    this.entries = this.read();
  }

  add(entry: Entry): void {
    this.entries.unshift(entry);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.entries));
    } catch {
      // storage is off: the list lasts as long as the page
    }
    this.changed?.();
  }

  /** Calls this after every new entry. */
  onChange(changed: () => void): void {
    this.changed = changed;
  }

  private read(): Entry[] {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(DAYS_KEPT_PREFIX) && !key.endsWith(this.key.slice(-10))) localStorage.removeItem(key);
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? (kept as Entry[]) : [];
    } catch {
      return [];
    }
  }
}
