"""How large a film shows each camera at most, and which of its layers is enough for that; pure.

What is not known yet counts as large: who else comes, who speaks next, whose place it is when nobody took it so far.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webapp.media.core.layout import Box, Fit, arrange, beside, inset, large_above
from webapp.media.core.scene import MOST, Source, is_of
from webapp.media.core.style import Framing


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a film, in pixels, and how pictures are fitted into it."""

    width: int
    height: int
    fit: Fit

    def is_filled_by(self, width: int, height: int) -> bool:
        """Whether a picture of that size need not be enlarged there."""
        if self.fit == "contain":
            return width >= self.width or height >= self.height
        return width >= self.width and height >= self.height


Spots = Mapping[Source, tuple[Spot, ...]]


def spots(framing: Framing, recorded: Collection[Source], present: Collection[Source]) -> Spots:
    """Where each camera that is present may be seen from now on; one that is seen nowhere has no spot.

    `recorded`: all that the film has so far, sound and those present included: people who left keep their places.
    """
    cameras = [source for source in present if source[1] == "video"]
    if framing.layout == "panes":
        return {source: _in_panes(framing, source) for source in cameras}
    large, small = (_spots(framing, box) for box in _places(framing, recorded, present))
    if framing.layout in ("single", "overlaid"):
        return {source: large if _may_lead(framing.first, source, recorded) else small for source in cameras}
    return dict.fromkeys(cameras, large)


def _places(
    framing: Framing, recorded: Collection[Source], present: Collection[Source]
) -> tuple[Box | None, Box | None]:
    """The largest place, and that of those who are not first where it is known who is."""
    size = framing.width, framing.height
    match framing.layout:
        case "side_by_side":
            return arrange(_pictures(recorded), *size)[0], None
        case "grid":
            return arrange(_pictures(present), *size)[0], None
        case "overlaid":
            large, small = inset(2, *size)
            return large, small
        case "screen_and_speaker" if any(source[1] == "screen" for source in present):
            return beside(2, *size)[1], None
        case "speaker" | "screen_and_speaker":
            return large_above(_pictures(present), *size)[0], None
    return Box(0, 0, *size), None


def _pictures(sources: Collection[Source]) -> int:
    return min(max(sum(source[1] != "audio" for source in sources), 1), MOST)


def _may_lead(first: int, source: Source, recorded: Collection[Source]) -> bool:
    """Whether the film may show it first: the first camera of whom it shows first, or anybody's while they lack."""
    own = [other for other in recorded if other[0] == first]
    return not own or source == min((other for other in own if other[1] == "video"), default=None)


def _in_panes(framing: Framing, source: Source) -> tuple[Spot, ...]:
    """All in which it may stand: whoever sends may be this one."""
    panes = [pane for pane in framing.panes if is_of(pane, source)]
    return tuple(Spot(pane.width, pane.height, pane.fit) for pane in panes)


def _spots(framing: Framing, box: Box | None) -> tuple[Spot, ...]:
    return (Spot(box.width, box.height, framing.fit),) if box is not None else ()


def enough(sizes: Sequence[tuple[int, int]], places: Collection[Spot]) -> int:
    """The lowest of the layers (width, height; lowest first) that fills all places; the highest when none does.

    A size of (0, 0) is not known yet and fills nothing; where there is no place, the lowest will do.
    """
    if not places:
        return 0
    for level, (width, height) in enumerate(sizes):
        if width and all(place.is_filled_by(width, height) for place in places):
            return level
    return len(sizes) - 1
