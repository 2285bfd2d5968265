"""What both twins of an incoming stream share: taps, subscribers, key frames, feedback; all but the packet path."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from webapp.media.core import rtcp
from webapp.media.core.formats import Format
from webapp.media.core.nack import LossTracker, ReceptionStats
from webapp.media.core.rtp import Extensions
from webapp.media.forwarder.outgoing import OutStream

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


@dataclass(slots=True)
class Counts:
    """What the packet path counts; the native twin has a C structure with the same fields."""

    duplicates: int = 0
    octets_in: int = 0
    pictures_in: int = 0
    packets_out: int = 0
    octets_out: int = 0
    last_timestamp: int = 0
    last_arrival_s: float = 0.0
    loudest: int = SILENCE


class IncomingStream(ABC):
    """One stream received from a publisher: statistics, losses, history, and who gets it."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None], counts: Counts) -> None:
        self.ssrc, self.format, self._counts = ssrc, kind, counts
        self.losses = LossTracker()
        self.is_open = True
        self._picture_size = (0, 0)
        self.round_trip_s = 0.0
        self.clock: rtcp.SenderReport | None = None
        self.on_restless: Callable[[], None] = lambda: None
        """Called when `due_nacks` is wanted soon, and not only at the next beat of a calm clock."""
        self._send_pli = send_pli
        self._last_pli_s = -KEYFRAME_INTERVAL_S
        self._keyframe_wanted = False
        self._taps: list[Tap] = []
        self._sinks: list[OutStream] = []
        self._waiting: list[OutStream] = []

    @property
    def counts(self) -> Counts:
        """What the packet path counted."""
        return self._counts

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of the newest pictures, in pixels."""
        return self._picture_size

    @property
    def octets_in(self) -> int:
        """Bytes received, duplicates not counted."""
        return self.counts.octets_in

    @property
    def pictures_in(self) -> int:
        """Pictures received: packets with the marker."""
        return self.counts.pictures_in

    @property
    def duplicates(self) -> int:
        """Packets that came again."""
        return self.counts.duplicates

    @property
    def packets_out(self) -> int:
        """How many packets went to each subscriber."""
        return self.counts.packets_out

    @property
    def octets_out(self) -> int:
        """How many bytes went to each subscriber."""
        return self.counts.octets_out

    @property
    def last_timestamp(self) -> int:
        """The timestamp of the newest packet forwarded."""
        return self.counts.last_timestamp

    @property
    def last_arrival_s(self) -> float:
        """When that one came."""
        return self.counts.last_arrival_s

    def take_loudest(self) -> int:
        """The loudest sound since the last call, in -dBov: 0 is full scale, 127 silence (RFC 6464)."""
        loudest, self.counts.loudest = self.counts.loudest, SILENCE
        return loudest

    def add_tap(self, tap: Tap) -> None:
        """Let the tap hear every packet of the open stream, as the publisher sent it."""
        self._taps.append(tap)
        self.watch()

    def remove_tap(self, tap: Tap) -> None:
        """Let the tap hear nothing more."""
        self._taps.remove(tap)
        self.watch()

    # ---- the part of the packet path that the twins share

    def _note_disorder(self, before: int | None, ahead: int, sequence: int) -> bool:
        """Keep account of gaps and late packets; False when the packet is too old to be of use."""
        if ahead > 1 and before is not None and self.format.rtx_payload_type is not None:
            self.losses.on_gap(before, sequence)
            self.on_restless()
        elif ahead <= 0:
            self.losses.on_late(sequence)
        return ahead > -HISTORY

    def _measure_picture(self, packet: bytes | bytearray) -> None:
        """Note the size that the first packet of a key frame tells."""
        if self.format.picture_size is not None:
            self._picture_size = self.format.picture_size(packet) or self._picture_size

    def _forward(
        self, buffer: bytes | bytearray, sequence: int, timestamp: int, ahead: int, stamp_at: int, now_s: float
    ) -> None:
        """Send a packet that has been counted and kept; `stamp_at`: where its transport-wide number lies, or 0."""
        if ahead <= 0:
            self.flush()
            for out in self._sinks:
                out.send_copy(bytearray(buffer), sequence, timestamp, stamp_at, now_s)
            return
        counts = self.counts
        counts.last_timestamp, counts.last_arrival_s = timestamp, now_s
        is_key = self.format.starts_keyframe
        if self._waiting and (is_key is None or is_key(buffer)):
            self._admit(buffer, sequence, timestamp, now_s)
        if self._sinks:
            counts.packets_out += 1
            counts.octets_out += len(buffer)
            self._fan_out(buffer, sequence, timestamp, stamp_at, now_s)

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
        self.watch()
        self.request_keyframe(now_s)

    def withdraw(self, out: OutStream) -> None:
        """The subscriber waits here no longer."""
        if out.awaited is self:
            out.awaited = None
            self._waiting.remove(out)
            self.watch()

    def release(self, out: OutStream) -> None:
        """Stop feeding the subscriber."""
        if out.source is self:
            out.source = None
            self._remove_sink(out)
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
        self.watch()

    def _admit(self, buffer: bytes | bytearray, sequence: int, timestamp: int, now_s: float) -> None:
        admitted, self._waiting = self._waiting, []
        for out in admitted:
            out.awaited = None
            if out.source is not None:
                out.source.release(out)
            out.start(self, sequence, timestamp, buffer, now_s)
            if self.clock is not None:
                out.send_report(self, self.clock)
            self._add_sink(out)
        self.watch()

    def recent(self, count: int) -> Iterator[bytes]:
        """The last packets of the history, the newest first; as many as are there."""
        newest = self.stats.newest
        for back in range(count if newest is not None else 0):
            packet = self.packet(((newest or 0) - back) & 0xFFFF)
            if packet is not None:
                yield packet

    # ---- what the twins do in their own ways

    @property
    @abstractmethod
    def stats(self) -> ReceptionStats:
        """What was received."""

    @abstractmethod
    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""

    @abstractmethod
    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""

    @abstractmethod
    def _fan_out(self, buffer: bytes | bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        """Send the packet to everyone who is fed."""

    @abstractmethod
    def flush(self) -> None:
        """Send what waits for the end of a batch; call before something else is sent, or the subscribers change."""

    def _add_sink(self, out: OutStream) -> None:
        self._sinks.append(out)

    def _remove_sink(self, out: OutStream) -> None:
        self._sinks.remove(out)

    @abstractmethod
    def watch(self) -> None:
        """Somebody began or ceased to listen, to wait, or to be sent to by Python."""

    # ---- feedback

    def request_keyframe(self, now_s: float) -> None:
        """Ask the publisher for a key frame, now or as soon as the last request is old enough."""
        if self.format.starts_keyframe is not None:
            self._keyframe_wanted = True
            self._maybe_request(now_s)
            if self._keyframe_wanted:
                self.on_restless()

    @property
    def is_restless(self) -> bool:
        """Whether the publisher is to be asked for something: then `due_nacks` is to be called every 50 ms."""
        return bool(self._waiting) or self._keyframe_wanted or not self.losses.is_quiet

    def due_nacks(self, now_s: float) -> list[int]:
        """What to ask the publisher for again; call a few times a second, it also repeats key-frame requests."""
        nacks: list[int] = []
        if not self.is_restless:
            return nacks
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
        for tap in self._taps:
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
