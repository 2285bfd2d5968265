"""What the first byte of an Opus packet says (RFC 6716 3.1)."""

from __future__ import annotations

from webapp.media.core import red
from webapp.media.core.formats import RED
from webapp.media.core.rtp import payload_offset

STEREO = 0x04


def channels(packet: bytes | bytearray) -> int:
    """How many channels the RTP packet codes; 0 when it has no payload. Raises MalformedRtp."""
    payload = bytes(packet[payload_offset(packet) :])
    if packet[1] & 0x7F == RED.payload_type:
        payload = red.newest(payload)
    if not payload:
        return 0
    return 2 if payload[0] & STEREO else 1
