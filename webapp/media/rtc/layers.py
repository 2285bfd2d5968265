"""One source of a page (a camera, a screen, a microphone) in all the layers in which it arrives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from webapp.media.core.formats import VP8
from webapp.media.core.layers import OFFERED, SINGLE, RateMeter
from webapp.media.core.plan import Kind
from webapp.media.core.shown import Spot, enough
from webapp.media.core.thinning import SAMPLE, BaseShare
from webapp.media.forwarder import InStream

OPENING_S = 0.5  # what flowed before a source was closed is expected back within this time
STOPPED_AFTER_S = 1.0  # a layer that is silent for so long while a lower one flows was switched off by the page
STEADY_S = 3.0  # a layer that had stopped is taken again once it has flowed so long
CALM_S = 5.0  # a lower layer is taken once it has been enough for so long: each change begins another file


@dataclass(slots=True, eq=False)
class Layer:
    """One layer: its name, its stream, its rate, since when it has flowed, and how often it had stopped before."""

    rid: str
    stream: InStream
    rate: RateMeter
    since_s: float = 0.0
    flows: bool = False
    breaks: int = 0
    expected_until_s: float = 0.0
    _base: BaseShare = field(default_factory=BaseShare)

    def look(self, now_s: float) -> bool:
        """Measure; call a few times a second. Says whether it began or ceased to flow."""
        self.rate.look(self.stream.octets_in, now_s)
        flows = now_s - self.stream.last_arrival_s < STOPPED_AFTER_S or now_s < self.expected_until_s
        if flows == self.flows:
            return False
        if flows:
            self.since_s = now_s
        else:
            self.breaks += 1
        self.flows = flows
        return True

    def thin_bps(self, now_s: float) -> float | None:
        """Its rate when it is thinned; None where it cannot be, or that is not known yet. Ask only who needs it."""
        if self.stream.format is not VP8:
            return None
        if self._base.is_due(now_s):
            self._base.measure(self.stream.recent(SAMPLE), now_s)
        share = self._base.share
        return share * self.rate.bps if share is not None else None


class LayeredSource:
    """What arrives of one source; a page that sends a single layer has one named ""."""

    def __init__(self, kind: Kind) -> None:
        self._kind, self._names = kind, (SINGLE, *OFFERED[kind])
        self._layers: dict[str, Layer] = {}
        self.layers: tuple[Layer, ...] = ()
        """All layers ever seen, lowest first."""
        self._best: Layer | None = None
        self.is_open = False

    def put(self, rid: str, stream: InStream) -> InStream | None:
        """The layer arrives as this stream from now on; returns the one it replaces."""
        before = self._layers.get(rid)
        self._layers[rid] = Layer(rid, stream, RateMeter(rid, self._kind))
        self.layers = tuple(sorted(self._layers.values(), key=lambda layer: self._names.index(layer.rid)))
        stream.set_open(self.is_open)
        return before.stream if before is not None else None

    def get(self, rid: str) -> Layer | None:
        """The layer of this name, if it ever came."""
        return self._layers.get(rid)

    def set_open(self, is_open: bool, now_s: float) -> None:
        """Forward or not, in all layers."""
        if is_open == self.is_open:
            return
        self.is_open = is_open
        for layer in self._layers.values():
            layer.stream.set_open(is_open)
            if is_open and layer.flows:
                layer.expected_until_s = now_s + OPENING_S

    def detach_all(self) -> None:
        """Let all subscribers go."""
        for layer in self._layers.values():
            layer.stream.detach_all()

    def look(self, now_s: float) -> bool:
        """Measure all layers; call a few times a second. Says whether other ones flow than before."""
        if not self.is_open:
            return False
        return sum(layer.look(now_s) for layer in self._layers.values()) > 0

    def offered(self) -> list[Layer]:
        """The layers a viewer may be given, lowest first: those that flow, and the lowest in any case."""
        return [layer for number, layer in enumerate(self.layers) if layer.flows or number == 0]

    def flowing(self) -> list[Layer]:
        """The layers that flow, lowest first; the lowest where none does."""
        return [layer for layer in self.layers if layer.flows] or list(self.layers[:1])

    @property
    def is_flowing(self) -> bool:
        """Whether anything has come lately."""
        return any(layer.flows for layer in self.layers)

    def best(self, now_s: float) -> InStream | None:
        """The highest layer that flows, for pictures and figures of the source itself."""
        self._best = LayerChoice().next(self._best, self, None, now_s)
        return self._best.stream if self._best is not None else None


class LayerChoice:
    """Which layer somebody takes of a source, and not another one at every flicker."""

    def __init__(self) -> None:
        self._too_much_since_s: float | None = None

    def next(
        self, now: Layer | None, source: LayeredSource, spots: Collection[Spot] | None, now_s: float
    ) -> Layer | None:
        """The lowest flowing layer that fills the spots; the highest where there is none, or where spots is None.

        `now` is the one that is taken: up from it at once, but to one that had stopped before only when that has proved
        itself; down from it after CALM_S.
        """
        flowing = source.flowing()
        if not flowing:
            return None
        level = len(flowing) - 1
        if spots is not None:
            level = enough([layer.stream.picture_size for layer in flowing], spots)
        wanted = flowing[level]
        if now is None or now not in flowing or flowing.index(now) <= level:
            self._too_much_since_s = None
            is_steady = not wanted.breaks or now_s - wanted.since_s >= STEADY_S
            return wanted if is_steady or now not in flowing else now
        if self._too_much_since_s is None:
            self._too_much_since_s = now_s
        return wanted if now_s - self._too_much_since_s >= CALM_S else now
