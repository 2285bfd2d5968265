/** What pages may use beyond the vendor's functions: sound that was kept silent, one's own devices, quality. */

import { setVerbose } from "../../lib/logger";
import type { DeviceFailure } from "../../lib/errors";
import type { Kind } from "../../media/messages";
import type { Quality } from "../../media/quality";
import { OWN } from "../../media/quality_watch";
import type { Client } from "./client";
import { connectionOf, type ConnectionNow } from "./connection";
import { MAIN_VERSION, SUB_VERSION } from "./options";
import { playedMedia, type PlayedMedia } from "./played";

/** Something that happened to one of one's own devices without the page's doing. */
export interface DeviceNews {
  device: "camera" | "microphone" | "screen";
  /** Which camera; 0 is the first. */
  index: number;
  /** `lost`: it ended and none took its place; `missed`: it is wanted and cannot be had; `returned`: it opened by itself; `replaced`: another one took its place. */
  state: "lost" | "missed" | "returned" | "replaced";
  /** Why it was missed, else "". */
  reason: DeviceFailure | "";
  /** The device that took the place, else "". */
  name: string;
}

export interface AnyChatGlobal {
  version: string;
  /** Shows the SDK's own log lines in the console. */
  verbose(on: boolean): void;
  /** Hears whether the browser keeps remote sound silent until the user touches the page; returns an "end". */
  onSoundBlocked(listener: (blocked: boolean) => void): () => void;
  /** Plays what was kept silent; call it from a click. */
  resumeSound(): Promise<void>;
  /** Hears what happens to one's own devices by itself; returns an "end". */
  onDevice(listener: (news: DeviceNews) => void): () => void;
  /** Which picture codec this page sends where the server offers it, like "H264"; "" leaves it to the server. */
  preferVideoCodec(codec: string): void;
  /** How well somebody arrives, or how well this page sends (-1): 10 best .. 0, and why; null until it is known. */
  qualityOf(user: number): Quality | null;
  /** Whether the link of somebody in the room is lost and their page is waited for. */
  isAway(user: number): boolean;
  /** How a person's picture (the view with this number) and voice travel now; what our own pages use, and no part of the SDK. */
  connectionOf(user: number, index: number): ConnectionNow;
  /** Films and sound that are played to people; what our own pages use, and no part of the SDK. */
  media: PlayedMedia;
}

const DEVICES: Readonly<Record<Kind, DeviceNews["device"]>> = { video: "camera", audio: "microphone", screen: "screen" };

export function extras(client: Client): AnyChatGlobal {
  const { events, mirror, player, plane, quality } = client.session;
  return {
    version: `${MAIN_VERSION}.${SUB_VERSION}`,
    verbose: setVerbose,
    onSoundBlocked: (listener) => events.on("soundBlocked", listener),
    resumeSound: () => player.resume(),
    onDevice: (listener) => onDevice(client, listener),
    preferVideoCodec: (codec) => plane.prefer(String(codec)),
    qualityOf: (user) => {
      const known = quality.of(client.isSelf(user) ? OWN : user);
      return known && { score: known.score, reason: known.reason };
    },
    isAway: (user) => mirror.get("seats", user)?.is_away ?? false,
    connectionOf: (user, index) => connectionOf(client, user, index),
    media: playedMedia(client),
  };
}

function onDevice({ session: { events } }: Client, listener: (news: DeviceNews) => void): () => void {
  const tell = (state: DeviceNews["state"], kind: Kind, index: number, reason: DeviceNews["reason"] = "", name = "") =>
    listener({ device: DEVICES[kind], index, state, reason, name });
  const ends = [
    events.on("deviceLost", (kind, index) => tell("lost", kind, index)),
    events.on("deviceMissed", (kind, index, reason) => tell("missed", kind, index, reason)),
    events.on("deviceReturned", (kind, index) => tell("returned", kind, index)),
    events.on("deviceReplaced", (kind, index, name) => tell("replaced", kind, index, "", name)),
  ];
  return () => ends.forEach((end) => end());
}
