"""Paints scenes: opens the tracks that are in a scene, puts pictures and images in their places, and writes upon them.

Takes and live streams look the same from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import av

from webapp.media.compose.captions import Captions
from webapp.media.compose.job import Job
from webapp.media.compose.pictures import Canvas, Tile, Track, planes_of
from webapp.media.compose.segments import Playlist, decode_pictures
from webapp.media.compose.stamps import Sticker
from webapp.media.core.cutting import Part
from webapp.media.core.layout import Fit
from webapp.media.core.scene import Place, Scene, Source
from webapp.media.core.style import Overlay
from webapp.media.core.timeline import Segment

OPENING_MS = 1000  # so long the first key frame of a camera may take

T = TypeVar("T")

OpenTrack = Callable[[Source, int], Track]
"""Opens a source's pictures from a moment on (wall clock, ms)."""


class Painter:
    """The pictures of one scene after the other; wall-clock times only rise.

    `directory` has the images, `usual_fit` holds where a place says nothing, from the next scene on.
    """

    def __init__(
        self, size: tuple[int, int], captions: Captions, open_track: OpenTrack, directory: Path, usual_fit: Fit
    ) -> None:
        self.usual_fit: Fit = usual_fit
        self._canvas = Canvas(*size)
        self._captions, self._open_track, self._directory = captions, open_track, directory
        self._scene: Scene = ()
        self._has_new_scene = False
        self._tracks: dict[Source, Track] = {}
        self._tiles: list[Tile | Sticker] = []

    def paint(self, now_ms: int) -> av.VideoFrame:
        """The picture of a moment."""
        changed = {track for track in self._tracks.values() if track.update(now_ms)}
        is_layered = any(place.is_inset for place in self._scene)
        tiles: list[Tile | Sticker] = [tile for tile in self._tiles if tile.track in changed]
        if self._has_new_scene or (is_layered and changed):
            tiles = self._tiles  # the lowest first, or it would cover the others
        self._has_new_scene = False
        if is_layered and tiles:
            self._canvas.clear()  # one that goes black may have reached beyond those below it
        for tile in tiles:
            tile.draw(self._canvas, afresh=is_layered)
        frame = self._canvas.frame()
        self._captions.write(planes_of(frame), now_ms)
        return frame

    def show(self, scene: Scene, now_ms: int) -> None:
        """Keep the tracks that stay, open those that come, close those that go."""
        before, self._tracks, self._scene = self._tracks, {}, scene
        self._canvas = Canvas(self._canvas.width, self._canvas.height)
        self._has_new_scene = True
        for source in dict.fromkeys(place.source for place in scene):
            if not isinstance(source, str):
                track = before.pop(source, None) or self._open_track(source, now_ms)
                self._tracks[source] = track
        self._tiles = [self._tile(place) for place in scene]
        for gone in before.values():
            gone.close()
        self._captions.stand_under(scene)

    def _tile(self, place: Place) -> Tile | Sticker:
        how = place.fit or self.usual_fit
        if isinstance(place.source, str):
            return Sticker(self._directory / place.source, place.box, how)
        return Tile(self._tracks[place.source], place.box, how, is_inset=place.is_inset)

    def write(self, captions: Captions) -> None:
        """Lay something else over the pictures from now on."""
        self._captions = captions
        captions.stand_under(self._scene)

    def close(self) -> None:
        """Close all tracks."""
        for track in self._tracks.values():
            track.close()


class FilmPainter:
    """The pictures of one part of a film, which follow its time line."""

    def __init__(self, job: Job, part: Part, size: tuple[int, int]) -> None:
        self._job, self._part, self._size = job, part, size
        self._painter = Painter(size, self._captions(job.style.overlays), self._open, job.directory, job.style.fit)
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
        return Captions(style, job.people_names, self._size, job.time_zone, job.font)

    def _open(self, source: Source, now_ms: int) -> Track:
        def decode(path: Path, from_ms: int) -> Iterator[tuple[int, av.VideoFrame]]:
            began_ms = now_ms - from_ms
            return decode_pictures(path, from_ms, lambda begin, end: self._shows(began_ms + begin, began_ms + end))

        takes = self._job.tracks.get(source, [])
        return Track(Playlist(self._job.directory, takes, decode, now_ms), self._opens_at_ms(takes))

    def _opens_at_ms(self, takes: Sequence[Segment]) -> int:
        """When its first picture came, if that was just after the beginning: a film does not begin with black tiles."""
        first_ms = takes[0].started_at_ms if takes else 0
        return first_ms if first_ms - self._job.parts[0].shift_ms <= OPENING_MS else 0

    def _shows(self, begin_ms: int, end_ms: int) -> bool:
        return self._part.shows(begin_ms, end_ms, self._job.style.frames_per_s)


def _latest(coming: list[tuple[int, T]], now_ms: int) -> T | None:
    """Take what has come due from a list that ends with the next; the last of it, None when nothing has."""
    latest = None
    while coming and coming[-1][0] <= now_ms:
        latest = coming.pop()[1]
    return latest
