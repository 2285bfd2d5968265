"""Paints scenes: opens the tracks that are in a scene, puts their pictures in their places, and what is written there.

Takes and live streams look the same from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import av

from webapp.media.compose.captions import Captions
from webapp.media.compose.job import Job
from webapp.media.compose.pictures import Canvas, Tile, planes_of
from webapp.media.compose.segments import Playlist, decode_pictures
from webapp.media.core.cutting import Part
from webapp.media.core.scene import Scene, Source
from webapp.media.core.style import Overlay

T = TypeVar("T")

OpenTile = Callable[[Source, int], Tile]
"""Opens a source's pictures from a moment on (wall clock, ms)."""


class Painter:
    """The pictures of one scene after the other; wall-clock times only rise."""

    def __init__(self, size: tuple[int, int], captions: Captions, open_tile: OpenTile) -> None:
        self._canvas = Canvas(*size)
        self._captions, self._open_tile = captions, open_tile
        self._scene: Scene = ()
        self._has_new_scene = False
        self._tiles: dict[Source, Tile] = {}

    def paint(self, now_ms: int) -> av.VideoFrame:
        """The picture of a moment."""
        changed = [tile for tile in self._tiles.values() if tile.update(now_ms)]
        is_layered = any(place.is_inset for place in self._scene)
        if self._has_new_scene or (is_layered and changed):
            changed = list(self._tiles.values())  # the lowest first, or it would cover the others
        self._has_new_scene = False
        if is_layered and changed:
            self._canvas.clear()  # one that goes black may have reached beyond those below it
        for tile in changed:
            tile.draw(self._canvas, afresh=is_layered)
        frame = self._canvas.frame()
        self._captions.write(planes_of(frame), now_ms)
        return frame

    def show(self, scene: Scene, now_ms: int) -> None:
        """Keep the tracks that stay, open those that come, close those that go."""
        before, self._tiles, self._scene = self._tiles, {}, scene
        self._canvas = Canvas(self._canvas.width, self._canvas.height)
        self._has_new_scene = True
        for place in scene:
            tile = before.pop(place.source, None) or self._open_tile(place.source, now_ms)
            tile.place(place.box, is_inset=place.is_inset, how=place.fit)
            self._tiles[place.source] = tile
        for tile in before.values():
            tile.close()
        self._captions.stand_under(scene)

    def write(self, captions: Captions) -> None:
        """Lay something else over the pictures from now on."""
        self._captions = captions
        captions.stand_under(self._scene)

    def close(self) -> None:
        """Close all tracks."""
        for tile in self._tiles.values():
            tile.close()


class FilmPainter:
    """The pictures of one part of a film, which follow its time line."""

    def __init__(self, job: Job, part: Part, size: tuple[int, int]) -> None:
        self._job, self._part, self._size = job, part, size
        self._painter = Painter(size, self._captions(job.style.overlays), self._open)
        self._scenes = list(reversed(job.scenes))
        self._overlays = list(reversed(job.overlays))

    def paint(self, now_ms: int) -> av.VideoFrame:
        """The picture of a moment."""
        if (scene := _latest(self._scenes, now_ms)) is not None:
            self._painter.show(scene, now_ms)
        if (overlays := _latest(self._overlays, now_ms)) is not None:
            self._painter.write(self._captions(overlays))
        return self._painter.paint(now_ms)

    def close(self) -> None:
        """Close all files."""
        self._painter.close()

    def _captions(self, overlays: tuple[Overlay, ...]) -> Captions:
        job, style = self._job, replace(self._job.style, overlays=overlays)
        return Captions(job.directory, style, job.people_names, self._size, job.time_zone, job.font)

    def _open(self, source: Source, now_ms: int) -> Tile:
        def decode(path: Path, from_ms: int) -> Iterator[tuple[int, av.VideoFrame]]:
            began_ms = now_ms - from_ms
            return decode_pictures(path, from_ms, lambda begin, end: self._shows(began_ms + begin, began_ms + end))

        takes = self._job.tracks.get(source, [])
        return Tile(Playlist(self._job.directory, takes, decode, now_ms), self._job.style.fit)

    def _shows(self, begin_ms: int, end_ms: int) -> bool:
        return self._part.shows(begin_ms, end_ms, self._job.style.frames_per_s)


def _latest(coming: list[tuple[int, T]], now_ms: int) -> T | None:
    """Take what has come due from a list that ends with the next; the last of it, None when nothing has."""
    latest = None
    while coming and coming[-1][0] <= now_ms:
        latest = coming.pop()[1]
    return latest
