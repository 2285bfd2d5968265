/** How one person's picture and voice travel at this moment, for the panel on our own pages; no part of the SDK. */

import type { Kind, Served } from "../../media/messages";
import { openOf } from "../../media/open_streams";
import { OWN, type StreamName } from "../../media/quality_watch";
import type { StreamStats } from "../../media/stats";
import type { Client } from "./client";
import { FILM, playedPicture } from "./played";

/** One stream that somebody has open. */
export interface StreamNow {
  kind: Kind;
  /** It goes from page to page and not over the server. */
  isDirect: boolean;
  /** Whether anything carries it: our own goes out only while somebody wants it. */
  isCarried: boolean;
  /** What the browser measures; null until it has. */
  stats: StreamStats | null;
  /** What the media node says that it sends us of it; null of our own, and until it says so. */
  served: Served | null;
}

/** Null stands for a picture or voice that is not open. */
export interface ConnectionNow {
  picture: StreamNow | null;
  sound: StreamNow | null;
  /** What our line is believed to carry towards us, bits per second; 0 while nobody knows. */
  carriesBps: number;
}

/** The picture that the person's view with this number shows, and with the first one their voice; ask once a second. */
export function connectionOf(client: Client, user: number, index: number): ConnectionNow {
  const now = (stream: StreamName | undefined): StreamNow | null => (stream ? streamNow(client, stream) : null);
  const open = openStreams(client, user);
  const sound = index === 0 ? open.find(({ kind }) => kind === "audio") : undefined;
  return { picture: now(shown(client, user, index, open)), sound: now(sound), carriesBps: client.session.plane.estimateBps };
}

function openStreams(client: Client, user: number): StreamName[] {
  const { capture, mirror } = client.session;
  if (client.isSelf(user)) return capture.opened().map(({ kind, index }) => ({ account: OWN, kind, index }));
  const seat = mirror.get("seats", user);
  return seat ? openOf(seat) : [];
}

/** The same choice as the views make: a film before the camera, a screen where there is no camera. */
function shown(client: Client, user: number, index: number, open: readonly StreamName[]): StreamName | undefined {
  if (index === 0 && !client.isSelf(user) && playedPicture(client.session, user)) return { account: user, ...FILM };
  const camera = open.find((stream) => stream.kind === "video" && stream.index === index);
  return camera ?? (index === 0 ? open.find(({ kind }) => kind === "screen") : undefined);
}

function streamNow(client: Client, { account, kind, index }: StreamName): StreamNow {
  const { plane, stats } = client.session;
  const isDirect = goesDirect(client, account, kind, index);
  if (account !== OWN) stats.of(account, kind, index); // the node tells what it sends us as long as somebody looks
  const line = account === OWN ? plane.publisher.sender(kind, index) : plane.subscriber.receiver(account, kind, index);
  return {
    kind, isDirect,
    isCarried: isDirect || line !== undefined,
    stats: stats.measured(account, kind, index),
    served: isDirect ? null : (plane.served(account, kind, index) ?? null),
  };
}

function goesDirect({ session: { direct, plane } }: Client, account: number, kind: Kind, index: number): boolean {
  if (account === OWN) return direct.connections.length > 0 && !plane.publisher.sender(kind, index);
  return plane.subscriber.receiver(account, kind, index) !== plane.subscriber.forwarded(account, kind, index);
}
