"""Composing itself: which tracks there are, where they go, and the clock that drives them all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal

from webapp.media.compose.output import FRAMES_PER_S, Mp4
from webapp.media.compose.pictures import Canvas, Tile
from webapp.media.compose.segments import Playlist, decode_pictures, decode_sound, load
from webapp.media.compose.sounds import TICK_MS, Voice, mix_tick
from webapp.media.core.layout import arrange
from webapp.media.core.plan import Kind
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

TICKS_PER_FRAME = 1000 // FRAMES_PER_S // TICK_MS
TICKS_PER_PROGRESS = 1000 // TICK_MS

Layout = Literal["side_by_side"]
Source = tuple[int, Kind, int]
Tracks = dict[Source, list[Segment]]


class NothingRecorded(Exception):
    """No segment of the recording can be read."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What was written; width and height are 0 without pictures."""

    duration_s: float
    size_bytes: int
    width: int
    height: int


def compose(
    directory: Path,
    out: Path,
    *,
    started_at_ms: int,
    stopped_at_ms: int,
    accounts: Sequence[int] = (),
    layout: Layout = "side_by_side",
    width: int = 1280,
    height: int = 720,
    video: bool = True,
    shown: Sequence[int] | None = None,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Composed:
    """Make one MP4 of everything recorded between two wall-clock times (ms).

    One picture fills the frame, two stand side by side in the order of `accounts` (empty: everyone, as they appeared),
    more form a grid; a screen has a picture of its own. People not in `shown` are only heard.
    `progress` hears 0.0 to 1.0 about once per recorded second.
    Memory does not grow with the recording's length. Raises NothingRecorded, and OSError when `out` cannot be written.
    """
    tracks = _tracks(load(directory), accounts)
    if not tracks:
        raise NothingRecorded(str(directory))
    ticks = max(round((stopped_at_ms - started_at_ms) / TICK_MS), 1)
    size = (width // 2 * 2, height // 2 * 2) if video else None
    with ExitStack() as stack:
        voices = _voices(directory, tracks, started_at_ms, stack)
        painter = _Painter(directory, tracks, shown or accounts, size, stack) if size else None
        mp4 = stack.enter_context(Mp4(out, size))
        for tick in range(ticks):
            if painter and tick % TICKS_PER_FRAME == 0:
                painter.paint(mp4, started_at_ms + tick * TICK_MS)
            mp4.add_sound(mix_tick(voices, tick))
            if tick % TICKS_PER_PROGRESS == 0:
                progress(tick / ticks)
    progress(1.0)
    return Composed(ticks * TICK_MS / 1000, out.stat().st_size, *(size or (0, 0)))


def _tracks(segments: Sequence[Segment], accounts: Sequence[int]) -> Tracks:
    wanted = [segment for segment in segments if not accounts or segment.account in accounts]
    by_source = sorted(wanted, key=attrgetter("source", "started_at_ms"))
    return {source: list(group) for source, group in groupby(by_source, key=attrgetter("source"))}


def _voices(directory: Path, tracks: Tracks, started_at_ms: int, stack: ExitStack) -> list[Voice]:
    playlists = [Playlist(directory, track, decode_sound) for (_, kind, _), track in tracks.items() if kind == "audio"]
    return [stack.enter_context(closing(Voice(playlist, started_at_ms))) for playlist in playlists]


class _Painter:
    """All tiles on their canvas."""

    def __init__(
        self, directory: Path, tracks: Tracks, accounts: Sequence[int], size: tuple[int, int], stack: ExitStack
    ) -> None:
        self._canvas = Canvas(*size)
        self._tiles: list[Tile] = []
        sources = _picture_sources(tracks, accounts or _in_order_of_appearance(tracks))
        for source, box in zip(sources, arrange(len(sources), *size), strict=True):
            playlist = Playlist(directory, tracks.get(source, []), decode_pictures)
            self._tiles.append(stack.enter_context(closing(Tile(playlist, box))))

    def paint(self, mp4: Mp4, now_ms: int) -> None:
        for tile in self._tiles:
            tile.paint(self._canvas, now_ms)
        mp4.add_picture(self._canvas.picture())


def _picture_sources(tracks: Tracks, accounts: Sequence[int]) -> list[Source]:
    """Cameras, then screens, of each account in turn; somebody who sent no picture keeps a place, black."""
    sources: list[Source] = []
    for account in accounts:
        own = [source for source in tracks if source[0] == account and source[1] != "audio"]
        cameras_first = sorted(own, key=lambda source: (source[1] == "screen", source[2]))
        sources += cameras_first or [(account, "video", 0)]
    return sources


def _in_order_of_appearance(tracks: Tracks) -> list[int]:
    segments = sorted((track[0] for track in tracks.values()), key=attrgetter("started_at_ms"))
    return list(dict.fromkeys(segment.account for segment in segments))
