"""What adapts the slots of one receiving connection to its link: chooses layers, sends probes, tells what flows."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.media.core.bandwidth.allocation import THIN, Picture
from webapp.media.core.bandwidth.control import ViewerControl
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.core.bandwidth.probe import TICK_S
from webapp.media.core.formats import MediaType
from webapp.media.core.layers import TileSize, enough_for
from webapp.media.core.links import Served
from webapp.media.core.plan import Kind, Stream
from webapp.media.core.rtp import MAX_PADDING
from webapp.media.forwarder import DelayTrend, SendLog
from webapp.media.rtc.layers import Layer
from webapp.media.rtc.slots import Slot

Rank = Callable[[Stream], int]
"""How important a picture is: 0 most."""

ViewKey = tuple[int, Kind, int]
"""Account, kind and index, as pages name a stream."""

NARROW = 1.5  # an estimate below so many times what lowest layers take: some may have to be thinned


@dataclass(frozen=True, slots=True)
class _Count:
    """The bytes of media a slot had sent at one moment."""

    octets: int
    at_s: float


class Adaptation:
    """Chooses for each slot the layer that flows, within what the link carries and the page can show."""

    def __init__(
        self,
        slots: Sequence[Slot],
        views: Mapping[ViewKey, TileSize],
        decodes: Mapping[MediaType, Collection[str]],
    ) -> None:
        """`slots`, `views` and `decodes` (what the page decodes, once it is known) may change at any time."""
        self.log = SendLog()
        self._slots, self._views, self._decodes = slots, views, decodes
        self._control: ViewerControl[str] = ViewerControl(random.Random(), DelayTrend())
        self._pacer: asyncio.TimerHandle | None = None
        self._counts: dict[int, _Count] = {}

    # ---- what the page tells

    def on_feedback(self, heard: Heard, now_s: float) -> None:
        """Take what transport-wide feedback said of the packets sent; packet by packet while `is_probing`."""
        self._control.on_feedback(heard, now_s)

    @property
    def has_feedback(self) -> bool:
        """Whether the page ever told what arrived."""
        return self._control.has_feedback

    @property
    def is_probing(self) -> bool:
        """Whether a probe is under way or awaits its verdict."""
        return self._control.is_probing

    def on_remb(self, bitrate_bps: float) -> None:
        """Take a receiver's own estimate."""
        self._control.on_remb(bitrate_bps)

    # ---- layers

    def choose(self, slots: Iterable[Slot], rank: Rank, now_s: float) -> None:
        """Give each of the slots, whose streams stand, the layer it shall have now."""
        sound_bps = 0.0
        offers: dict[str, tuple[Slot, list[Layer]]] = {}
        for slot in slots:
            layers = self._decodable(slot)
            if slot.source is None or slot.feed is None or not slot.feed.is_open:
                continue
            if not layers:
                _attach(slot, None, now_s)
                continue
            if slot.media == "audio":
                sound_bps += layers[0].rate.bps
                _attach(slot, layers[0], now_s)
            else:
                offers[slot.mid] = slot, layers[: 1 + self._most(slot, layers)]
        pictures = self._pictures(sound_bps, offers, rank, now_s)
        for mid, level in self._control.choose(sound_bps, pictures, now_s).levels.items():
            slot, layers = offers[mid]
            _attach(slot, layers[max(level, 0)] if level is not None else None, now_s, is_thinned=level == THIN)

    def _pictures(
        self, sound_bps: float, offers: Mapping[str, tuple[Slot, list[Layer]]], rank: Rank, now_s: float
    ) -> list[Picture[str]]:
        """What there is to choose from; where the link is narrow enough to matter, with the rates of thinned layers."""
        lowest_bps = sound_bps + sum(layers[0].rate.bps for _, layers in offers.values())
        is_narrow = self._control.estimate_bps(now_s) < NARROW * lowest_bps
        return [
            Picture(
                mid,
                rank(slot.source),
                _rising(layer.rate.bps for layer in layers),
                _current(slot, layers),
                _thin_bps(slot, layers[0], now_s) if is_narrow or _is_thinned(slot) else None,
            )
            for mid, (slot, layers) in offers.items()
            if slot.source is not None
        ]

    def _decodable(self, slot: Slot) -> list[Layer]:
        """The layers offered that the page decodes; all of them while that is not known."""
        offered = slot.feed.offered() if slot.feed is not None else []
        decodes = self._decodes.get(slot.media)
        return [layer for layer in offered if decodes is None or layer.stream.format.codec in decodes]

    def _most(self, slot: Slot, layers: Sequence[Layer]) -> int:
        assert slot.source is not None
        tile = self._views.get(_view_key(slot.account, slot.source))
        return enough_for(tile, [layer.stream.picture_size for layer in layers])

    # ---- probes

    def pace(self, now_s: float) -> None:
        """Send what a probe needs now; call a few times a second, a running probe goes on by itself every 10 ms."""
        if self._pacer is None and self._control.has_feedback:
            self._pace(now_s)

    def _pace(self, now_s: float) -> None:
        self._pacer = None
        left = self._control.padding(self.log.octets, now_s)
        if not left:
            return
        out = next((slot.out for slot in self._slots if slot.out is not None and slot.media == "video"), None)
        if out is None:
            return
        while left > 0:
            out.send_padding(min(MAX_PADDING, left), now_s)
            left -= MAX_PADDING
        loop = asyncio.get_running_loop()
        self._pacer = loop.call_later(TICK_S, lambda: self._pace(time.monotonic()))

    def close(self) -> None:
        """Stop pacing."""
        if self._pacer is not None:
            self._pacer.cancel()
            self._pacer = None

    # ---- what is served

    def estimate_bps(self, now_s: float) -> float:
        """What the link is believed to carry."""
        return self._control.estimate_bps(now_s)

    @property
    def loss_permille(self) -> int:
        """How much of what was sent lately was lost."""
        return round(1000 * self._control.loss)

    def served(self, now_s: float) -> list[Served]:
        """What flows to the page in each slot, measured since the last call."""
        before, self._counts = self._counts, {}
        return [
            self._row(slot, before, now_s)
            for slot in self._slots
            if slot.source is not None and slot.feed is not None and slot.feed.is_open
        ]

    def _row(self, slot: Slot, before: Mapping[int, _Count], now_s: float) -> Served:
        assert slot.source is not None
        layer, layers = slot.served(), self._decodable(slot)
        width, height = layer.stream.picture_size if layer is not None else (0, 0)
        return Served(
            account=slot.account,
            kind=slot.source.kind,
            index=slot.source.index,
            layer=_name(slot, layer, layers),
            width=width,
            height=height,
            bitrate_bps=self._rate_bps(slot, before, now_s),
            level=0 if layer is None else 1 + _place(layer, layers),
            levels=len(layers),
            limit=self._limit(slot, layers),
            thinned=_is_thinned(slot),
        )

    def _limit(self, slot: Slot, layers: Sequence[Layer]) -> str:
        """What keeps the picture below the highest of the layers."""
        if slot.out is None or slot.source is None or slot.media == "audio" or not layers:
            return ""
        chosen, most = _current(slot, layers), self._most(slot, layers)
        if chosen is None or chosen < most:
            return "bandwidth"
        if most == len(layers) - 1:
            return ""
        return "tile" if self._views[_view_key(slot.account, slot.source)].width else "hidden"

    def _rate_bps(self, slot: Slot, before: Mapping[int, _Count], now_s: float) -> int:
        if slot.out is None:
            return 0
        now = self._counts[slot.ssrc] = _Count(slot.out.octets, now_s)
        then = before.get(slot.ssrc)
        if then is None or then.at_s >= now_s:
            return 0
        return round(8 * (now.octets - then.octets) / (now_s - then.at_s))


def _rising(rates_bps: Iterable[float]) -> tuple[float, ...]:
    """The rates such that no layer seems cheaper than a lower one (a still picture may make it so for a moment)."""
    rising: list[float] = []
    for rate_bps in rates_bps:
        rising.append(max(rate_bps, rising[-1] if rising else 0.0))
    return tuple(rising)


def _current(slot: Slot, layers: Sequence[Layer]) -> int | None:
    """Where the slot's present layer stands among these; the highest when it is not offered any more."""
    chosen = slot.chosen()
    if chosen is None:
        return None
    return THIN if _is_thinned(slot) else _place(chosen, layers)


def _is_thinned(slot: Slot) -> bool:
    return slot.out is not None and slot.out.is_thinned


def _thin_bps(slot: Slot, layer: Layer, now_s: float) -> float | None:
    """The rate of the layer when it is thinned; what cannot be flows whole, if that was not known when it began."""
    thin_bps = layer.thin_bps(now_s)
    return layer.rate.bps if thin_bps is None and _is_thinned(slot) else thin_bps


def _place(layer: Layer, layers: Sequence[Layer]) -> int:
    """Where the layer stands among these; the highest place when it does not come any more."""
    return next((level for level, one in enumerate(layers) if one is layer), len(layers) - 1)


def _name(slot: Slot, layer: Layer | None, decodable: Sequence[Layer]) -> str:
    """The layer's name as pages are told it."""
    if layer is not None:
        return layer.rid or "single"
    assert slot.feed is not None
    return "undecodable" if slot.feed.layers and not decodable else "none"


def _view_key(account: int, source: Stream) -> ViewKey:
    return account, source.kind, source.index


def _attach(slot: Slot, layer: Layer | None, now_s: float, *, is_thinned: bool = False) -> None:
    if slot.out is None:
        return
    if layer is None:
        slot.out.detach()
    elif slot.chosen() is not layer:
        layer.stream.attach(slot.out, now_s)
    slot.out.thin(is_thinned)
