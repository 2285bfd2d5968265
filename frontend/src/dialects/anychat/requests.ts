/**
 * Whose pictures the page asked for. Existing pages request a wrong camera number and still expect every stream for
 * which they placed a view: once any camera of a person is requested, the streams of all his views are.
 */

/** Subscribes to one more camera of somebody, or no longer. */
type Want = (user: number, index: number, on: boolean) => void;

interface Asked { named: Set<number>; followed: Set<number> }

export class Requests {
  private readonly asked = new Map<number, Asked>();

  constructor(private readonly want: Want) {}

  /** The page asked for camera `index` of a person who has views for `placed`. */
  open(user: number, index: number, placed: readonly number[]): void {
    const asked = this.asked.get(user) ?? { named: new Set(), followed: new Set() };
    this.asked.set(user, asked);
    asked.named.add(index);
    this.follow(user, placed);
  }

  /** The page no longer wants camera `index`; with the last one named the others go too. */
  close(user: number, index: number): void {
    const asked = this.asked.get(user);
    if (!asked) return;
    asked.named.delete(index);
    if (asked.named.size) return;
    this.asked.delete(user);
    for (const other of asked.followed) if (other !== index) this.want(user, other, false);
  }

  /** Views were placed, maybe after the request. */
  follow(user: number, placed: readonly number[]): void {
    const asked = this.asked.get(user);
    if (!asked) return;
    for (const index of placed) {
      if (asked.named.has(index) || asked.followed.has(index)) continue;
      asked.followed.add(index);
      this.want(user, index, true);
    }
  }

  /** Out of the room: the server has forgotten them too. */
  clear(): void {
    this.asked.clear();
  }
}
