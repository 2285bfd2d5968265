"""Makes RTP packets of encoded pictures and sounds: headers (RFC 3550) and VP8 descriptors (RFC 7741)."""

from __future__ import annotations

import struct

from webapp.media.core.formats import EXT_TRANSPORT_CC
from webapp.media.core.rtp import HEADER, ONE_BYTE_PROFILE

MAX_PAYLOAD = 1150  # bytes: what is left of an internet packet beside the headers, ours and those of a tunnel
_FIRST, _MARKER = 0x90, 0x80  # version 2 with a header extension
# Room for a transport-wide number, which is written for each viewer anew.
_EXTENSION = struct.pack("!HHBxxx", ONE_BYTE_PROFILE, 1, EXT_TRANSPORT_CC << 4 | 1)
_HAS_PICTURE_ID, _STARTS, _LONG_ID = 0x80, 0x10, 0x8000


class Packetiser:
    """The packets of one stream: consecutive numbers, one payload type."""

    def __init__(self, ssrc: int, payload_type: int, sequence: int = 0) -> None:
        self.ssrc, self._payload_type, self._sequence = ssrc, payload_type, sequence & 0xFFFF
        self._picture_id = 0

    def sound(self, data: bytes, timestamp: int, *, begins: bool) -> bytes:
        """One packet of sound; `begins` after a silence (RFC 3551 4.1)."""
        return self._packet(data, timestamp, marker=begins)

    def vp8(self, picture: bytes, timestamp: int) -> list[bytes]:
        """The packets of one picture; the last has the marker."""
        pieces = [picture[start : start + MAX_PAYLOAD] for start in range(0, len(picture), MAX_PAYLOAD)]
        packets = [
            self._packet(self._descriptor(is_first=number == 0) + piece, timestamp, marker=number == len(pieces) - 1)
            for number, piece in enumerate(pieces)
        ]
        self._picture_id = (self._picture_id + 1) & 0x7FFF
        return packets

    def _descriptor(self, *, is_first: bool) -> bytes:
        starts = _STARTS if is_first else 0
        return struct.pack("!BBH", 0x80 | starts, _HAS_PICTURE_ID, _LONG_ID | self._picture_id)

    def _packet(self, payload: bytes, timestamp: int, *, marker: bool) -> bytes:
        second = self._payload_type | (_MARKER if marker else 0)
        header = HEADER.pack(_FIRST, second, self._sequence, timestamp & 0xFFFFFFFF, self.ssrc)
        self._sequence = (self._sequence + 1) & 0xFFFF
        return header + _EXTENSION + payload
