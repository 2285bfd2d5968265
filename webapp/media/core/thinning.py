"""A VP8 stream thinned to temporal layer 0 (RFC 7741 4.2): which of its pictures go on, and how much that saves.

A picture of layer 0 builds on pictures of layer 0 only, so all others may be left out from any moment on. They come
back where it is certain that they build on nothing that was left out: each layer begins with a picture whose Y bit says
that it builds on layer 0 alone; a key frame begins them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.media.core.seqmap import seq_distance
from webapp.media.core.vp8 import Descriptor, read_descriptor

LATE = 1024  # packets: what is further behind than this begins another row
LAYERS = frozenset(range(1, 4))  # those above layer 0
MOST_BASES = 16  # pictures of layer 0: so many without a way back, and a key frame must make one

SAMPLE = 128  # packets: some seconds of a low layer
LEAST_SAMPLE = 24
MOST_SHARE = 0.8  # a thinned stream that takes more of the rate is not worth the pictures it lacks
FOLLOWED = 0.5  # how far a new measurement counts
MEASURED_EVERY_S = 4.0


class Thinning:
    """Decides for one stream, picture by picture, while it is thinned and until all its layers are back."""

    __slots__ = ("_back", "_bases", "_highest", "_newest", "_passes", "_timestamp", "begins_picture", "is_wanted")

    def __init__(self, newest: int, timestamp: int) -> None:
        """Thin the stream from the next picture on; `newest` and `timestamp` are its newest packet's."""
        self.is_wanted = True
        self.begins_picture = False  # whether the packet last judged is its picture's first
        self._newest, self._timestamp, self._passes = newest, timestamp, True
        self._highest = self._bases = 0
        self._back: set[int] = set()  # layers that may be decoded again

    def is_late(self, sequence: int) -> bool:
        """Whether the packet is one of those that were missing: it has its number already."""
        return -LATE < seq_distance(sequence, self._newest) <= 0

    def passes(self, packet: bytes | bytearray, sequence: int, timestamp: int) -> bool:
        """Whether this packet goes on; call for each that is not late."""
        self._newest = sequence
        self.begins_picture = timestamp != self._timestamp
        if self.begins_picture:
            self._timestamp = timestamp
            self._passes = self._passes_picture(read_descriptor(packet))
        return self._passes

    def _passes_picture(self, picture: Descriptor | None) -> bool:
        if picture is None:
            return True
        layer = picture.temporal_layer
        self._highest = max(self._highest, layer)
        if self.is_wanted:
            self._back.clear()
            self._bases = 0
            return layer == 0
        if picture.is_keyframe:
            self._back |= LAYERS
        elif layer == 0:
            self._bases += 1
        elif picture.is_sync:
            self._back.add(layer)
            return True
        return self._back.issuperset(range(1, layer + 1))

    @property
    def is_over(self) -> bool:
        """Whether from now on every packet goes on."""
        return not self.is_wanted and self._back.issuperset(range(1, self._highest + 1))

    @property
    def needs_keyframe(self) -> bool:
        """Whether the pictures do not come back by themselves."""
        return self._bases > MOST_BASES


class BaseShare:
    """How much of a stream's rate its temporal layer 0 takes, measured now and then from packets that are kept."""

    __slots__ = ("_measured_s", "_share")

    def __init__(self) -> None:
        self._share: float | None = None
        self._measured_s = -MEASURED_EVERY_S

    def is_due(self, now_s: float) -> bool:
        """Whether it is time to measure again."""
        return now_s - self._measured_s >= MEASURED_EVERY_S

    def measure(self, packets: Iterable[bytes], now_s: float) -> None:
        """Take the stream's last packets."""
        self._measured_s = now_s
        found = share_of_base(packets)
        if found is None or self._share is None:
            self._share = found
        else:
            self._share += (found - self._share) * FOLLOWED

    @property
    def share(self) -> float | None:
        """The share; None while thinning is not known to save much."""
        return self._share if self._share is not None and self._share <= MOST_SHARE else None


def share_of_base(packets: Iterable[bytes]) -> float | None:
    """The share of temporal layer 0 in the bytes of these packets; None where they are too few, or of one layer."""
    count = whole = base = 0
    has_layers = False
    for packet in packets:
        picture = read_descriptor(packet)
        layer = picture.temporal_layer if picture is not None else 0
        has_layers = has_layers or layer > 0
        count += 1
        whole += len(packet)
        base += len(packet) if layer == 0 else 0
    return base / whole if has_layers and count >= LEAST_SAMPLE else None
