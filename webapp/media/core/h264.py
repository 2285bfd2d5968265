"""Key frames in H.264 RTP payloads (RFC 6184): single NAL units, STAP-A and FU-A."""

from __future__ import annotations

from collections.abc import Iterator

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
    try:
        start = payload_offset(packet)
    except (IndexError, ValueError):
        return False
    return any(kind in (SPS, IDR) for kind in _nal_types(packet, start))


def _nal_types(packet: bytes | bytearray, start: int) -> Iterator[int]:
    """The types of the NAL units that begin in this packet; a truncated packet just ends."""
    if start >= len(packet):
        return
    kind = packet[start] & 0x1F
    if kind == STAP_A:
        yield from _aggregated(packet, start + 1)
    elif kind == FU_A:
        if start + 1 < len(packet) and packet[start + 1] & 0x80:
            yield packet[start + 1] & 0x1F
    else:
        yield kind


def _aggregated(packet: bytes | bytearray, at: int) -> Iterator[int]:
    while at + 2 < len(packet):
        yield packet[at + 2] & 0x1F
        at += 2 + ((packet[at] << 8) | packet[at + 1])
