"""One source of a page (a camera, a screen, a microphone) in all the layers in which it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.media.core.layers import OFFERED, SINGLE, RateMeter
from webapp.media.core.plan import Kind
from webapp.media.forwarder import InStream

OPENING_S = 0.5  # what flowed before a source was closed is expected back within this time
STOPPED_AFTER_S = 1.0  # a layer that is silent for so long while a lower one flows was switched off by the page
STEADY_S = 3.0  # a recording follows a higher layer once it has flowed so long


@dataclass(slots=True)
class Layer:
    """One layer: its name, its stream, its rate, since when it has flowed, and how often it had stopped before."""

    rid: str
    stream: InStream
    rate: RateMeter
    since_s: float = 0.0
    flows: bool = False
    breaks: int = 0
    expected_until_s: float = 0.0

    def look(self, now_s: float) -> None:
        """Measure; call a few times a second."""
        self.rate.look(self.stream.octets_in, now_s)
        flows = now_s - self.stream.last_arrival_s < STOPPED_AFTER_S or now_s < self.expected_until_s
        if flows and not self.flows:
            self.since_s = now_s
        self.breaks += self.flows and not flows
        self.flows = flows


class LayeredSource:
    """What arrives of one source; a page that sends a single layer has one named ""."""

    def __init__(self, kind: Kind) -> None:
        self._kind, self._names = kind, (SINGLE, *OFFERED[kind])
        self._layers: dict[str, Layer] = {}
        self.layers: tuple[Layer, ...] = ()
        """All layers ever seen, lowest first."""
        self._recorded: Layer | None = None
        self.is_open = False

    def put(self, rid: str, stream: InStream) -> InStream | None:
        """The layer arrives as this stream from now on; returns the one it replaces."""
        before = self._layers.get(rid)
        self._layers[rid] = Layer(rid, stream, RateMeter(rid, self._kind))
        self.layers = tuple(sorted(self._layers.values(), key=lambda layer: self._names.index(layer.rid)))
        stream.set_open(self.is_open)
        if before is not None and before is self._recorded:
            self._recorded = None
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

    def look(self, now_s: float) -> None:
        """Measure all layers; call a few times a second."""
        if not self.is_open:
            return
        for layer in self._layers.values():
            layer.look(now_s)

    def offered(self) -> list[Layer]:
        """The layers a viewer may be given, lowest first: those that flow, and the lowest in any case."""
        return [layer for number, layer in enumerate(self.layers) if layer.flows or number == 0]

    def recorded(self, now_s: float) -> InStream | None:
        """The layer a recording takes: the highest that flows; one that stopped before must prove itself first."""
        flowing = [layer for layer in self.layers if layer.flows] or list(self.layers[:1])
        if not flowing:
            return None
        now = self._recorded
        best = flowing[-1]
        if now is None or not now.flows or not best.breaks or now_s - best.since_s >= STEADY_S:
            self._recorded = best
        return self._recorded.stream if self._recorded is not None else None
