"""What the first byte of an Opus packet says (RFC 6716 3.1)."""

from __future__ import annotations

from webapp.media.core.rtp import payload_offset

STEREO = 0x04


def channels(packet: bytes | bytearray) -> int:
    """How many channels the RTP packet codes; 0 when it has no payload. Raises MalformedRtp."""
    start = payload_offset(packet)
    if start >= len(packet):
        return 0
    return 2 if packet[start] & STEREO else 1
