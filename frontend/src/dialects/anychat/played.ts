/** What is played to the room or to those who wait: who sees it instead of the camera, and how one steers it. */

import type { PlaybackRow } from "../../generated/rows";
import type { Session } from "../../session";
import type { Client } from "./client";

/** The numbers of what somebody plays, beside their own camera and voice. */
export const FILM = { kind: "screen", index: 1 } as const;

export interface MediaFile { id: number; name: string; duration_ms: number; has_sound: boolean; has_picture: boolean }

/** Why something is no longer played, as the server says it to the SDK. */
export const ENDED = "sb.played";

/** What is played in the room, as of this moment. */
export interface Playing extends PlaybackRow { nowMs: number; isMine: boolean }

export interface PlayedMedia {
  /** What to play while one waits: an empty address for nothing; null when one waits in no queue. */
  waiting(): { url: string; hasPicture: boolean } | null;
  /** What is played in the room; null for nothing. */
  playing(): Playing | null;
  /** Its picture as it arrives; null while there is none. */
  picture(): MediaStream | null;
  /** Hears that something about it, or about what to play while waiting, is different; returns an "end". */
  onChange(listener: () => void): () => void;
  /** Hears who no longer plays something, and why: "stopped", "left", "ended", "busy", "failed", "lost"; returns an "end". */
  onEnded(listener: (account: number, reason: string) => void): () => void;
  /** The files that one may have the server play. */
  library(): Promise<MediaFile[]>;
  /** Steers what the server plays: "file" (its number), "pause", "resume", "seek" (ms), "volume" (0..100), "stop"; brings an error number, 0 for none. */
  steer(verb: "file" | "pause" | "resume" | "seek" | "volume" | "stop", value?: number): Promise<number>;
}

/** The picture of what a person plays, while it arrives. */
export function playedPicture(session: Session, user: number): MediaStream | null {
  const row = session.mirror.get("playback", "playback");
  return row?.account_id === user && row.has_picture ? session.remoteStream(user, FILM.kind, FILM.index) : null;
}

export function playedMedia({ session, ended }: Client): PlayedMedia {
  const { mirror } = session;
  const row = (): PlaybackRow | undefined => mirror.get("playback", "playback");
  return {
    waiting: () => {
      const [ticket] = mirror.all("ticket");
      return ticket ? { url: ticket.media_url && session.serverUrl(ticket.media_url), hasPicture: ticket.media_has_picture } : null;
    },
    playing: () => {
      const known = row();
      return known ? { ...known, nowMs: positionOf(known, session.nowMs), isMine: known.account_id === mirror.myId } : null;
    },
    picture: () => playedPicture(session, row()?.account_id ?? 0),
    onChange: (listener) => {
      const heard = mirror.events.on("changed", (touched) => void (touched.some(({ table }) => table === "playback" || table === "ticket") && listener()));
      const seen = session.events.on("stream", ({ kind, index }) => void (kind === FILM.kind && index === FILM.index && listener()));
      return () => [heard, seen].forEach((end) => end());
    },
    onEnded: (listener) => ended.on("ended", listener),
    library: async () => ((await session.call("sb.play.library", [])).ret ?? []) as MediaFile[],
    steer: async (verb, value) => Number((await session.call(`sb.play.${verb}`, value === undefined ? [] : [value])).ret) || 0,
  };
}

/** Where it is, ms: it moves on while it plays, and stops at its end. */
function positionOf(row: PlaybackRow, nowMs: number): number {
  const reached = row.position_ms + (row.state === "playing" ? Math.max(0, nowMs - row.at_ms) : 0);
  return row.duration_ms ? Math.min(reached, row.duration_ms) : reached;
}
