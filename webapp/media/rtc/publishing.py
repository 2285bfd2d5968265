"""The connection a participant publishes on: m-lines per source, SSRCs bound to them, feedback to the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection

from webapp.media import protocol
from webapp.media.core import rtcp
from webapp.media.core.codecs import in_order
from webapp.media.core.formats import (
    EXT_MID,
    EXT_REPAIRED_RID,
    EXT_RID,
    RTX_FORMATS,
    Format,
    format_of,
    media_of,
)
from webapp.media.core.layers import OFFERED, SINGLE
from webapp.media.core.plan import Kind
from webapp.media.core.rtp import Extensions, extension_text, is_padding_only, read_extensions, unwrap_rtx
from webapp.media.core.seqmap import seq_distance
from webapp.media.forwarder import InStream
from webapp.media.rtc import sdp
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint, Link, Send

logger = logging.getLogger(__name__)

Source = tuple[Kind, int]
Place = tuple[Source, str]
"""A source, and which of its layers."""

MAX_SSRCS = 64  # per page; a new one costs memory, and the page chooses them


class PublishLink(Link):
    """What one page sends us."""

    pc = "pub"
    upward = True

    def __init__(
        self,
        endpoint: Endpoint,
        send: Send,
        on_change: Callable[[], None],
        *,
        account: int,
        on_stream: Callable[[Source, LayeredSource], None],
        on_restless: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(endpoint, send, on_change)
        self.sources: dict[Source, LayeredSource] = {}
        self._account, self._on_stream, self._on_restless = account, on_stream, on_restless
        self._lines: dict[str, Source] = {}
        self._codecs: dict[Source, tuple[str, ...]] = {}
        self._open: frozenset[Source] = frozenset()
        self._by_ssrc: dict[int, InStream] = {}
        self._places: dict[int, Place] = {}
        self._mid_of: dict[int, str] = {}
        self._rids_of: dict[str, tuple[str, ...]] = {}
        self._repairs: dict[int, int] = {}

    # ---- what is open

    def publish(self, wanted: Collection[Source], now_s: float) -> None:
        """Open exactly these sources; a closed one keeps its m-line, so that it re-opens without an offer."""
        self._open = frozenset(wanted)
        for source in wanted:
            if source not in self._lines.values():
                self._lines[str(len(self._lines))] = source
                self.negotiation.want()
        for source, layers in self.sources.items():
            layers.set_open(source in self._open, now_s)
        self.offer_if_needed(now_s)

    def send_in(self, source: Source, codecs: tuple[str, ...], now_s: float) -> None:
        """Ask the page to send the source in the first of these that it speaks."""
        if self._codecs_of(source) == codecs:
            return
        self._codecs[source] = codecs
        if source in self._lines.values():
            self.negotiation.want()
            self.offer_if_needed(now_s)

    def _codecs_of(self, source: Source) -> tuple[str, ...]:
        return self._codecs.get(source) or in_order((), media_of(source[0]))

    def media(self, version: int) -> list[sdp.OfferedMedia]:
        """One m-line per source ever opened."""
        return [
            sdp.OfferedMedia(
                mid,
                media_of(source[0]),
                "recvonly",
                rids=OFFERED[source[0]],
                codecs=self._codecs_of(source),
            )
            for mid, source in self._lines.items()
        ]

    def tracks(self) -> list[protocol.Track]:
        """What the page shall attach, closed sources included: it knows itself what is closed."""
        return [protocol.Track(mid, self._account, kind, index) for mid, (kind, index) in self._lines.items()]

    def on_answered(self, answer: sdp.Answer) -> None:
        """Learn which SSRCs and layers the page announced for which m-line."""
        for line in answer.media:
            self._rids_of[line.mid] = line.rids
            self._mid_of.update((ssrc, line.mid) for ssrc in line.ssrcs[:MAX_SSRCS])
            self._repairs.update(line.repairs[:MAX_SSRCS])

    # ---- packets

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Sort one packet to its stream, out of its retransmission wrapping if need be."""
        extensions = read_extensions(packet)
        ssrc = int.from_bytes(packet[8:12], "big")
        if packet[1] & 0x7F in RTX_FORMATS:
            self._on_retransmission(packet, ssrc, extensions, arrival_s)
            return
        stream = self._by_ssrc.get(ssrc)
        if stream is None:
            stream = self._bind(packet, ssrc, extensions)
        elif stream.format is not format_of(packet):
            stream = self._change(packet, stream)
        if stream is not None:
            stream.on_rtp(packet, extensions, arrival_s)

    def _on_retransmission(self, packet: bytes, ssrc: int, extensions: Extensions, arrival_s: float) -> None:
        stream = self._by_ssrc.get(self._repairs.get(ssrc, 0)) or self._repaired_by_mid(packet, ssrc, extensions)
        if stream is None or stream.format is not RTX_FORMATS[packet[1] & 0x7F]:
            return  # or it repeats what was sent in another codec
        original = unwrap_rtx(packet, payload_type=stream.format.payload_type, ssrc=stream.ssrc)
        if original is not None:
            stream.on_rtp(original, extensions, arrival_s)

    def _repaired_by_mid(self, packet: bytes, ssrc: int, extensions: Extensions) -> InStream | None:
        mid = extension_text(packet, extensions, EXT_MID)
        source = self._lines.get(mid) if mid is not None else None
        layers = self.sources.get(source) if source is not None else None
        layer = layers.get(extension_text(packet, extensions, EXT_REPAIRED_RID) or SINGLE) if layers else None
        if layer is None:
            return None
        if len(self._repairs) < MAX_SSRCS:
            self._repairs[ssrc] = layer.stream.ssrc
        return layer.stream

    def _bind(self, packet: bytes, ssrc: int, extensions: Extensions) -> InStream | None:
        """A new SSRC: MID and RID in its first packets, or the answer, say which m-line and layer it belongs to."""
        mid = extension_text(packet, extensions, EXT_MID) or self._mid_of.get(ssrc)
        source = self._lines.get(mid) if mid is not None else None
        kind = format_of(packet)
        if mid is None or source is None or kind is None or kind.media != media_of(source[0]):
            return None
        rid = extension_text(packet, extensions, EXT_RID) or SINGLE
        if rid not in (self._rids_of.get(mid) or (SINGLE,)) or is_padding_only(packet):
            return None
        if len(self._by_ssrc) >= MAX_SSRCS:
            return None
        return self._put((source, rid), ssrc, kind)

    def _change(self, packet: bytes, before: InStream) -> InStream | None:
        """The page sends the stream in another codec from here on; a late packet of the last one changes nothing."""
        kind, newest = format_of(packet), before.stats.newest
        sequence = int.from_bytes(packet[2:4], "big")
        if kind is None or kind.media != before.format.media or is_padding_only(packet):
            return None
        if newest is not None and seq_distance(sequence, newest) < 0:
            return None
        return self._put(self._places[before.ssrc], before.ssrc, kind)

    def _put(self, place: Place, ssrc: int, kind: Format) -> InStream:
        source, rid = place
        stream = InStream(ssrc, kind, lambda: self._send_pli(ssrc))
        stream.on_restless = self._on_restless
        layers = self.sources.get(source)
        if layers is None:
            layers = self.sources[source] = LayeredSource(source[0])
            layers.set_open(source in self._open, time.monotonic())
        before = layers.put(rid, stream)
        if before is not None:
            before.detach_all()
            self._by_ssrc.pop(before.ssrc, None)
            self._places.pop(before.ssrc, None)
            self.session.unbind(before)
        self._by_ssrc[ssrc], self._places[ssrc] = stream, place
        self.session.bind(stream)
        logger.info("link %s: %s %d %s arrives as %s", self.epoch, *source, rid, kind.codec)
        self._on_restless()  # the page counts on being told soon what came
        self._on_stream(source, layers)
        return stream

    def on_rtcp(self, packet: rtcp.Packet) -> None:
        """The publisher's clock, and the round trip to it."""
        if isinstance(packet, rtcp.SenderReport):
            stream = self._by_ssrc.get(packet.ssrc)
            if stream is not None:
                stream.on_sender_report(packet, time.monotonic())
        elif isinstance(packet, rtcp.DelayReport) and packet.ssrc == self.sender_ssrc:
            round_trip_s = rtcp.round_trip_s(packet, rtcp.ntp_time(time.monotonic()))
            for stream in self._by_ssrc.values():
                stream.round_trip_s = round_trip_s

    # ---- feedback

    @property
    def is_restless(self) -> bool:
        """Whether it needs the fast beat: packets are missing or awaited, or nobody else sends the feedback."""
        if not self.session.is_connected:
            return False
        return not self.session.tells_itself or any(s.is_open and s.is_restless for s in self._by_ssrc.values())

    def tick_fast(self, now_s: float) -> None:
        """Every beat: transport-cc feedback, NACKs, repeated key-frame requests."""
        if not self.session.is_connected:
            return
        self.session.send_feedback(self.sender_ssrc, next(iter(self._by_ssrc), 0))
        for stream in self._by_ssrc.values():
            lost = stream.due_nacks(now_s)
            if lost:
                self.session.send_rtcp(rtcp.nack(self.sender_ssrc, stream.ssrc, lost))

    def tick_slow(self, now_s: float) -> None:
        """Every second: a receiver report, which also tells the page that its MID was understood, and our clock."""
        blocks = [b for b in (s.report(now_s) for s in self._by_ssrc.values()) if b is not None]
        reports = [
            rtcp.receiver_report(self.sender_ssrc, blocks[start : start + 31]) for start in range(0, len(blocks), 31)
        ]
        if reports:  # in as few packets as may be: each wakes the page
            reports[-1] += rtcp.reference_time(self.sender_ssrc, rtcp.ntp_time(now_s))
        for report in reports:
            self.session.send_rtcp(report)
        self.resend_if_due(now_s)

    def _send_pli(self, ssrc: int) -> None:
        self.session.send_rtcp(rtcp.pli(self.sender_ssrc, ssrc))

    async def close(self) -> None:
        """Release the subscribers, then the session."""
        for layers in self.sources.values():
            layers.detach_all()
        await super().close()
        # They refer to us, and their histories are large: nothing of this is for the garbage collector.
        self.sources.clear()
        self._by_ssrc.clear()
