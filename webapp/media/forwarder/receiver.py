"""One publisher's connection: decryption, transport-wide numbers, and which SSRC is which stream."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.bandwidth.delay import Sent
from webapp.media.core.formats import EXT_TRANSPORT_CC, Format, format_of
from webapp.media.core.rtp import HEADER_LENGTH, Extensions, MalformedRtp, read_extensions
from webapp.media.core.twcc import FeedbackBuilder, MalformedFeedback, arrival_times
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.srtp import SrtpHandle, unprotect, unprotect_rtcp

logger = logging.getLogger(__name__)

MAX_ARRIVALS = 2048  # noted for the next feedback; a page that sends more in 50 ms gets no answer for the rest


Fates = tuple[list[float | None], list[Sent | None]]
"""When packets of ours arrived (s, the other side's clock; None: they did not), and when and how large they left."""

NO_FATES: Fates = ([], [])
MAX_FATES = 1024  # kept until somebody asks; what a page says beyond that in 50 ms is not heard

OnUnbound = Callable[[bytes, float], None]
OnRtcp = Callable[[rtcp.Packet], None]


@dataclass(frozen=True, slots=True)
class Back:
    """The way back to who sends to us, as `OutStream` has it; `send_rtcp` takes any path, `descriptor` None is TCP."""

    srtp: SrtpHandle
    descriptor: int | None
    address: Address
    send_rtcp: Callable[[bytes], None]
    sender_ssrc: int


class Log(Protocol):
    """What a receiver asks of the log of what leaves on its connection (see `SendLog`)."""

    def find_run(self, first: int, count: int) -> list[Sent | None]:
        """When and how large `count` packets from number `first` on were."""


class Bound(Protocol):
    """What a receiver asks of an incoming stream."""

    ssrc: int
    format: Format

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one packet."""


class Receiver:
    """One publisher's connection: decrypts, notes transport-wide numbers, and knows which SSRC is which stream."""

    def __init__(self, srtp: SrtpHandle, on_unbound: OnUnbound, on_rtcp: OnRtcp) -> None:
        self.rejected = 0
        self._srtp, self._on_unbound, self._on_rtcp = srtp, on_unbound, on_rtcp
        self._log: Log | None = None
        self._fates = NO_FATES
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

    def tell(self, back: Back, media_ssrc: int) -> None:
        """Send that feedback."""
        for packet in self.feedback(back.sender_ssrc, media_ssrc):
            back.send_rtcp(packet)

    def _note(self, sequence: int, arrival_s: float) -> None:
        if self._noted < MAX_ARRIVALS:
            self._noted += 1
            self._arrivals.on_packet(sequence, arrival_s)

    def follow(self, log: Log) -> None:
        """Match what the other side says of packets with those in the log."""
        self._log = log

    def take_fates(self) -> Fates:
        """What became of the packets that the other side spoke of since the last call."""
        fates, self._fates = self._fates, NO_FATES
        return fates

    def on_srtcp(self, data: bytes) -> None:
        """Take one encrypted RTCP compound; what is forged, repeated or malformed is counted and dropped."""
        compound = unprotect_rtcp(self._srtp, data)
        if compound is not None:
            self.on_reports(compound)
        else:
            self.rejected += 1

    def on_reports(self, compound: bytes) -> None:
        """Take one decrypted compound."""
        try:
            packets = rtcp.parse(compound)
        except rtcp.MalformedRtcp:
            self.rejected += 1
            return
        for packet in packets:
            if self._log is not None and isinstance(packet, rtcp.TransportFeedback):
                self._match(packet.fci)
            else:
                self._on_rtcp(packet)

    def _match(self, fci: bytes) -> None:
        """Keep what is told of packets that the log knows; a malformed message is passed over."""
        assert self._log is not None
        try:
            first, arrivals_s = arrival_times(fci)
        except MalformedFeedback:
            return
        sent = self._log.find_run(first, len(arrivals_s))
        known = [(arrival_s, entry) for arrival_s, entry in zip(arrivals_s, sent, strict=True) if entry is not None]
        before = self._fates
        known = known[: MAX_FATES - len(before[0])]
        self._fates = [*before[0], *(a for a, _ in known)], [*before[1], *(e for _, e in known)]

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
