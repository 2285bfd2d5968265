"""The stream towards one subscriber: numbers that stay continuous whatever source feeds it, retransmissions, SRs."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable, Iterable
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.formats import EXT_TRANSPORT_CC, RTX_FORMATS, Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, padding_packet, read_extensions, wrap_rtx
from webapp.media.core.seqmap import SequenceMap, TimestampMap
from webapp.media.core.vp8 import PictureIdMap
from webapp.media.forwarder.srtp import SrtpHandle, protect

Address = tuple[str, int]

SendRun = Callable[[int, int, Address], object]
"""Sends what lies in the room of `srtp`, so many bytes: packets of this size (the last may be shorter), at once.

Raises OSError.
"""

REWRITTEN = struct.Struct("!HLL")  # sequence, timestamp, ssrc; the payload type is the same on every leg
NUMBER = struct.Struct("!H")  # the transport-wide number
_PADDING_TYPE = min(RTX_FORMATS)  # any retransmission type will do


class Log(Protocol):
    """What a subscriber's stream asks of the log of its connection (see `SendLog`)."""

    def stamp(self, size_bytes: int, now_s: float) -> int:
        """The transport-wide number of the packet that leaves now."""


class Source(Protocol):
    """What a subscriber's stream asks of the incoming stream that feeds it."""

    format: Format
    clock: rtcp.SenderReport | None

    @property
    def stats(self) -> ReceptionStats:
        """What the source received."""

    @property
    def packets_out(self) -> int:
        """How many packets went to each of its subscribers."""

    @property
    def octets_out(self) -> int:
        """How many bytes went to each of its subscribers."""

    @property
    def last_timestamp(self) -> int:
        """The timestamp of its newest packet."""

    @property
    def last_arrival_s(self) -> float:
        """When that one came."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""

    def request_keyframe(self, now_s: float) -> None:
        """Ask the publisher for a key frame."""

    def withdraw(self, out: OutStream) -> None:
        """The subscriber waits here no longer."""

    def release(self, out: OutStream) -> None:
        """Stop feeding the subscriber."""

    def watch(self) -> None:
        """A subscriber moved to another kind of transport."""


class OutStream:
    """One stream towards one subscriber, whatever source feeds it."""

    __slots__ = (
        "_base_octets",
        "_base_packets",
        "_last_clock",
        "_last_source",
        "_pictures",
        "_rtx_sequence",
        "_sequences",
        "_timestamps",
        "address",
        "awaited",
        "descriptor",
        "dropped",
        "log",
        "rewrites_pictures",
        "rtx_ssrc",
        "send_rtcp",
        "send_run",
        "sendto",
        "seq_offset",
        "source",
        "srtp",
        "ssrc",
        "ts_offset",
    )

    def __init__(
        self,
        *,
        srtp: SrtpHandle,
        sendto: Callable[[memoryview, Address], object],
        address: Address,
        send_rtcp: Callable[[bytes], None],
        ssrc: int,
        rtx_ssrc: int,
        clock_hz: int,
        log: Log,
        descriptor: int | None = None,
        send_run: SendRun | None = None,
    ) -> None:
        """`descriptor` is the UDP socket that `sendto` sends on; None when it is none, as with TCP.

        `send_run` is None where packets cannot leave together.
        """
        self.srtp, self.sendto, self.address, self.send_rtcp = srtp, sendto, address, send_rtcp
        self.descriptor, self.send_run = descriptor, send_run
        self.ssrc, self.rtx_ssrc, self.log = ssrc, rtx_ssrc, log
        self.source: Source | None = None
        self.awaited: Source | None = None
        self.seq_offset = self.dropped = 0
        self.rewrites_pictures = False
        self._last_source: Source | None = None
        self._last_clock: rtcp.SenderReport | None = None
        # Low first numbers: the other side must guess the rollover counter, and guesses 0 (RFC 3711 3.3.1).
        self._sequences = SequenceMap(secrets.randbelow(0x4000))
        self._timestamps = TimestampMap(clock_hz, secrets.randbits(32))
        self.ts_offset = self._timestamps.offset
        self._pictures = PictureIdMap()
        self._rtx_sequence = secrets.randbelow(0x4000)
        self._base_packets = self._base_octets = 0

    def start(self, source: Source, sequence: int, timestamp: int, packet: bytes | bytearray, now_s: float) -> None:
        """Continue with this source from this packet on."""
        self._sequences.rebase(sequence)
        if self._last_source is not None and self._last_source is not source:
            self._timestamps.rebase(timestamp, now_s)
            if self._last_clock is not None and source.clock is not None:
                self._timestamps.align(timestamp, self._last_clock, source.clock)
            if source.format.codec == "vp8":
                self._pictures.rebase(packet)
        self.seq_offset, self.ts_offset = self._sequences.offset, self._timestamps.offset
        self.rewrites_pictures = source.format.codec == "vp8" and not self._pictures.is_identity
        self.source = self._last_source = source
        self._base_packets -= source.packets_out
        self._base_octets -= source.octets_out

    def stop(self, source: Source) -> None:
        """The source goes away: remember where it was, so that the next one continues there."""
        if source.stats.newest is not None:
            self._sequences.note(source.stats.newest)
            self._timestamps.note(source.last_timestamp, source.last_arrival_s)
            self._last_clock = source.clock
            last = source.packet(source.stats.newest)
            if last is not None and source.format.codec == "vp8":
                self._pictures.note(last)
        self._base_packets += source.packets_out
        self._base_octets += source.octets_out

    def redirect(
        self,
        sendto: Callable[[memoryview, Address], object],
        address: Address,
        descriptor: int | None,
        send_run: SendRun | None = None,
    ) -> None:
        """Send there from now on; the arguments are those of the constructor."""
        self.sendto, self.address, self.descriptor, self.send_run = sendto, address, descriptor, send_run
        if self.source is not None:
            self.source.watch()

    def detach(self) -> None:
        """Be fed by nobody."""
        if self.awaited is not None:
            self.awaited.withdraw(self)
        if self.source is not None:
            self.source.release(self)

    @property
    def octets(self) -> int:
        """Bytes of media sent so far, whatever the sources; retransmissions and padding are not counted."""
        return self._base_octets + (self.source.octets_out if self.source is not None else 0)

    def follow(self, newest: int) -> None:
        """Keep the sequence map's window near the stream; call each second."""
        self._sequences.follow(newest)

    def send_copy(self, packet: bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        """Rewrite this copy in full and send it, unless the packet is from before our start.

        `stamp_at` is where its transport-wide number lies; 0 when it has none.
        """
        if self._sequences.to_ours(sequence) is not None:
            self.rewrite(packet, sequence, timestamp)
            if stamp_at:
                NUMBER.pack_into(packet, stamp_at, self.log.stamp(len(packet), now_s))
            self.encrypt_and_send(packet)

    def rewrite(self, packet: bytearray, sequence: int, timestamp: int) -> None:
        """Put our numbers into a copy of the packet."""
        REWRITTEN.pack_into(
            packet, 2, (sequence + self.seq_offset) & 0xFFFF, (timestamp + self.ts_offset) & 0xFFFFFFFF, self.ssrc
        )
        if self.rewrites_pictures:
            self._pictures.rewrite(packet)

    def encrypt_and_send(self, packet: bytes | bytearray) -> None:
        """Encrypt one plaintext packet and send it; failures are counted, never raised."""
        encrypted = protect(self.srtp, packet)
        if encrypted is None:
            self.dropped += 1
            return
        try:
            self.sendto(encrypted, self.address)
        except OSError:
            self.dropped += 1

    def on_nack(self, sequences: Iterable[int], now_s: float) -> None:
        """Retransmit what the subscriber lacks and we still have (RFC 4588)."""
        source = self.source
        if source is None or source.format.rtx_payload_type is None:
            return
        for sequence in sequences:
            theirs = self._sequences.to_theirs(sequence)
            packet = source.packet(theirs) if theirs is not None else None
            if theirs is not None and packet is not None:
                self._retransmit(bytearray(packet), theirs, source.format.rtx_payload_type, now_s)

    def _retransmit(self, packet: bytearray, theirs: int, payload_type: int, now_s: float) -> None:
        self.rewrite(packet, theirs, HEADER.unpack_from(packet)[3])
        again = wrap_rtx(packet, payload_type=payload_type, ssrc=self.rtx_ssrc, sequence=self._next_rtx_sequence())
        self._stamp_and_send(again, now_s)

    def send_padding(self, size: int, now_s: float) -> None:
        """Send `size` (at most 255) bytes of padding: what it takes to learn whether more would get through."""
        sequence, timestamp = self._next_rtx_sequence(), self._timestamps.latest
        self._stamp_and_send(
            padding_packet(_PADDING_TYPE, sequence, timestamp, self.rtx_ssrc, size, EXT_TRANSPORT_CC), now_s
        )

    def _next_rtx_sequence(self) -> int:
        sequence, self._rtx_sequence = self._rtx_sequence, (self._rtx_sequence + 1) & 0xFFFF
        return sequence

    def _stamp_and_send(self, packet: bytearray, now_s: float) -> None:
        place = read_extensions(packet).get(EXT_TRANSPORT_CC)
        if place is not None:
            NUMBER.pack_into(packet, place[0], self.log.stamp(len(packet), now_s))
        self.encrypt_and_send(packet)

    def on_keyframe_request(self, now_s: float) -> None:
        """The subscriber cannot decode: what it gets and what it waits for shall begin anew."""
        for source in (self.source, self.awaited):
            if source is not None:
                source.request_keyframe(now_s)

    def send_report(self, source: Source, report: rtcp.SenderReport) -> None:
        """Pass the publisher's clock pair on, in our timestamps: this keeps sound and picture in step."""
        moved = (report.rtp_timestamp + self.ts_offset) & 0xFFFFFFFF
        packets = self._base_packets + source.packets_out
        octets = self._base_octets + source.octets_out
        self.send_rtcp(rtcp.sender_report(rtcp.SenderReport(self.ssrc, report.ntp, moved, packets, octets)))
