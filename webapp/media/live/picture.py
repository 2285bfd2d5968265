"""The picture of a live mix: who is seen where, from who is there, what was asked for, and who speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import av

from webapp.media.compose.captions import Captions
from webapp.media.compose.painter import Painter
from webapp.media.compose.pictures import Track
from webapp.media.core.live import PlannedLive
from webapp.media.core.scene import Scene, Source, Stage
from webapp.media.core.style import WHOEVER
from webapp.media.live.intake import Intake

ALWAYS = ((0, 1),)  # a live scene has one moment, and it is 0


class Picture:
    """Paints what the intake decodes; used on the mixer's thread."""

    def __init__(self, wish: PlannedLive, size: tuple[int, int], intake: Intake) -> None:
        self._wish, self._size, self._intake = wish, size, intake
        self._painter = Painter(size, _captions(wish, size), self._open, Path(wish.directory), wish.style.fit)
        self._scene: Scene = ()
        self._open_tracks: Mapping[Source, int] = {}

    def follow(self, wish: PlannedLive) -> None:
        """Look otherwise from now on."""
        if wish.style.fit != self._wish.style.fit:
            self._open_tracks = {}  # all places are made anew
        self._painter.usual_fit = wish.style.fit
        self._wish = wish
        self._painter.write(_captions(wish, self._size))

    def paint(self, sources: Sequence[Source], speaker: int | None, now_ms: int) -> av.VideoFrame:
        """The picture of a moment; `sources` are the places in their order."""
        has_other_tracks = self._follow_tracks(now_ms)
        scene = self._scene_of(sources, speaker)
        if has_other_tracks or scene != self._scene:
            self._scene = scene
            self._intake.wanted = frozenset(s for place in scene if not isinstance(s := place.source, str))
            self._painter.show(scene, now_ms)
        return self._painter.paint(now_ms)

    def close(self) -> None:
        """Forget all tracks."""
        self._painter.close()

    def _scene_of(self, sources: Sequence[Source], speaker: int | None) -> Scene:
        style = self._wish.style
        if not sources and style.layout != "panes":
            return ()
        sending = {source: ALWAYS for source in sources if source in self._open_tracks}
        turns = [(0, speaker if speaker is not None else sources[0][0] if sources else WHOEVER)]
        scenes = Stage(sources, sending, turns, *self._size).scenes(style.layout, (), style.panes)
        return scenes[0][1]

    def _follow_tracks(self, now_ms: int) -> bool:
        """The last picture of a track that ended goes, and so does the place where nothing came from until now."""
        before, now = self._open_tracks, {s: number for s, number in self._intake.sources().items() if s[1] != "audio"}
        self._open_tracks = now
        changed = {source for source in (*before, *now) if before.get(source) != now.get(source)}
        if changed:
            self._painter.show(tuple(place for place in self._scene if place.source not in changed), now_ms)
        return bool(changed)

    def _open(self, source: Source, now_ms: int) -> Track:
        return Track(self._intake.pictures(source))


def _captions(wish: PlannedLive, size: tuple[int, int]) -> Captions:
    return Captions(wish.style, wish.names, size, wish.time_zone, wish.font)
