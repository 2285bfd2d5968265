"""Where the header extensions of a stream's packets lie: read once, recognised from then on; what becomes of them."""

from __future__ import annotations

from webapp.media.core.formats import EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, LEG_EXTENSIONS
from webapp.media.core.rtp import HEADER_LENGTH, ONE_BYTE_PROFILE, SEND_TIME_HZ, payload_offset, read_extensions

# Of the first byte: the version, whether there are extensions, and the number of CSRCs in front of them.
_SHAPE_BITS = 0xDF
_HAS_EXTENSIONS = 0x10
_TIME_BITS = 0xFFFFFF
_int = int.from_bytes


class Layout:
    """The extensions of one packet, and a quick test whether another one has its own in the same places.

    A sender changes what its extensions say with each packet, but hardly ever which there are: all bytes but those of
    the elements' data are compared, as one number, the block.
    """

    __slots__ = (
        "_fixed",
        "_kept",
        "_mask",
        "_shape",
        "_size",
        "_time_bits",
        "_time_shift",
        "end",
        "extensions",
        "level_at",
        "number_at",
    )

    def __init__(self, packet: bytes) -> None:
        """Read them; raises MalformedRtp."""
        self.extensions = read_extensions(packet)
        self._shape = packet[0] & _SHAPE_BITS
        self.end = payload_offset(packet) if self._shape & _HAS_EXTENSIONS else HEADER_LENGTH
        self._size = self.end - HEADER_LENGTH
        # Where an element's data lies; 0 when it is absent or too short.
        self.level_at = self._place(EXT_AUDIO_LEVEL, 1)
        self.number_at = self._place(EXT_TRANSPORT_CC, 2)
        self._mask = self._compared()
        self._fixed = _int(packet[HEADER_LENGTH : self.end], "big") & self._mask
        self._time_shift = self._time_bits = 0
        start, length = self.extensions.get(EXT_ABS_SEND_TIME, (0, 0))
        if length == 3:
            self._time_shift, self._time_bits = 8 * (self.end - start - length), _TIME_BITS
        self._kept = self._staying(packet) & ~(self._time_bits << self._time_shift)

    def _place(self, key: int, least: int) -> int:
        start, length = self.extensions.get(key, (0, 0))
        return start if length >= least else 0

    def _compared(self) -> int:
        """The bits that are the same in every packet with this layout: all but CSRCs and data."""
        compared = bytearray(b"\xff" * self._size)
        free = [(HEADER_LENGTH, 4 * (self._shape & 0x0F)), *self.extensions.values()] if compared else []
        for start, length in free:
            compared[start - HEADER_LENGTH : start - HEADER_LENGTH + length] = bytes(length)
        return _int(compared, "big")

    def _staying(self, packet: bytes) -> int:
        """The bits that subscribers get as they are: all but what belongs to the publisher's leg."""
        kept = bytearray(b"\xff" * self._size)
        is_one_byte = bool(kept) and packet[HEADER_LENGTH + 4 * (packet[0] & 0x0F)] == ONE_BYTE_PROFILE >> 8
        overhead = 1 if is_one_byte else 2
        for key in LEG_EXTENSIONS & self.extensions.keys():
            start, length = self.extensions[key]
            kept[start - overhead - HEADER_LENGTH : start - HEADER_LENGTH + length] = bytes(overhead + length)
        return _int(kept, "big")

    def block(self, packet: bytes) -> int:
        """The packet's extensions as one number; -1 unless `read_extensions` is known to find the same in it."""
        end = self.end
        if packet[0] & _SHAPE_BITS != self._shape or len(packet) < end:
            return -1
        block = _int(packet[HEADER_LENGTH:end], "big")
        return block if block & self._mask == self._fixed else -1

    def shape(self, packet: bytes, block: int, now_s: float) -> bytes:
        """The packet, of which this is the block, as subscribers get it: without what belongs to the publisher's leg.

        Our own sending time is stamped; no length changes (zeros between elements are padding, RFC 8285 4.1.2).
        """
        if not self._size:
            return packet
        return packet[:HEADER_LENGTH] + self.shape_block(block, now_s) + packet[self.end :]

    def shape_block(self, block: int, now_s: float) -> bytes:
        """The same of the block alone, which lies between the fixed header and `end`."""
        block = block & self._kept | (int(now_s * SEND_TIME_HZ) & self._time_bits) << self._time_shift
        return block.to_bytes(self._size, "big")


PLAIN = Layout(b"\x80" + bytes(HEADER_LENGTH - 1))
"""Of packets without extensions."""
