/** Which of several received streams really move: pictures that are decoded, sound that arrives. */

interface Seen { receiver: RTCRtpReceiver; count: number; grew: number; since: number }

/** So many looks in a row must have brought something new. */
const LOOKS = 2;

export class Flow {
  private readonly seen = new Map<string, Seen>();

  /** Looks once at every stream; those no longer given are forgotten. */
  async measure(receivers: ReadonlyMap<string, RTCRtpReceiver>, now: number): Promise<void> {
    for (const key of [...this.seen.keys()]) if (!receivers.has(key)) this.seen.delete(key);
    await Promise.all([...receivers].map(async ([key, receiver]) => this.note(key, receiver, await counted(receiver), now)));
  }

  /** Whether something new came at each of the last looks. */
  isMoving(key: string): boolean {
    return (this.seen.get(key)?.grew ?? 0) >= LOOKS;
  }

  /** For how long nothing new has come, ms. */
  stillMs(key: string, now: number): number {
    const known = this.seen.get(key);
    return known ? now - known.since : 0;
  }

  clear(): void {
    this.seen.clear();
  }

  private note(key: string, receiver: RTCRtpReceiver, count: number, now: number): void {
    const known = this.seen.get(key);
    if (known?.receiver !== receiver) this.seen.set(key, { receiver, count, grew: 0, since: now });
    else if (count > known.count) Object.assign(known, { count, grew: known.grew + 1, since: now });
  }
}

async function counted(receiver: RTCRtpReceiver): Promise<number> {
  let count = 0;
  const report = await receiver.getStats().catch(() => undefined);
  report?.forEach((row: Record<string, unknown>) => {
    if (row.type === "inbound-rtp") count = Number((row.kind === "video" ? row.framesDecoded : row.packetsReceived) ?? 0);
  });
  return count;
}
