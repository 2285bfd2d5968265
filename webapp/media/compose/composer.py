"""Composing itself: which tracks there are, where they go, and the clock that drives them all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from webapp.media.compose.output import Film
from webapp.media.compose.pictures import Canvas, Tile
from webapp.media.compose.segments import Playlist, decode_pictures, decode_sound, load
from webapp.media.compose.sounds import TICK_MS, Side, Voice, mix_tick
from webapp.media.core.layout import Box, arrange, inset
from webapp.media.core.plan import Kind
from webapp.media.core.style import Layout, Style
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

TICKS_PER_PROGRESS = 1000 // TICK_MS

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
    style: Style = Style(),  # noqa: B008 -- frozen
    width: int = 1280,
    height: int = 720,
    video: bool = True,
    shown: Sequence[int] | None = None,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Composed:
    """Make one film, in the given style, of everything recorded between two wall-clock times (ms).

    One picture fills the frame, two stand side by side in the order of `accounts` (empty: everyone, as they appeared),
    more form a grid; a screen has a picture of its own. People not in `shown` are only heard.
    `progress` hears 0.0 to 1.0 about once per recorded second.
    With `style.is_stereo` the first of `accounts` is heard on the left and everybody else on the right.
    Memory does not grow with the recording's length. Raises NothingRecorded, and OSError when `out` cannot be written.
    """
    tracks = _tracks(load(directory), accounts)
    if not tracks:
        raise NothingRecorded(str(directory))
    ticks = max(round((stopped_at_ms - started_at_ms) / TICK_MS), 1)
    people = accounts or _in_order_of_appearance(tracks)
    sources = _picture_sources(tracks, shown or people, style.layout) if video and style.has_picture else []
    size = _size(directory, tracks, sources, (width, height), style) if sources else None
    with ExitStack() as stack:
        voices = _voices(directory, tracks, started_at_ms, people[0] if style.is_stereo else None, stack)
        painter = _Painter(directory, tracks, sources, size, style, stack) if size else None
        film = stack.enter_context(Film(out, size, style))
        frames = 0
        for tick in range(ticks):
            while painter and frames * 1000 <= tick * TICK_MS * style.frames_per_s:
                painter.paint(film, started_at_ms + tick * TICK_MS)
                frames += 1
            film.add_sound(mix_tick(voices, tick))
            if tick % TICKS_PER_PROGRESS == 0:
                progress(tick / ticks)
    progress(1.0)
    return Composed(ticks * TICK_MS / 1000, out.stat().st_size, *(size or (0, 0)))


def _tracks(segments: Sequence[Segment], accounts: Sequence[int]) -> Tracks:
    wanted = [segment for segment in segments if not accounts or segment.account in accounts]
    by_source = sorted(wanted, key=attrgetter("source", "started_at_ms"))
    return {source: list(group) for source, group in groupby(by_source, key=attrgetter("source"))}


def _voices(
    directory: Path, tracks: Tracks, started_at_ms: int, on_the_left: int | None, stack: ExitStack
) -> list[Voice]:
    voices = []
    for (account, kind, _), track in tracks.items():
        if kind != "audio":
            continue
        side: Side = "both" if on_the_left is None else "left" if account == on_the_left else "right"
        voice = Voice(Playlist(directory, track, decode_sound), started_at_ms, side)
        voices.append(stack.enter_context(closing(voice)))
    return voices


def _size(
    directory: Path, tracks: Tracks, sources: Sequence[Source], asked: tuple[int, int], style: Style
) -> tuple[int, int]:
    """Both sides even; the size of the first picture where the style keeps it and there is one."""
    first = tracks.get(sources[0], [])
    if style.keeps_size and first:
        _, picture = next(decode_pictures(directory / first[0].file))
        asked = (picture.width, picture.height)
    return (asked[0] // 2 * 2, asked[1] // 2 * 2)


class _Painter:
    """All tiles on their canvas."""

    def __init__(
        self,
        directory: Path,
        tracks: Tracks,
        sources: Sequence[Source],
        size: tuple[int, int],
        style: Style,
        stack: ExitStack,
    ) -> None:
        self._canvas = Canvas(*size)
        self._is_layered = style.layout == "overlaid"
        self._tiles: list[Tile] = []
        boxes: tuple[Box, ...] = (inset if self._is_layered else arrange)(len(sources), *size)
        for position, (source, box) in enumerate(zip(sources, boxes, strict=True)):
            playlist = Playlist(directory, tracks.get(source, []), decode_pictures)
            tile = Tile(playlist, box, style.fit, is_inset=self._is_layered and position > 0)
            self._tiles.append(stack.enter_context(closing(tile)))

    def paint(self, film: Film, now_ms: int) -> None:
        changed = [tile for tile in self._tiles if tile.update(now_ms)]
        if self._is_layered and changed:
            changed = self._tiles  # the lowest first, or it would cover the others
        for tile in changed:
            tile.draw(self._canvas, afresh=self._is_layered)
        film.add_picture(self._canvas.picture())


def _picture_sources(tracks: Tracks, accounts: Sequence[int], layout: Layout) -> list[Source]:
    """Cameras, then screens, of each account in turn; somebody who sent no picture keeps a place, black.

    The single layout has one of them.
    """
    sources: list[Source] = []
    for account in accounts:
        own = [source for source in tracks if source[0] == account and source[1] != "audio"]
        cameras_first = sorted(own, key=lambda source: (source[1] == "screen", source[2]))
        sources += cameras_first or [(account, "video", 0)]
    return sources[:1] if layout == "single" else sources


def _in_order_of_appearance(tracks: Tracks) -> list[int]:
    segments = sorted((track[0] for track in tracks.values()), key=attrgetter("started_at_ms"))
    return list(dict.fromkeys(segment.account for segment in segments))
