/** What the connection panel says of one person, as words: pure, so that it can be read off without a page. */

import type { ConnectionNow, StreamNow } from "../../dialects/anychat/connection";
import type { Quality } from "../../media/quality";
import type { SentLayer } from "../../media/sent_layers";
import type { StreamStats } from "../../media/stats";
import { t } from "./i18n";
import { wordsFor } from "./signal";

/** One line: what it says of the picture, and of the voice. */
export interface Row { readonly label: string; readonly picture: string; readonly sound: string }

export interface Looks {
  /** The score with its reason, or why there is none. */
  readonly summary: string;
  readonly rows: readonly Row[];
  /** Below the table: the layers sent, or what the line carries. */
  readonly notes: readonly (readonly [label: string, words: string])[];
}

const NONE = "–";

/** What is said of what we send (`isOwn`), or of how somebody arrives. */
export function looksOf(now: ConnectionNow, quality: Quality | null, isOwn: boolean): Looks {
  const { picture, sound } = now;
  const rows = [...(isOwn ? [] : [layerRow(now)]), limitRow(now, isOwn), ...measuredRows(now)];
  const notes = isOwn ? sentNotes(picture?.stats?.layers ?? []) : carriedNotes(now.carriesBps);
  if (!picture && !sound) return { summary: t("conn.nothing"), rows, notes };
  return { summary: summaryOf(quality), rows, notes };
}

/** The score and its reason in one sentence. */
export function summaryOf(quality: Quality | null): string {
  return quality ? t("conn.score", { score: quality.score, words: wordsFor(quality) }) : t("conn.measuring");
}

/** What stands in the first line of a stream that is not measured; "" of one that is. */
function absence(stream: StreamNow | null, isOwn: boolean, none: string): string {
  if (!stream) return none;
  if (!stream.isCarried) return t(isOwn ? "conn.notWanted" : "conn.notYet");
  return stream.stats || stream.served || stream.isDirect ? "" : t("conn.measuring");
}

function layerRow({ picture, sound }: ConnectionNow): Row {
  return {
    label: t("conn.layer"),
    picture: absence(picture, false, t("conn.noPicture")) || layerOf(picture!),
    sound: absence(sound, false, t("conn.noSound")) || (sound!.isDirect ? t("conn.layer.direct") : NONE),
  };
}

function layerOf({ served, isDirect }: StreamNow): string {
  if (isDirect) return t("conn.layer.direct");
  if (!served) return t("conn.measuring");
  if (served.layer === "undecodable") return t("conn.layer.undecodable");
  if (!served.level) return t(served.limit === "bandwidth" ? "conn.layer.paused" : "conn.notYet");
  const layer = nameOfLayer(served.level, served.levels);
  return served.thinned ? t("conn.layer.thinned", { layer }) : layer;
}

function nameOfLayer(level: number, levels: number): string {
  if (levels === 1) return t("conn.layer.single");
  const name = level === 1 ? "low" : level === levels ? "high" : "medium";
  return t(`conn.layer.${name}`, { level, levels });
}

function limitRow({ picture, sound }: ConnectionNow, isOwn: boolean): Row {
  const limit = isOwn ? picture?.stats?.limitedBy : picture?.served?.limit;
  const known = limit === undefined ? NONE : t(`conn.limit.${limit || "none"}`);
  if (!isOwn) return { label: t("conn.limit"), picture: known, sound: NONE };
  // Of what we send this is the first line.
  return { label: t("conn.limit"), picture: absence(picture, true, t("conn.noPicture")) || known, sound: absence(sound, true, t("conn.noSound")) || NONE };
}

function measuredRows({ picture, sound }: ConnectionNow): Row[] {
  const row = (label: Row["label"], words: (stats: StreamStats) => string, isOfSound = true): Row => ({
    label, picture: picture?.stats ? words(picture.stats) : NONE, sound: sound?.stats && isOfSound ? words(sound.stats) : NONE,
  });
  return [
    row(t("conn.size"), ({ width, height }) => (width ? `${width} × ${height}` : NONE), false),
    row(t("conn.frames"), ({ frameRate }) => t("conn.perSecond", { n: frameRate }), false),
    row(t("conn.rate"), ({ bitrate }) => rateOf(bitrate)),
    row(t("conn.loss"), ({ lossPercent }) => `${lossPercent} %`),
    row(t("conn.rtt"), ({ rttMs }) => `${rttMs} ms`),
    row(t("conn.jitter"), ({ jitterMs }) => `${jitterMs} ms`),
  ];
}

function carriedNotes(bps: number): Looks["notes"] {
  return [[t("conn.carries"), bps ? rateOf(bps) : NONE]];
}

/** None of a picture that is sent in one layer only: its numbers are in the table. */
function sentNotes(layers: readonly SentLayer[]): Looks["notes"] {
  return layers.map(({ width, height, frameRate, bitrate }, place) =>
    [nameOfLayer(place + 1, layers.length), `${width} × ${height} · ${t("conn.perSecond", { n: frameRate })} · ${rateOf(bitrate)}`]);
}

function rateOf(bps: number): string {
  return bps >= 1_000_000 ? `${(bps / 1_000_000).toFixed(1)} Mb/s` : `${Math.round(bps / 1000)} kb/s`;
}
