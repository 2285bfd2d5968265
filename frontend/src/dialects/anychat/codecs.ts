/** Numbers of codecs, as this level of the interface gives them out: the manual has none. */

const CODECS: Readonly<Record<string, number>> = { "video/h264": 1, "video/vp8": 2, "video/vp9": 3, "video/av1": 4, "audio/opus": 10, "audio/pcmu": 11, "audio/pcma": 12 };

/** The number of a media type; -1 while nothing is coded. */
export function codecNumber(mime: string): number {
  return CODECS[mime.toLowerCase()] ?? -1;
}

/** The encoding name of a picture codec's number; "" for any other number, which wishes for nothing. */
export function pictureCodec(number: number): string {
  const mime = Object.keys(CODECS).find((name) => CODECS[name] === number) ?? "";
  return mime.startsWith("video/") ? mime.slice("video/".length) : "";
}
