"""One stream of one recorder: which layer of it feeds the recorder, and how another one follows without a hole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

from webapp.media.core.plan import Stream
from webapp.media.core.shown import Spot
from webapp.media.rtc.layers import Layer, LayerChoice, LayeredSource
from webapp.media.rtc.taps import Recorder, Tap

logger = logging.getLogger(__name__)

Arrived = tuple[bytes, float]


class Opening:
    """Waits for a layer's next key frame and keeps what comes from there on; satisfies `taps.Tap`."""

    def __init__(self, layer: Layer, on_keyframe: Callable[[Opening], object]) -> None:
        self.layer = layer
        self.packets: list[Arrived] = []
        self._on_keyframe = on_keyframe

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one packet."""
        starts_keyframe = self.layer.stream.format.starts_keyframe
        if not self.packets:
            if starts_keyframe is None or not starts_keyframe(packet):
                return
            self._on_keyframe(self)
        self.packets.append((packet, arrival_s))

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """The next one will do."""


class Feed:
    """Feeds one recorder with one stream; used on the event loop, ended by `close`."""

    def __init__(self, recorder: Recorder, stream: Stream) -> None:
        self._recorder, self._stream = recorder, stream
        self._name = stream.kind, stream.index, stream.peer
        self._choice = LayerChoice()
        self._layer: Layer | None = None
        self._tap: Tap | None = None
        self._opening: Opening | None = None

    def follow(self, source: LayeredSource, spots: Collection[Spot] | None, now_s: float) -> None:
        """Go over to the layer that fills the spots (None: to the highest), if that is another one; call it often.

        A layer that still flows goes on until the first key frame of the next one.
        """
        layer = self._choice.next(self._layer, source, spots, now_s)
        if layer is None or layer is self._layer:
            self._give_up()
        elif self._layer is None or not self._goes_on(source):
            self._go_over(layer, ())
            self.request_keyframe(now_s)
        else:
            self._wait_for(layer, now_s)

    def request_keyframe(self, now_s: float) -> None:
        """Ask the publisher for a key frame of the layer that feeds us; nothing while none does."""
        if self._layer is not None:
            self._layer.stream.request_keyframe(now_s)

    def close(self) -> None:
        """Feed the recorder no more."""
        self._give_up()
        self._leave()
        self._recorder.detach(self._stream)

    def _goes_on(self, source: LayeredSource) -> bool:
        """Whether there is something that must not be missed until a key frame: sound has none."""
        return self._stream.kind != "audio" and self._layer in source.layers and self._layer.flows

    def _wait_for(self, layer: Layer, now_s: float) -> None:
        if self._opening is None or self._opening.layer is not layer:
            self._give_up()
            loop = asyncio.get_running_loop()
            # Not at once: a stream that is telling its taps about a packet must not lose one of them meanwhile.
            self._opening = Opening(layer, lambda opening: loop.call_soon(self._open, opening))
            layer.stream.add_tap(self._opening)
        layer.stream.request_keyframe(now_s)  # again and again: the request may be lost

    def _give_up(self) -> None:
        """Wait for nothing."""
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.layer.stream.remove_tap(opening)

    def _open(self, opening: Opening) -> None:
        if opening is self._opening:
            self._go_over(opening.layer, opening.packets)

    def _go_over(self, layer: Layer, packets: Sequence[Arrived]) -> None:
        self._give_up()
        self._leave()
        self._tap = self._recorder.attach(self._stream, layer.stream.format.codec)
        self._layer = layer  # only now: a recorder's own request for a key frame would come on top of ours
        logger.info("%s %d of %s is taken in layer %r", *self._name, layer.rid)
        for packet, arrival_s in packets:
            self._tap.on_rtp(packet, arrival_s)
        layer.stream.add_tap(self._tap)

    def _leave(self) -> None:
        if self._layer is not None and self._tap is not None:
            self._layer.stream.remove_tap(self._tap)
        self._layer = self._tap = None
