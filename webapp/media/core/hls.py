"""HLS play lists (RFC 8216): the last segments while a stream is live, all of them when it is over; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

PLAYLIST = "index.m3u8"
LOG = "segments.jsonl"
SUFFIX = ".ts"
SEGMENT_S = 2
WINDOW = 6  # segments that a live list names


class Segment(msgspec.Struct, frozen=True):
    """One file; `is_break` where its clocks and codecs have nothing to do with those of the one before."""

    name: str
    duration_s: float
    is_break: bool = False


def log_line(segment: Segment) -> bytes:
    """What the log of a folder keeps of a segment."""
    return msgspec.json.encode(segment) + b"\n"


def read_log(data: bytes) -> list[Segment]:
    """The segments of a folder; a line that a killed process left unfinished is passed over."""
    return list(_readable(data.splitlines()))


def _readable(lines: Iterable[bytes]) -> Iterable[Segment]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Segment)
        except msgspec.DecodeError:
            continue


def playlist(segments: Sequence[Segment], *, is_over: bool) -> str:
    """The play list of a folder as it is now."""
    first = 0 if is_over else max(len(segments) - WINDOW, 0)
    longest_s = max((segment.duration_s for segment in segments), default=SEGMENT_S)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        *(["#EXT-X-PLAYLIST-TYPE:VOD"] if is_over else []),
        f"#EXT-X-TARGETDURATION:{max(math.ceil(longest_s), SEGMENT_S)}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{sum(segment.is_break for segment in segments[:first])}",
    ]
    for segment in segments[first:]:
        lines += ["#EXT-X-DISCONTINUITY"] if segment.is_break else []
        lines += [f"#EXTINF:{segment.duration_s:.3f},", segment.name]
    return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if is_over else []), ""])
