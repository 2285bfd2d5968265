"""One publisher's connection: decryption, transport-wide numbers, and which SSRC is which stream."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.formats import EXT_TRANSPORT_CC, Format, format_of
from webapp.media.core.rtp import HEADER_LENGTH, Extensions, MalformedRtp, read_extensions
from webapp.media.core.twcc import FeedbackBuilder
from webapp.media.forwarder.srtp import SrtpHandle, unprotect

logger = logging.getLogger(__name__)

MAX_ARRIVALS = 2048  # noted for the next feedback; a page that sends more in 50 ms gets no answer for the rest


class Bound(Protocol):
    """What a receiver asks of an incoming stream."""

    ssrc: int
    format: Format

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one packet."""


class Receiver:
    """One publisher's connection: decrypts, notes transport-wide numbers, and knows which SSRC is which stream."""

    def __init__(self, srtp: SrtpHandle, on_unbound: Callable[[bytes, float], None]) -> None:
        self.rejected = 0
        self._srtp, self._on_unbound = srtp, on_unbound
        self._streams: dict[int, Bound] = {}
        self._arrivals, self._noted = FeedbackBuilder(), 0

    def bind(self, stream: Bound) -> None:
        """Give the packets of this SSRC and format to the stream; all others go to `on_unbound`."""
        self._streams[stream.ssrc] = stream

    def unbind(self, stream: Bound) -> None:
        """Give the stream nothing any more."""
        if self._streams.get(stream.ssrc) is stream:
            del self._streams[stream.ssrc]

    def feedback(self, sender_ssrc: int, media_ssrc: int) -> list[bytes]:
        """RTCP that tells the publisher which packets came since the last call, and when; call every 50 ms."""
        self._noted = 0
        return [rtcp.transport_feedback(sender_ssrc, media_ssrc, fci) for fci in self._arrivals.build()]

    def _note(self, sequence: int, arrival_s: float) -> None:
        if self._noted < MAX_ARRIVALS:
            self._noted += 1
            self._arrivals.on_packet(sequence, arrival_s)

    def on_srtp(self, data: bytes, arrival_s: float) -> None:
        """Take one encrypted packet; what is forged, repeated or malformed is counted and dropped."""
        packet = unprotect(self._srtp, data)
        if packet is None or len(packet) < HEADER_LENGTH:
            self.rejected += 1
            return
        try:
            extensions = read_extensions(packet)
            self._note_arrival(packet, extensions, arrival_s)
            self._sort(packet, extensions, arrival_s)
        except (MalformedRtp, IndexError) as error:
            self.rejected += 1
            logger.debug("malformed RTP dropped: %r", error)

    def _note_arrival(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        place = extensions.get(EXT_TRANSPORT_CC)
        if place is not None and place[1] == 2:
            self._note((packet[place[0]] << 8) | packet[place[0] + 1], arrival_s)

    def _sort(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        stream = self._streams.get(int.from_bytes(packet[8:12], "big"))
        if stream is not None and stream.format is format_of(packet):
            stream.on_rtp(packet, extensions, arrival_s)
        else:
            self._on_unbound(packet, arrival_s)
