"""The pure-Python forwarder: plaintext RTP in, rewritten and encrypted RTP out to every subscriber.

Synchronous on purpose: no coroutine, no queue and no object per packet and subscriber. It calls
pylibsrtp's own binding, which saves two copies and an allocation per packet.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable, Iterable
from typing import NewType, Protocol

from pylibsrtp._binding import ffi, lib

from webapp.media.core import rtcp
from webapp.media.core.formats import EXT_ABS_SEND_TIME, LEG_EXTENSIONS, Format
from webapp.media.core.nack import LossTracker, ReceptionStats
from webapp.media.core.rtp import HEADER, Extensions, abs_send_time, blank_extensions, wrap_rtx
from webapp.media.core.seqmap import SequenceMap, TimestampMap
from webapp.media.core.vp8 import PictureIdMap

SrtpHandle = NewType("SrtpHandle", object)
"""A libsrtp session: the `_srtp[0]` of a pylibsrtp Session."""
Address = tuple[str, int]

HISTORY = 1024  # packets kept for retransmission: 3 s at 300 packets per second
KEYFRAME_INTERVAL_S = 0.3  # requests of all subscribers within this time become one
SILENT_AFTER_S = 1.0  # a source that sends nothing is not asked for key frames
MAX_PACKET = 2048
_TRAILER = 64  # room for the longest SRTP tag

_REWRITTEN = struct.Struct("!HLL")  # sequence, timestamp, ssrc
_length = ffi.new("int *")
_scratch = ffi.new("char[]", MAX_PACKET + _TRAILER)
_scratch_view = memoryview(ffi.buffer(_scratch))
_memmove = ffi.memmove
_protect = lib.srtp_protect
_unprotect = lib.srtp_unprotect


class Tap(Protocol):
    """What an incoming stream asks of a tap (see `webapp.media.rtc.taps`)."""

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one packet."""

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the publisher's clock pair."""


def unprotect(srtp: SrtpHandle, data: bytes) -> bytes | None:
    """Decrypt one SRTP packet; None when it is forged, repeated or too long (RFC 3711 3.3)."""
    size = len(data)
    if size > MAX_PACKET:
        return None
    _memmove(_scratch, data, size)
    _length[0] = size
    if _unprotect(srtp, _scratch, _length):
        return None
    return _scratch_view[: _length[0]].tobytes()


class OutStream:
    """One stream towards one subscriber, whatever source feeds it."""

    __slots__ = (
        "_base_octets",
        "_base_packets",
        "_last_source",
        "_pictures",
        "_rtx_sequence",
        "_sequences",
        "_timestamps",
        "address",
        "dropped",
        "rewrites_pictures",
        "rtx_ssrc",
        "send_rtcp",
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
    ) -> None:
        self.srtp, self.sendto, self.address, self.send_rtcp = srtp, sendto, address, send_rtcp
        self.ssrc, self.rtx_ssrc = ssrc, rtx_ssrc
        self.source: InStream | None = None
        self.seq_offset = self.dropped = 0
        self.rewrites_pictures = False
        self._last_source: InStream | None = None
        # Low first numbers: the other side must guess the rollover counter, and guesses 0 (RFC 3711 3.3.1).
        self._sequences = SequenceMap(secrets.randbelow(0x4000))
        self._timestamps = TimestampMap(clock_hz, secrets.randbits(32))
        self.ts_offset = self._timestamps.offset
        self._pictures = PictureIdMap()
        self._rtx_sequence = secrets.randbelow(0x4000)
        self._base_packets = self._base_octets = 0

    def start(self, source: InStream, sequence: int, timestamp: int, packet: bytearray, now_s: float) -> None:
        """Continue with this source from this packet on."""
        self._sequences.rebase(sequence)
        if self._last_source is not None and self._last_source is not source:
            self._timestamps.rebase(timestamp, now_s)
            if source.format.codec == "vp8":
                self._pictures.rebase(packet)
        self.seq_offset, self.ts_offset = self._sequences.offset, self._timestamps.offset
        self.rewrites_pictures = source.format.codec == "vp8" and not self._pictures.is_identity
        self._last_source = source
        self._base_packets -= source.packets_out
        self._base_octets -= source.octets_out

    def stop(self, source: InStream) -> None:
        """The source goes away: remember where it was, so that the next one continues there."""
        if source.stats.newest is not None:
            self._sequences.note(source.stats.newest)
            self._timestamps.note(source.last_timestamp, source.last_arrival_s)
            last = source.packet(source.stats.newest)
            if last is not None and source.format.codec == "vp8":
                self._pictures.note(last)
        self._base_packets += source.packets_out
        self._base_octets += source.octets_out

    def follow(self, newest: int) -> None:
        """Keep the sequence map's window near the stream; call each second."""
        self._sequences.follow(newest)

    def send_copy(self, packet: bytearray, sequence: int, timestamp: int) -> None:
        """Rewrite this copy in full and send it, unless the packet is from before our start."""
        if self._sequences.to_ours(sequence) is not None:
            self.rewrite(packet, sequence, timestamp)
            self.encrypt_and_send(packet)

    def rewrite(self, packet: bytearray, sequence: int, timestamp: int) -> None:
        """Put our numbers into a copy of the packet."""
        _REWRITTEN.pack_into(
            packet, 2, (sequence + self.seq_offset) & 0xFFFF, (timestamp + self.ts_offset) & 0xFFFFFFFF, self.ssrc
        )
        if self.rewrites_pictures:
            self._pictures.rewrite(packet)

    def encrypt_and_send(self, packet: bytes | bytearray) -> None:
        """Encrypt one plaintext packet and send it; failures are counted, never raised."""
        size = len(packet)
        _memmove(_scratch, packet, size)
        _length[0] = size
        if _protect(self.srtp, _scratch, _length):
            self.dropped += 1
            return
        try:
            self.sendto(_scratch_view[: _length[0]], self.address)
        except OSError:
            self.dropped += 1

    def on_nack(self, sequences: Iterable[int]) -> None:
        """Retransmit what the subscriber lacks and we still have (RFC 4588)."""
        source = self.source
        if source is None or source.format.rtx_payload_type is None:
            return
        for sequence in sequences:
            theirs = self._sequences.to_theirs(sequence)
            packet = source.packet(theirs) if theirs is not None else None
            if theirs is not None and packet is not None:
                self._retransmit(bytearray(packet), theirs, source.format.rtx_payload_type)

    def _retransmit(self, packet: bytearray, theirs: int, payload_type: int) -> None:
        self.rewrite(packet, theirs, HEADER.unpack_from(packet)[3])
        sequence, self._rtx_sequence = self._rtx_sequence, (self._rtx_sequence + 1) & 0xFFFF
        self.encrypt_and_send(
            wrap_rtx(packet, payload_type=payload_type, ssrc=self.rtx_ssrc, sequence=sequence)
        )

    def on_keyframe_request(self, now_s: float) -> None:
        """The subscriber cannot decode."""
        if self.source is not None:
            self.source.request_keyframe(now_s)

    def send_report(self, source: InStream, report: rtcp.SenderReport) -> None:
        """Pass the publisher's clock pair on, in our timestamps: this keeps sound and picture in step."""
        moved = (report.rtp_timestamp + self.ts_offset) & 0xFFFFFFFF
        packets = self._base_packets + source.packets_out
        octets = self._base_octets + source.octets_out
        self.send_rtcp(rtcp.sender_report(rtcp.SenderReport(self.ssrc, report.ntp, moved, packets, octets)))


class InStream:
    """One stream received from a publisher: statistics, losses, history, and who gets it."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        self.ssrc, self.format = ssrc, kind
        self.stats = ReceptionStats(kind.clock_hz)
        self.losses = LossTracker()
        self.taps: list[Tap] = []
        self.is_open = True
        self.duplicates = self.packets_out = self.octets_out = 0
        self.last_timestamp = 0
        self.last_arrival_s = 0.0
        self._send_pli = send_pli
        self._last_pli_s = -KEYFRAME_INTERVAL_S
        self._keyframe_wanted = False
        self._report: rtcp.SenderReport | None = None
        self._sinks: list[OutStream] = []
        self._waiting: list[OutStream] = []
        self._numbers = [-1] * HISTORY
        self._packets: list[bytes] = [b""] * HISTORY

    # ---- the packet path

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        slot = sequence % HISTORY
        if self._numbers[slot] == sequence:  # browsers probe the bandwidth by sending old packets again
            self.duplicates += 1
            return
        before = self.stats.newest
        ahead = self.stats.on_packet(sequence, timestamp, arrival_s)
        if ahead != 1 and not self._note_disorder(before, ahead, sequence):
            return
        self._numbers[slot] = sequence
        if not self.is_open:
            self._packets[slot] = b""
            return
        for tap in self.taps:
            tap.on_rtp(packet, arrival_s)
        buffer = bytearray(packet)
        self._shape(buffer, extensions, arrival_s)
        self._packets[slot] = bytes(buffer)
        self._forward(buffer, sequence, timestamp, ahead, arrival_s)

    def _forward(self, buffer: bytearray, sequence: int, timestamp: int, ahead: int, now_s: float) -> None:
        if ahead <= 0:
            for out in self._sinks:
                out.send_copy(bytearray(buffer), sequence, timestamp)
            return
        self.last_timestamp, self.last_arrival_s = timestamp, now_s
        is_key = self.format.starts_keyframe
        if self._waiting and (is_key is None or is_key(buffer)):
            self._admit(buffer, sequence, timestamp, now_s)
        if self._sinks:
            self.packets_out += 1
            self.octets_out += len(buffer)
            self._fan_out(buffer, sequence, timestamp)

    def _fan_out(self, buffer: bytearray, sequence: int, timestamp: int) -> None:
        """The hot loop: everything per subscriber happens here and nowhere else."""
        size = len(buffer)
        pack_into = _REWRITTEN.pack_into
        for out in self._sinks:
            if out.rewrites_pictures:
                out.send_copy(bytearray(buffer), sequence, timestamp)
                continue
            pack_into(
                buffer, 2, (sequence + out.seq_offset) & 0xFFFF, (timestamp + out.ts_offset) & 0xFFFFFFFF, out.ssrc
            )
            _memmove(_scratch, buffer, size)
            _length[0] = size
            if _protect(out.srtp, _scratch, _length):
                out.dropped += 1
                continue
            try:
                out.sendto(_scratch_view[: _length[0]], out.address)
            except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
                out.dropped += 1

    def _shape(self, buffer: bytearray, extensions: Extensions, now_s: float) -> None:
        """Remove what belongs to the publisher's leg, and stamp our own sending time."""
        if not extensions:
            return
        blank_extensions(buffer, extensions, LEG_EXTENSIONS)
        place = extensions.get(EXT_ABS_SEND_TIME)
        if place is not None and place[1] == 3:
            buffer[place[0] : place[0] + 3] = abs_send_time(now_s).to_bytes(3, "big")

    def _note_disorder(self, before: int | None, ahead: int, sequence: int) -> bool:
        """Keep account of gaps and late packets; False when the packet is too old to be of use."""
        if ahead > 1 and before is not None and self.format.rtx_payload_type is not None:
            self.losses.on_gap(before, sequence)
        elif ahead <= 0:
            self.losses.on_late(sequence)
        return ahead > -HISTORY

    # ---- subscribers

    def attach(self, out: OutStream, now_s: float) -> None:
        """Feed the subscriber from the next key frame on."""
        if out.source is self:
            return
        if out.source is not None:
            out.source.detach(out)
        out.source = self
        self._waiting.append(out)
        self.request_keyframe(now_s)

    def detach(self, out: OutStream) -> None:
        """Stop feeding the subscriber."""
        if out.source is not self:
            return
        out.source = None
        if out in self._waiting:
            self._waiting.remove(out)
        else:
            self._sinks.remove(out)
            out.stop(self)

    def detach_all(self) -> None:
        """Stop feeding everyone."""
        for out in [*self._sinks, *self._waiting]:
            self.detach(out)

    def set_open(self, is_open: bool) -> None:
        """Forward or not: a closed stream keeps its place and its statistics."""
        if is_open == self.is_open:
            return
        self.is_open = is_open
        if not is_open:
            for out in self._sinks:
                out.stop(self)
            self._waiting, self._sinks = [*self._waiting, *self._sinks], []
            self.losses.forget()

    def _admit(self, buffer: bytearray, sequence: int, timestamp: int, now_s: float) -> None:
        admitted, self._waiting = self._waiting, []
        for out in admitted:
            out.start(self, sequence, timestamp, buffer, now_s)
            if self._report is not None:
                out.send_report(self, self._report)
        self._sinks += admitted

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None

    # ---- feedback

    def request_keyframe(self, now_s: float) -> None:
        """Ask the publisher for a key frame, now or as soon as the last request is old enough."""
        if self.format.starts_keyframe is not None:
            self._keyframe_wanted = True
            self._maybe_request(now_s)

    def due_nacks(self, now_s: float) -> list[int]:
        """What to ask the publisher for again; call every 50 ms, it also repeats key-frame requests."""
        nacks: list[int] = []
        if self.is_open and self.stats.newest is not None and self.format.rtx_payload_type is not None:
            nacks = self.losses.due(self.stats.newest, now_s)
        if self._waiting or self.losses.keyframe_wanted:
            self._keyframe_wanted = self.format.starts_keyframe is not None
            self.losses.keyframe_wanted = False
        self._maybe_request(now_s)
        return nacks

    def _maybe_request(self, now_s: float) -> None:
        if not self._keyframe_wanted or not self.is_open:
            return
        if now_s - self._last_pli_s < KEYFRAME_INTERVAL_S or now_s - self.last_arrival_s > SILENT_AFTER_S:
            return
        self._last_pli_s, self._keyframe_wanted = now_s, False
        self._send_pli()

    def on_sender_report(self, report: rtcp.SenderReport, now_s: float) -> None:
        """Take the publisher's clock pair and pass it on."""
        self.stats.on_sender_report(report.ntp, now_s)
        self._report = report
        for tap in self.taps:
            tap.on_sender_report(report.ntp, report.rtp_timestamp)
        for out in self._sinks:
            out.send_report(self, report)

    def report(self, now_s: float) -> rtcp.ReportBlock | None:
        """The report block of the last second; None before the first packet."""
        if self.stats.newest is None:
            return None
        for out in self._sinks:
            out.follow(self.stats.newest)
        return self.stats.report(self.ssrc, now_s)
