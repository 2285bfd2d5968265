/** Which picture codec is sent: the first one of an offer that the browser has, so a wish is another order. */

const LINE_END = "\r\n";

/** The offer with the formats of `codec` (VP8, H264, VP9, AV1; any case) first in every picture line; "" changes nothing. */
export function withCodecFirst(offer: string, codec: string): string {
  if (!codec) return offer;
  const [session, ...media] = offer.split(/\r?\n(?=m=)/);
  return [session, ...media.map((section) => (section.startsWith("m=video") ? reordered(section, codec) : section))].join(LINE_END);
}

function reordered(section: string, codec: string): string {
  const wanted = new Set([...section.matchAll(/^a=rtpmap:(\d+) ([^/\s]+)\//gm)].filter(([, , name]) => name!.toLowerCase() === codec.toLowerCase()).map(([, format]) => format!));
  return section.replace(/^(m=video \d+ \S+) (.+)$/m, (_line, head: string, formats: string) => {
    const all = formats.trim().split(" ");
    return [head, ...all.filter((format) => wanted.has(format)), ...all.filter((format) => !wanted.has(format))].join(" ");
  });
}
