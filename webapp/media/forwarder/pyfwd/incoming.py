"""The stream received from a publisher: statistics, losses, history, and the fan-out to its subscribers.

Synchronous on purpose: no coroutine, no queue and no object per packet and subscriber.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.formats import EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, LEG_EXTENSIONS, Format
from webapp.media.core.nack import LossTracker, ReceptionStats
from webapp.media.core.rtp import HEADER, Extensions, abs_send_time, blank_extensions
from webapp.media.forwarder.pyfwd.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.pyfwd.srtp import length, memmove, scratch, scratch_view, srtp_protect

HISTORY = 1024  # packets kept for retransmission: 3 s at 300 packets per second
KEYFRAME_INTERVAL_S = 0.3  # requests of all subscribers within this time become one
SILENT_AFTER_S = 1.0  # a source that sends nothing is not asked for key frames
SILENCE = 127  # the lowest audio level, in -dBov (RFC 6464)


class Tap(Protocol):
    """What an incoming stream asks of a tap (see `webapp.media.rtc.taps`)."""

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one packet."""

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the publisher's clock pair."""


class InStream:
    """One stream received from a publisher: statistics, losses, history, and who gets it."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        self.ssrc, self.format = ssrc, kind
        self.stats = ReceptionStats(kind.clock_hz)
        self.losses = LossTracker()
        self.taps: list[Tap] = []
        self.is_open = True
        self.duplicates = self.packets_out = self.octets_out = 0
        self.octets_in = self.pictures_in = 0
        self.picture_size = (0, 0)
        self.round_trip_s = 0.0
        self.last_timestamp = 0
        self.last_arrival_s = 0.0
        self._send_pli = send_pli
        self._last_pli_s = -KEYFRAME_INTERVAL_S
        self._keyframe_wanted = False
        self._loudest = SILENCE
        self.clock: rtcp.SenderReport | None = None
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
        self.octets_in += len(packet)
        self.pictures_in += packet[1] >> 7  # the marker: the last packet of a picture
        before = self.stats.newest
        ahead = self.stats.on_packet(sequence, timestamp, arrival_s)
        if ahead != 1 and not self._note_disorder(before, ahead, sequence):
            return
        self._numbers[slot] = sequence
        if not self.is_open:
            self._packets[slot] = b""
            return
        if timestamp != self.last_timestamp or ahead <= 0:
            self._measure_picture(packet)
        for tap in self.taps:
            tap.on_rtp(packet, arrival_s)
        buffer = bytearray(packet)
        self._shape(buffer, extensions, arrival_s)
        self._packets[slot] = bytes(buffer)
        stamp_at = extensions[EXT_TRANSPORT_CC][0] if EXT_TRANSPORT_CC in extensions else 0
        self._forward(buffer, sequence, timestamp, ahead, stamp_at, arrival_s)

    def _forward(
        self, buffer: bytearray, sequence: int, timestamp: int, ahead: int, stamp_at: int, now_s: float
    ) -> None:
        if ahead <= 0:
            for out in self._sinks:
                out.send_copy(bytearray(buffer), sequence, timestamp, stamp_at, now_s)
            return
        self.last_timestamp, self.last_arrival_s = timestamp, now_s
        is_key = self.format.starts_keyframe
        if self._waiting and (is_key is None or is_key(buffer)):
            self._admit(buffer, sequence, timestamp, now_s)
        if self._sinks:
            self.packets_out += 1
            self.octets_out += len(buffer)
            self._fan_out(buffer, sequence, timestamp, stamp_at, now_s)

    def _fan_out(self, buffer: bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        """The hot loop: everything per subscriber happens here and nowhere else."""
        size = len(buffer)
        pack_into, number_into = REWRITTEN.pack_into, NUMBER.pack_into
        for out in self._sinks:
            if out.rewrites_pictures:
                out.send_copy(bytearray(buffer), sequence, timestamp, stamp_at, now_s)
                continue
            pack_into(
                buffer, 2, (sequence + out.seq_offset) & 0xFFFF, (timestamp + out.ts_offset) & 0xFFFFFFFF, out.ssrc
            )
            if stamp_at:
                number_into(buffer, stamp_at, out.log.stamp(size, now_s))
            memmove(scratch, buffer, size)
            length[0] = size
            if srtp_protect(out.srtp, scratch, length):
                out.dropped += 1
                continue
            try:
                out.sendto(scratch_view[: length[0]], out.address)
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
        place = extensions.get(EXT_AUDIO_LEVEL)
        if place is not None:
            self._loudest = min(self._loudest, buffer[place[0]] & 0x7F)

    def _note_disorder(self, before: int | None, ahead: int, sequence: int) -> bool:
        """Keep account of gaps and late packets; False when the packet is too old to be of use."""
        if ahead > 1 and before is not None and self.format.rtx_payload_type is not None:
            self.losses.on_gap(before, sequence)
        elif ahead <= 0:
            self.losses.on_late(sequence)
        return ahead > -HISTORY

    def _measure_picture(self, packet: bytes) -> None:
        """Note the size that the first packet of a key frame tells."""
        if self.format.picture_size is not None:
            self.picture_size = self.format.picture_size(packet) or self.picture_size

    # ---- subscribers

    def attach(self, out: OutStream, now_s: float) -> None:
        """Feed the subscriber from the next key frame on; until then it keeps what feeds it now."""
        if out.awaited is self:
            return
        if out.awaited is not None:
            out.awaited.withdraw(out)
        if out.source is self:
            return
        out.awaited = self
        self._waiting.append(out)
        self.request_keyframe(now_s)

    def withdraw(self, out: OutStream) -> None:
        """The subscriber waits here no longer."""
        if out.awaited is self:
            out.awaited = None
            self._waiting.remove(out)

    def release(self, out: OutStream) -> None:
        """Stop feeding the subscriber."""
        if out.source is self:
            out.source = None
            self._sinks.remove(out)
            out.stop(self)

    def detach_all(self) -> None:
        """Let all subscribers go, the waiting ones too."""
        for out in list(self._waiting):
            self.withdraw(out)
        for out in list(self._sinks):
            self.release(out)

    def set_open(self, is_open: bool) -> None:
        """Forward or not: a closed stream keeps its place and its statistics."""
        if is_open == self.is_open:
            return
        self.is_open = is_open
        if not is_open:
            for out in list(self._sinks):
                self.release(out)
                if out.awaited is None:
                    out.awaited = self
                    self._waiting.append(out)
            self.losses.forget()

    def _admit(self, buffer: bytearray, sequence: int, timestamp: int, now_s: float) -> None:
        admitted, self._waiting = self._waiting, []
        for out in admitted:
            out.awaited = None
            if out.source is not None:
                out.source.release(out)
            out.start(self, sequence, timestamp, buffer, now_s)
            if self.clock is not None:
                out.send_report(self, self.clock)
        self._sinks += admitted

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None

    def take_loudest(self) -> int:
        """The loudest sound since the last call, in -dBov: 0 is full scale, 127 silence (RFC 6464)."""
        loudest, self._loudest = self._loudest, SILENCE
        return loudest

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
        self.clock = report
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
