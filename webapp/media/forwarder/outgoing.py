"""The stream towards one subscriber: numbers that stay continuous whatever source feeds it, retransmissions, SRs."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable, Iterable

from webapp.media.core import rtcp
from webapp.media.core.formats import EXT_TRANSPORT_CC, RTX_FORMATS, VP8
from webapp.media.core.rtp import HEADER, padding_packet, read_extensions, wrap_rtx
from webapp.media.core.seqmap import LeftOut, SequenceMap, TimestampMap, seq_distance
from webapp.media.core.thinning import Thinning
from webapp.media.core.vp8 import PictureIdMap, read_descriptor
from webapp.media.forwarder.source import Log, Source
from webapp.media.forwarder.srtp import SrtpHandle, protect

Address = tuple[str, int]

SendRun = Callable[[int, int, Address], object]
"""Sends what lies in the room of `srtp`, so many bytes: packets of this size (the last may be shorter), at once.

Raises OSError.
"""

REWRITTEN = struct.Struct("!HLL")  # sequence, timestamp, ssrc; the payload type is the same on every leg
NUMBER = struct.Struct("!H")  # the transport-wide number
_PADDING_TYPE = min(RTX_FORMATS)  # any retransmission type will do


class OutStream:
    """One stream towards one subscriber, whatever source feeds it."""

    __slots__ = (
        "_base_octets",
        "_base_packets",
        "_last_clock",
        "_last_source",
        "_left_pictures",
        "_pictures",
        "_rtx_sequence",
        "_sequences",
        "_thinning",
        "_timestamps",
        "address",
        "awaited",
        "descriptor",
        "dropped",
        "is_thinned",
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
        self.is_thinned = False
        """Whether only those pictures shall flow that others build on (see `core.thinning`)."""
        self._thinning: Thinning | None = None
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
        self._left_pictures = LeftOut()  # by the number of the first packet of each
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
        self._left_pictures.clear()
        self._thinning = Thinning(sequence, timestamp) if self.is_thinned and source.format.codec == "vp8" else None
        self.source = self._last_source = source
        self._renumber(source)
        self._base_packets -= source.packets_out
        self._base_octets -= source.octets_out

    def _renumber(self, source: Source) -> None:
        """The numbers of this source's packets become ours in another way than before."""
        self.seq_offset, self.ts_offset = self._sequences.offset, self._timestamps.offset
        is_moved = source.format.codec == "vp8" and not self._pictures.is_identity
        self.rewrites_pictures = is_moved or self._thinning is not None

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
        self._thinning = None

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
        """Keep the window of the numbers known near the stream; call each second."""
        self._sequences.follow(newest)
        self._left_pictures.forget_before((newest - 0x2000) & 0xFFFF)

    # ---- thinning: what is left out is decided here, packet by packet, for both twins

    def thin(self, is_thinned: bool) -> None:
        """Leave out, or send again, the pictures that no other needs; that begins and ends between two pictures.

        A stream without temporal layers, or not in VP8, stays whole.
        """
        if is_thinned == self.is_thinned:
            return
        self.is_thinned = is_thinned
        source = self.source
        if self._thinning is not None:
            self._thinning.is_wanted = is_thinned
        elif is_thinned and source is not None and source.format.codec == "vp8":
            source.flush()
            self._set_thinning(Thinning(source.stats.newest or 0, source.last_timestamp), source)

    def _set_thinning(self, thinning: Thinning | None, source: Source) -> None:
        self._thinning = thinning
        self._renumber(source)
        source.watch()

    def _passes(self, packet: bytearray, sequence: int, ours: int, timestamp: int, now_s: float) -> bool:
        """Whether the packet goes on; where it does not, the subscriber misses no number."""
        thinning, source = self._thinning, self.source
        if thinning is None or source is None or thinning.is_late(sequence):
            if not self._is_surplus(packet, sequence):
                return True
            self._stamp_and_send(self._filler(ours, timestamp), now_s)
            return False
        if thinning.passes(packet, sequence, timestamp):
            if thinning.is_over:
                self._set_thinning(None, source)
            elif thinning.needs_keyframe and thinning.begins_picture:
                source.request_keyframe(now_s)
            return True
        self._leave_out(sequence, len(packet), is_first=thinning.begins_picture)
        return False

    def _leave_out(self, sequence: int, octets: int, *, is_first: bool) -> None:
        self._sequences.leave_out(sequence)
        if is_first:
            self._left_pictures.add(sequence)
            self._pictures.leave_out()
        self._base_packets -= 1
        self._base_octets -= octets

    def _is_surplus(self, packet: bytes | bytearray, sequence: int) -> bool:
        """Whether a packet that has a number, because it came or is asked for late, is one that is left out now or was.

        A link that must be spared gets no picture again that it can do without, even if it was sent whole.
        """
        if self._thinning is None or not self._thinning.is_wanted:
            left = self._left_pictures
            was_thinned = left.numbers and seq_distance(sequence, left.numbers[0]) > 0 and left.ahead_of(sequence)
            if not was_thinned:
                return False
        picture = read_descriptor(packet)
        return picture is not None and picture.temporal_layer > 0

    def _filler(self, ours: int, timestamp: int) -> bytearray:
        """An empty packet that has this number, so that nobody misses it."""
        moved = (timestamp + self.ts_offset) & 0xFFFFFFFF
        return padding_packet(VP8.payload_type, ours, moved, self.ssrc, 1, EXT_TRANSPORT_CC)

    # ---- sending

    def send_copy(self, packet: bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        """Rewrite this copy in full and send it, unless the packet is from before our start, or left out.

        `stamp_at` is where its transport-wide number lies; 0 when it has none.
        """
        ours = self._sequences.to_ours(sequence)
        if ours is None:
            return
        is_checked = self._thinning is not None or self._left_pictures.numbers
        if is_checked and not self._passes(packet, sequence, ours, timestamp, now_s):
            return
        self._rewrite(packet, sequence, ours, timestamp)
        if stamp_at:
            NUMBER.pack_into(packet, stamp_at, self.log.stamp(len(packet), now_s))
        self.encrypt_and_send(packet)

    def _rewrite(self, packet: bytearray, theirs: int, ours: int, timestamp: int) -> None:
        """Put our numbers into a copy of the packet."""
        REWRITTEN.pack_into(packet, 2, ours, (timestamp + self.ts_offset) & 0xFFFFFFFF, self.ssrc)
        if self.rewrites_pictures:
            self._pictures.rewrite(packet, self._left_pictures.ahead_of(theirs) or 0)

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
                self._send_again(bytearray(packet), theirs, sequence, source.format.rtx_payload_type, now_s)

    def _send_again(self, packet: bytearray, theirs: int, ours: int, payload_type: int, now_s: float) -> None:
        timestamp = HEADER.unpack_from(packet)[3]
        if self._is_surplus(packet, theirs):
            packet = self._filler(ours, timestamp)
        else:
            self._rewrite(packet, theirs, ours, timestamp)
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
