"""Opens a media file and decodes its beginning, to say whether browsers and players can play it."""

from __future__ import annotations

from itertools import islice
from typing import Any

import av

from webapp.media.core.findings import Findings
from webapp.media.player.film import Film, Picture

_CONTAINERS = {"mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg"}
"""What FFmpeg calls the formats (one of several names each), and what browsers do."""
_CODECS = {
    "video/mp4": ({"h264"}, {"aac", "mp3"}),
    "video/webm": ({"vp8", "vp9", "av1"}, {"opus", "vorbis"}),
    "audio/mpeg": (set[str](), {"mp3", "mp3float"}),
}
_PIXELS = ("yuv420p", "yuvj420p")
LONGEST_MS = 24 * 3600 * 1000
MOMENTS = 200  # of the beginning are decoded: some seconds


class Unplayable(Exception):
    """The file cannot be played; `why` is "unreadable", "empty", "broken", "format" or "length"."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(what or why)
        self.why = why


def probe(path: str) -> Findings:
    """Open and decode. Raises Unplayable."""
    try:
        film = Film(path)
    except (av.FFmpegError, OSError) as error:
        raise Unplayable("unreadable", str(error)) from error
    try:
        return _judge(film)
    finally:
        film.close()


def _judge(film: Film) -> Findings:
    if film.video is None and film.audio is None:
        raise Unplayable("empty")
    media_type = next((kind for name, kind in _CONTAINERS.items() if name in film.container.split(",")), "")
    if not media_type or not _is_known(film, media_type):
        raise Unplayable("format", film.container)
    if film.duration_ms > LONGEST_MS:
        raise Unplayable("length")
    _decode(film)
    width, height = (film.video.width, film.video.height) if film.video is not None else (0, 0)
    return Findings(media_type, film.duration_ms, width, height, film.audio is not None, film.video is not None)


def _is_known(film: Film, media_type: str) -> bool:
    pictures, sounds = _CODECS[media_type]
    if film.video is not None and (_codec(film.video) not in pictures or film.video.pix_fmt not in _PIXELS):
        return False
    return film.audio is None or _codec(film.audio) in sounds


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)


def _decode(film: Film) -> None:
    """Every track that is there has to come out."""
    try:
        seen = {isinstance(moment, Picture) for moment in islice(film.moments(0), MOMENTS)}
    except (av.FFmpegError, OSError) as error:
        raise Unplayable("broken", str(error)) from error
    expected = ({True} if film.video is not None else set()) | ({False} if film.audio is not None else set())
    if not expected <= seen:
        raise Unplayable("broken", "a track cannot be decoded")
