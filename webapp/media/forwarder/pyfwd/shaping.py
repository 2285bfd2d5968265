"""What becomes of a packet's header extensions on its way through."""

from __future__ import annotations

from webapp.media.core.formats import EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, LEG_EXTENSIONS
from webapp.media.core.rtp import HEADER_LENGTH, ONE_BYTE_PROFILE, Extensions, abs_send_time

_TIME_BITS = 0xFFFFFF


class Shaping:
    """Removes what belongs to the publisher's leg and stamps our own sending time: one number is masked and filled."""

    __slots__ = ("_end", "_kept", "_size", "_time_bits", "_time_shift", "extensions", "level_at", "number_at")

    def __init__(self, packet: bytes, extensions: Extensions) -> None:
        """For packets that have these extensions, as this one does."""
        self.extensions = extensions
        self._end = max((start + length for start, length in extensions.values()), default=HEADER_LENGTH)
        self._size = self._end - HEADER_LENGTH
        kept = bytearray(b"\xff" * self._size)
        one_byte = bool(extensions) and packet[HEADER_LENGTH + 4 * (packet[0] & 0x0F)] == ONE_BYTE_PROFILE >> 8
        overhead = 1 if one_byte else 2
        for key in LEG_EXTENSIONS & extensions.keys():
            start, length = extensions[key]
            kept[start - overhead - HEADER_LENGTH : start - HEADER_LENGTH + length] = bytes(overhead + length)
        self._kept = int.from_bytes(kept, "big")
        self._time_shift, self._time_bits = self._make_room_for_time()
        self.level_at = _place(extensions, EXT_AUDIO_LEVEL, 1)
        self.number_at = _place(extensions, EXT_TRANSPORT_CC, 2)

    def _make_room_for_time(self) -> tuple[int, int]:
        start, length = self.extensions.get(EXT_ABS_SEND_TIME, (0, 0))
        if length != 3:
            return 0, 0
        shift = 8 * (self._end - start - length)
        self._kept &= ~(_TIME_BITS << shift)
        return shift, _TIME_BITS

    def apply(self, packet: bytes, now_s: float) -> bytes:
        """The packet as subscribers get it; no length changes (zeros between elements are padding, RFC 8285 4.1.2)."""
        if not self._size:
            return packet
        block = int.from_bytes(packet[HEADER_LENGTH : self._end], "big") & self._kept
        block |= (abs_send_time(now_s) & self._time_bits) << self._time_shift
        return packet[:HEADER_LENGTH] + block.to_bytes(self._size, "big") + packet[self._end :]


def _place(extensions: Extensions, key: int, least: int) -> int:
    """Where the element's data lies; 0 when it is absent or shorter than that."""
    start, length = extensions.get(key, (0, 0))
    return start if length >= least else 0
