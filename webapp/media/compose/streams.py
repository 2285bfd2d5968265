"""Films of single streams: one camera with the voices that belong to it, or one microphone, from first to last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from webapp.media.compose.composer import NothingRecorded, compose_tracks
from webapp.media.compose.copies import write_copy
from webapp.media.compose.developing import Track
from webapp.media.core.scene import Source
from webapp.media.core.style import Container
from webapp.media.core.wish import Wish

# Of which kind the film is at first; all other kinds are made from an mp4.
CONTAINERS: Mapping[str, Container] = {"flv": "flv", "mp3": "mp3"}


def compose_stream(
    directory: Path,
    developed: Sequence[Track],
    out: Path,
    source: Source,
    kind: str,
    wish: Wish,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> float:
    """Write what one camera or microphone sent as a file with the ending `kind`; returns its seconds.

    A camera is heard with the voices of `wish.accounts`; times and order are those of the stream itself.
    Raises NothingRecorded if it sent nothing, ValueError where the kind of file cannot hold it, OSError.
    """
    takes = [take for track in developed for take in track.takes if take.source == source]
    if not takes:
        raise NothingRecorded(str(source))
    account, what, _ = source
    wish = replace(
        wish,
        started_at_ms=min(take.started_at_ms for take in takes),
        stopped_at_ms=max(take.closed_at_ms or wish.stopped_at_ms for take in takes),
        accounts=[account, *(other for other in wish.accounts if other != account)],
        shown=[account],
        video=what == "video",
        style=replace(wish.style, container=CONTAINERS.get(kind, "mp4")),
    )
    heard = [track for track in developed if _belongs(track, source)]
    film = out.with_suffix(".whole")
    try:
        made = compose_tracks(directory, heard, film, wish, progress)
        if kind == wish.style.container:
            film.replace(out)
        else:
            write_copy(film, out, kind, lambda: progress(1.0))
    finally:
        film.unlink(missing_ok=True)
    return made.duration_s


def _belongs(track: Track, source: Source) -> bool:
    """The stream itself, and to a camera's picture the voices."""
    own = track.takes[0].source if track.takes else None
    return own == source or (source[1] == "video" and own is not None and own[1:] == ("audio", 0))
