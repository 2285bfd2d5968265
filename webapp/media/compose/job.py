"""Everything that the making of one film depends on, found out once, before its parts are made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.media.core.cutting import Part
from webapp.media.core.scene import Scene, Source
from webapp.media.core.style import Overlay, Style
from webapp.media.core.timeline import Segment


@dataclass(frozen=True, slots=True)
class Job:
    """`tracks`: the takes of each. `size` is None without pictures. `on_the_left`: who is heard there, if anybody is.

    `scenes`: what is seen from when on (wall clock). `overlays`: what is written from when on instead.
    `people_names` by account, `font` a file, empty for the house's.
    """

    directory: Path
    tracks: Mapping[Source, Sequence[Segment]]
    style: Style
    size: tuple[int, int] | None
    on_the_left: int | None
    scenes: Sequence[tuple[int, Scene]]
    parts: Sequence[Part]
    people_names: Mapping[int, str]
    time_zone: str
    font: str
    overlays: Sequence[tuple[int, tuple[Overlay, ...]]] = ()

    @property
    def key(self) -> str:
        """Another one whenever a part would look or sound otherwise."""
        facts = (self.tracks, self.style, self.size, self.on_the_left, self.scenes, self.parts, self.people_names)
        return hashlib.sha256(repr((*facts, self.time_zone, self.font, self.overlays)).encode()).hexdigest()[:16]
