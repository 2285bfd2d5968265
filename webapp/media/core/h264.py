"""H.264 RTP payloads (RFC 6184): key frames and parameter sets in single NAL units, STAP-A and FU-A."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.media.core import sps
from webapp.media.core.rtp import payload_offset

IDR = 5
SPS = 7
STAP_A = 24
FU_A = 28


def starts_keyframe(packet: bytes | bytearray) -> bool:
    """Whether the packet begins a key frame: it carries an SPS, or the start of an IDR slice.

    Browsers send SPS and PPS before each IDR, so the SPS is where a decoder must begin; a bare IDR
    also counts, for senders that put the parameter sets into the SDP.
    """
    return any(kind in (SPS, IDR) for kind, _, _ in _nals(packet))


def picture_size(packet: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels, when the packet carries an SPS that can be read."""
    for kind, start, end in _nals(packet):
        if kind == SPS:
            return sps.picture_size(bytes(packet[start:end]))
    return None


def aggregated(data: bytes | bytearray, at: int) -> Iterator[tuple[int, int]]:
    """Where the NAL units of a STAP-A lie, whose first size is at `at`; a truncated last one is dropped."""
    while at + 2 < len(data):
        start, size = at + 2, (data[at] << 8) | data[at + 1]
        at = start + size
        if size and at <= len(data):
            yield start, at


def _nals(packet: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Type, begin and end of the NAL units that begin in this packet; a broken packet has none."""
    try:
        start = payload_offset(packet)
    except (IndexError, ValueError):
        return
    if start >= len(packet):
        return
    kind = packet[start] & 0x1F
    if kind == STAP_A:
        for begin, end in aggregated(packet, start + 1):
            yield packet[begin] & 0x1F, begin, end
    elif kind == FU_A:
        if start + 1 < len(packet) and packet[start + 1] & 0x80:
            yield packet[start + 1] & 0x1F, start + 1, len(packet)
    else:
        yield kind, start, len(packet)
