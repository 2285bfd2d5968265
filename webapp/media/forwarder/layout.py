"""Where the header extensions of a stream's packets lie: read once, and recognised from then on."""

from __future__ import annotations

from webapp.media.core.formats import EXT_TRANSPORT_CC
from webapp.media.core.rtp import HEADER_LENGTH, payload_offset, read_extensions

_SHAPE_BITS = 0x1F  # of the first byte: whether there are extensions, and the number of CSRCs in front of them
_HAS_EXTENSIONS = 0x10


class Layout:
    """The extensions of one packet, and a quick test whether another one has its own in the same places.

    A sender changes what its extensions say with each packet, but hardly ever which there are: all bytes but those of
    the elements' data are compared, as one number.
    """

    __slots__ = ("_end", "_fixed", "_mask", "_shape", "extensions", "number_at")

    def __init__(self, packet: bytes) -> None:
        """Read them; raises MalformedRtp."""
        self.extensions = read_extensions(packet)
        place = self.extensions.get(EXT_TRANSPORT_CC)
        self.number_at = place[0] if place is not None and place[1] == 2 else 0  # 0: no transport-wide number
        self._shape = packet[0] & _SHAPE_BITS
        self._end = payload_offset(packet) if self._shape & _HAS_EXTENSIONS else HEADER_LENGTH
        compared = bytearray(b"\xff" * (self._end - HEADER_LENGTH))
        free = [(HEADER_LENGTH, 4 * (self._shape & 0x0F)), *self.extensions.values()] if compared else []
        for start, length in free:
            compared[start - HEADER_LENGTH : start - HEADER_LENGTH + length] = bytes(length)
        self._mask = int.from_bytes(compared, "big")
        self._fixed = self._block(packet)

    def _block(self, packet: bytes) -> int:
        return int.from_bytes(packet[HEADER_LENGTH : self._end], "big") & self._mask

    def fits(self, packet: bytes) -> bool:
        """Whether `read_extensions` would find the same in the packet; False says nothing."""
        return (
            packet[0] & _SHAPE_BITS == self._shape
            and len(packet) >= self._end
            and int.from_bytes(packet[HEADER_LENGTH : self._end], "big") & self._mask == self._fixed
        )
