"""The layers in which a film's pictures are sent: whole, and where that is much, also small for narrow links."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator

import av

from webapp.media.core.film_tracks import FILM_TRACKS, HIGH_PICTURE, LOW_PICTURE, ONE_PICTURE
from webapp.media.core.packetise import Packetiser
from webapp.media.core.playhead import fitted
from webapp.media.player.encoders import EXPECTED_FPS, PictureEncoder

LOW_WIDTH, LOW_HEIGHT = 320, 180
LOW_BPS = 130_000  # as much as a camera's lowest layer
BITS_PER_PIXEL = 0.07  # of a moving picture
LEAST_BPS, MOST_BPS = 200_000, 1_500_000
PACKET_S = 0.001
SPREAD_S = 0.02  # the packets of one picture leave over so long at most


class PictureLayer:
    """One layer: its track, its encoder, the packets that shall leave, and whether somebody needs a key frame of it."""

    def __init__(self, track: int, ssrc: int, size: tuple[int, int], bit_rate: int) -> None:
        self.track, self._size = track, size
        self._encoder = PictureEncoder(*size, bit_rate)
        self._packetiser = Packetiser(ssrc, FILM_TRACKS[track].format.payload_type)
        self._clock_hz = FILM_TRACKS[track].format.clock_hz
        self._outbox: deque[tuple[float, bytes]] = deque()
        self.is_key_wanted = True

    def show(self, frame: av.VideoFrame, at_s: float) -> None:
        """Have a picture leave, of whatever size it is, as what is seen at this moment of the monotonic clock."""
        scaled = frame.reformat(*self._size, interpolation="AREA")
        data = self._encoder.encode(scaled, at_s, is_key=self.is_key_wanted)
        self.is_key_wanted = False
        packets = self._packetiser.vp8(data, round(at_s * self._clock_hz))
        now_s, gap_s = time.monotonic(), min(PACKET_S, SPREAD_S / max(1, len(packets)))
        self._outbox.extend((now_s + number * gap_s, packet) for number, packet in enumerate(packets))

    @property
    def is_sent(self) -> bool:
        """Whether all packets have left."""
        return not self._outbox

    @property
    def due_s(self) -> float:
        """When the next packet leaves."""
        return self._outbox[0][0] if self._outbox else math.inf

    def take_due(self, now_s: float) -> Iterator[tuple[float, bytes]]:
        """The packets that leave by now, and when each should have."""
        while self._outbox and self._outbox[0][0] <= now_s:
            yield self._outbox.popleft()

    def clear(self) -> None:
        """Forget what has not left."""
        self._outbox.clear()


def layers_for(size: tuple[int, int], ssrc_of: Callable[[int], int]) -> list[PictureLayer]:
    """The layers for pictures of this size, the highest first: that is what a recording should begin with."""
    low = fitted(*size, LOW_WIDTH, LOW_HEIGHT)
    if size[0] < 2 * low[0]:
        return [PictureLayer(ONE_PICTURE, ssrc_of(ONE_PICTURE), size, _rate_bps(size))]
    return [
        PictureLayer(HIGH_PICTURE, ssrc_of(HIGH_PICTURE), size, _rate_bps(size)),
        PictureLayer(LOW_PICTURE, ssrc_of(LOW_PICTURE), low, LOW_BPS),
    ]


def _rate_bps(size: tuple[int, int]) -> int:
    return round(min(max(size[0] * size[1] * EXPECTED_FPS * BITS_PER_PIXEL, LEAST_BPS), MOST_BPS))
