"""The kinds of file into which a film is copied, and what each of them holds as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A muxer with its options, the codecs of pictures (none: sound only) and sound, and the encoder of other sound."""

    muxer: str
    pictures: str
    sound: str
    encoder: str
    options: Mapping[str, str] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "mp4": Kind("mp4", "h264", "aac", "aac", {"movflags": "+faststart"}),
    "flv": Kind("flv", "h264", "aac", "aac"),
    "ts": Kind("mpegts", "h264", "aac", "aac"),
    "mp3": Kind("mp3", "", "mp3", "libmp3lame"),
    "wav": Kind("wav", "", "pcm_s16le", "pcm_s16le"),
}


def ending(name: str) -> str:
    """What a file's name ends in, in small letters without the dot; empty where that is no kind that is made."""
    last = name.rsplit(".", 1)[-1].lower()
    return last if last in KINDS and "." in name else ""
