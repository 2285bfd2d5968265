"""One publisher's connection: decryption, transport-wide numbers, and which SSRC is which stream."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.bandwidth.heard import Heard, Sent, Tally
from webapp.media.core.formats import Format, format_of
from webapp.media.core.rtp import HEADER_LENGTH, Extensions, MalformedRtp
from webapp.media.core.twcc import FeedbackBuilder, MalformedFeedback, arrival_times
from webapp.media.forwarder.layout import Layout
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.srtp import SrtpHandle, unprotect, unprotect_rtcp

logger = logging.getLogger(__name__)

MAX_ARRIVALS = 2048  # noted for the next feedback; a page that sends more in 50 ms gets no answer for the rest

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
        self._tally = Tally()
        self._streams: dict[int, Bound] = {}
        self._layouts: dict[int, Layout] = {}
        self._arrivals, self._noted = FeedbackBuilder(), 0

    def bind(self, stream: Bound) -> None:
        """Give the packets of this SSRC and format to the stream; all others go to `on_unbound`."""
        self._streams[stream.ssrc] = stream

    def unbind(self, stream: Bound) -> None:
        """Give the stream nothing any more."""
        if self._streams.get(stream.ssrc) is stream:
            del self._streams[stream.ssrc]
            self._layouts.pop(stream.ssrc, None)

    def feedback(self, sender_ssrc: int, media_ssrc: int) -> list[bytes]:
        """RTCP that tells the publisher which packets came since the last call, and when; call every 50 ms."""
        self._noted = 0
        return [rtcp.transport_feedback(sender_ssrc, media_ssrc, fci) for fci in self._arrivals.build()]

    @property
    def tells_itself(self) -> bool:
        """Whether feedback is sent without `tell`, but for the last packets before a pause."""
        return False

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

    def take_heard(self, *, one_by_one: bool) -> Heard | None:
        """What the other side told of the packets in the log since the last call; None when that is nothing.

        `one_by_one`: packet by packet as well, which costs more.
        """
        del one_by_one  # here it costs nothing
        return self._tally.take()

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
        """Sum up what is told of packets that the log knows; a malformed message is passed over."""
        assert self._log is not None
        try:
            first, arrivals_s = arrival_times(fci)
        except MalformedFeedback:
            return
        self._tally.hear(arrivals_s, self._log.find_run(first, len(arrivals_s)))

    def on_srtp(self, data: bytes, arrival_s: float) -> None:
        """Take one encrypted packet; what is forged, repeated or malformed is counted and dropped."""
        self._on_packet(unprotect(self._srtp, data), arrival_s)

    def _on_packet(self, packet: bytes | None, arrival_s: float) -> None:
        if packet is None or len(packet) < HEADER_LENGTH:
            self.rejected += 1
            return
        ssrc = int.from_bytes(packet[8:12], "big")
        try:
            layout = self._layouts.get(ssrc)
            if layout is None or layout.block(packet) < 0:
                layout = self._read_layout(packet, ssrc)
            if at := layout.number_at:
                self._note((packet[at] << 8) | packet[at + 1], arrival_s)
            self._sort(packet, ssrc, layout.extensions, arrival_s)
        except (MalformedRtp, IndexError) as error:
            self._reject(error)

    def _reject(self, error: Exception) -> None:
        self.rejected += 1
        logger.debug("malformed RTP dropped: %r", error)

    def _read_layout(self, packet: bytes, ssrc: int) -> Layout:
        """Where its extensions lie; mostly they lie where those of the stream's last packet did."""
        layout = Layout(packet)
        if ssrc in self._streams:
            self._layouts[ssrc] = layout
        return layout

    def _sort(self, packet: bytes, ssrc: int, extensions: Extensions, arrival_s: float) -> None:
        stream = self._streams.get(ssrc)
        if stream is not None and stream.format is format_of(packet):
            stream.on_rtp(packet, extensions, arrival_s)
        else:
            self._on_unbound(packet, arrival_s)
