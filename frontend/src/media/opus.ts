/** What a session description says about Opus (RFC 7587): whether there are two channels, and whether silence is sent. */

export interface OpusWishes {
  /** Two channels. */
  stereo?: boolean | undefined;
  /** Nothing but a sign of life is sent while nobody speaks (DTX). */
  pauses?: boolean | undefined;
}

const OPUS = /^a=rtpmap:(\d+) opus\/48000/i;

/** The description with these wishes in the parameters of Opus; others stay as they are. */
export function withOpus(sdp: string, { stereo = false, pauses = false }: OpusWishes): string {
  const lines = sdp.split("\r\n");
  const numbers = lines.flatMap((line) => OPUS.exec(line)?.[1] ?? []);
  for (const number of numbers) {
    const at = lines.findIndex((line) => line.startsWith(`a=fmtp:${number} `));
    const parameters = new Map(at < 0 ? [] : pairsOf(lines[at]!.slice(lines[at]!.indexOf(" ") + 1)));
    for (const [key, on] of [["stereo", stereo], ["sprop-stereo", stereo], ["usedtx", pauses]] as const) {
      if (on) parameters.set(key, "1");
      else parameters.delete(key);
    }
    const line = `a=fmtp:${number} ${[...parameters].map(([key, value]) => `${key}=${value}`).join(";")}`;
    if (at >= 0) lines.splice(at, 1, ...(parameters.size ? [line] : []));
    else if (parameters.size) lines.splice(lines.findIndex((other) => other.startsWith(`a=rtpmap:${number} `)) + 1, 0, line);
  }
  return lines.join("\r\n");
}

function pairsOf(parameters: string): [string, string][] {
  return parameters.split(";").filter(Boolean).map((pair) => {
    const [key, value = ""] = pair.trim().split("=");
    return [key!, value];
  });
}
