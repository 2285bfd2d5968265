/** The layers of a picture as the browser says that it sends them. */

/** Pixels, pictures and bits per second of one layer that flows. */
export interface SentLayer { width: number; height: number; frameRate: number; bitrate: number }

type Entry = Record<string, unknown>;

/** The layers that flow, lowest first, and the bytes sent in each so far (by RID); none of a stream that is sent in one. */
export function sentLayers(streams: readonly Entry[], before: ReadonlyMap<string, number>, seconds: number): { layers: SentLayer[]; bytes: Map<string, number> } {
  const named = streams.filter(({ rid }) => rid !== undefined);
  const bytes = new Map(named.map((entry) => [String(entry.rid), number(entry, "bytesSent")]));
  const layers = named.filter((entry) => number(entry, "frameWidth") && number(entry, "framesPerSecond")).map((entry) => ({
    width: number(entry, "frameWidth"), height: number(entry, "frameHeight"), frameRate: Math.round(number(entry, "framesPerSecond")),
    bitrate: rate(number(entry, "bytesSent") - (before.get(String(entry.rid)) ?? 0), seconds),
  }));
  return { layers: layers.sort((one, other) => one.width - other.width), bytes };
}

function rate(bytes: number, seconds: number): number {
  return seconds > 0 ? Math.max(0, Math.round((8 * bytes) / seconds)) : 0;
}

function number(entry: Entry, name: string): number {
  return Number(entry[name] ?? 0);
}
