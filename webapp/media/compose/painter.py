"""Paints the scenes of a film: opens the tracks that are in the scene, and lays what is written over them."""

from __future__ import annotations

import av

from webapp.media.compose.captions import Captions
from webapp.media.compose.job import Job
from webapp.media.compose.pictures import Canvas, Tile, planes_of
from webapp.media.compose.segments import Playlist, decode_pictures
from webapp.media.core.scene import Scene, Source


class Painter:
    """One part's pictures, one after the other; wall-clock times only rise."""

    def __init__(self, job: Job, size: tuple[int, int]) -> None:
        self._job = job
        self._canvas = Canvas(*size)
        self._captions = Captions(job.directory, job.style, job.people_names, size, job.time_zone, job.font)
        self._coming = list(reversed(job.scenes))
        self._scene: Scene = ()
        self._tiles: dict[Source, Tile] = {}

    def paint(self, now_ms: int) -> av.VideoFrame:
        """The picture of a moment."""
        has_new_scene = self._follow(now_ms)
        changed = [tile for tile in self._tiles.values() if tile.update(now_ms)]
        is_layered = any(place.is_inset for place in self._scene)
        if has_new_scene or (is_layered and changed):
            changed = list(self._tiles.values())  # the lowest first, or it would cover the others
        for tile in changed:
            tile.draw(self._canvas, afresh=is_layered)
        frame = self._canvas.frame()
        self._captions.write(planes_of(frame), now_ms)
        return frame

    def _follow(self, now_ms: int) -> bool:
        latest = None
        while self._coming and self._coming[-1][0] <= now_ms:
            latest = self._coming.pop()[1]
        if latest is None:
            return False
        self._set(latest, now_ms)
        return True

    def _set(self, scene: Scene, now_ms: int) -> None:
        """Keep the tracks that stay, open those that come, close those that go."""
        before, self._tiles, self._scene = self._tiles, {}, scene
        self._canvas = Canvas(self._canvas.width, self._canvas.height)
        for place in scene:
            tile = before.pop(place.source, None) or self._open(place.source, now_ms)
            tile.place(place.box, is_inset=place.is_inset)
            self._tiles[place.source] = tile
        for tile in before.values():
            tile.close()
        self._captions.stand_under(scene)

    def _open(self, source: Source, now_ms: int) -> Tile:
        takes = self._job.tracks.get(source, [])
        return Tile(Playlist(self._job.directory, takes, decode_pictures, now_ms), self._job.style.fit)

    def close(self) -> None:
        """Close all files."""
        for tile in self._tiles.values():
            tile.close()
