"""Which picture is where, from when on: from layouts, their changes, who sends and who speaks; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from webapp.media.core.layout import Box, Fit, arrange, beside, inset, large_above, overlap, within_evenly
from webapp.media.core.plan import Kind
from webapp.media.core.style import WHOEVER, Cue, Layout, Pane

MOST = 25

Source = tuple[int, Kind, int]
Interval = tuple[int, int]
Arrange = Callable[[int, int, int], tuple[Box, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A source, or an image by its file, in its box.

    An inset lies upon another one and leaves it alone where it has nothing to show. `fit` is None where the film's
    style decides.
    """

    source: Source | str
    box: Box
    is_inset: bool = False
    fit: Fit | None = None


Scene = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that scenes depend on; times are wall-clock ms.

    `sources`: all pictures in their order. `sending`: when each of them sent. `turns`: who spoke from when on.
    """

    sources: Sequence[Source]
    sending: Mapping[Source, Sequence[Interval]]
    turns: Sequence[tuple[int, int]]
    width: int
    height: int

    def scenes(self, layout: Layout, cues: Sequence[Cue], panes: tuple[Pane, ...] = ()) -> list[tuple[int, Scene]]:
        """The scenes of a film with the moments at which they begin, each unlike the one before; the first at 0."""
        cues = [Cue(0, layout, panes=panes), *sorted(cues, key=lambda cue: cue.at_ms)]
        edges = {edge for intervals in self.sending.values() for interval in intervals for edge in interval}
        moments = sorted({0, *edges, *(at_ms for at_ms, _ in self.turns), *(cue.at_ms for cue in cues)})
        found: list[tuple[int, Scene]] = []
        for at_ms in moments:
            scene = self._scene(next(cue for cue in reversed(cues) if cue.at_ms <= at_ms), at_ms)
            if not found or found[-1][1] != scene:
                found.append((at_ms, scene))
        return found

    def _scene(self, cue: Cue, at_ms: int) -> Scene:
        match cue.layout:
            case "side_by_side":
                return self._placed(self.sources, arrange)
            case "overlaid":
                return self._placed(self.sources, inset, is_layered=True)
            case "single":
                return self._placed(self.sources[:1], arrange)
            case "grid":
                return self._placed(self._present(at_ms) or self.sources[:1], arrange)
            case "speaker":
                return self._around_speaker(at_ms)
            case "screen_and_speaker":
                return self._around_screen(at_ms)
            case "panes":
                return self._in_panes(cue.panes, at_ms)

    def _in_panes(self, panes: Sequence[Pane], at_ms: int) -> Scene:
        """Nothing where nobody of a pane is known; a source may stand in several places."""
        known, places = [*self._present(at_ms), *self.sources], list[Place]()
        for pane in panes[:MOST]:
            source = pane.image or next((source for source in known if is_of(pane, source)), None)
            box = within_evenly(Box(pane.x, pane.y, pane.width, pane.height), self.width, self.height)
            if source is not None and box.width and box.height:
                is_inset = any(overlap(box, place.box) for place in places)
                places.append(Place(source, box, is_inset, pane.fit))
        return tuple(places)

    def _around_speaker(self, at_ms: int) -> Scene:
        present = self._present(at_ms) or list(self.sources[:1])
        speaker = self._speaker(present, at_ms)
        return self._placed([speaker, *(source for source in present if source != speaker)], large_above)

    def _around_screen(self, at_ms: int) -> Scene:
        present = self._present(at_ms)
        screen = next((source for source in present if source[1] == "screen"), None)
        if screen is None:
            return self._around_speaker(at_ms)
        cameras = [source for source in present if source[1] == "video"]
        return self._placed([screen, *([self._speaker(cameras, at_ms)] if cameras else [])], beside)

    def _speaker(self, present: Sequence[Source], at_ms: int) -> Source:
        """The camera of whoever speaks; the first picture when he shows none."""
        account = next((account for since_ms, account in reversed(self.turns) if since_ms <= at_ms), 0)
        return next((source for source in present if source[0] == account and source[1] == "video"), present[0])

    def _present(self, at_ms: int) -> list[Source]:
        return [
            source
            for source in self.sources
            if any(begin <= at_ms < end for begin, end in self.sending.get(source, ()))
        ]

    def _placed(self, sources: Sequence[Source], arranged: Arrange, *, is_layered: bool = False) -> Scene:
        sources = sources[:MOST]
        boxes = arranged(len(sources), self.width, self.height)
        pairs = enumerate(zip(sources, boxes, strict=True))
        return tuple(Place(source, box, is_layered and number > 0) for number, (source, box) in pairs)


def is_of(pane: Pane, source: Source) -> bool:
    """Whether the pane may show the source."""
    account, kind, index = source
    return pane.account in (account, WHOEVER) and (pane.kind, pane.index) == (kind, index)


def joined(intervals: Sequence[Interval], gap_ms: int) -> list[Interval]:
    """Intervals in order, those less than `gap_ms` apart made one."""
    found: list[Interval] = []
    for begin, end in sorted(intervals):
        if found and begin - found[-1][1] < gap_ms:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
