"""The packet path of an incoming stream in Python: counters, history, and the fan-out to its subscribers.

Synchronous on purpose: no coroutine and no queue.
"""

from __future__ import annotations

from collections.abc import Callable

from webapp.media.core.formats import Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, HEADER_LENGTH, Extensions
from webapp.media.forwarder.incoming import HISTORY, Counts, IncomingStream
from webapp.media.forwarder.layout import Layout
from webapp.media.forwarder.outgoing import OutStream
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.sending import Packet, runs, send
from webapp.media.forwarder.srtp import RUN

_unpack_header = HEADER.unpack_from
_PLAIN = Layout(b"\x80" + bytes(HEADER_LENGTH - 1))


class InStream(IncomingStream):
    """An incoming stream whose packets go through Python."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        super().__init__(ssrc, kind, send_pli, Counts())
        self._stats = ReceptionStats(kind.clock_hz)
        self._numbers = [-1] * HISTORY
        self._packets: list[bytes] = [b""] * HISTORY
        self._layout = _PLAIN  # of the last packet that did not come the short way
        self.types = frozenset((kind.payload_type, kind.wrapped_type))
        self._waiting_packets: list[Packet] = []

    @property
    def stats(self) -> ReceptionStats:
        """What was received."""
        return self._stats

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        layout = self._layout
        block = layout.block(packet)
        if block < 0:
            layout = self._layout = Layout(packet)
            block = layout.block(packet)
        self.take(packet, layout, block, arrival_s)

    def take(self, packet: bytes, layout: Layout, block: int, arrival_s: float) -> None:
        """The same with a packet whose layout and block are known."""
        _, second, sequence, timestamp, _ = _unpack_header(packet)
        slot = sequence % HISTORY
        counts, stats = self.counts, self._stats
        if self._numbers[slot] == sequence:  # browsers probe the bandwidth by sending old packets again
            counts.duplicates += 1
            return
        counts.octets_in += len(packet)
        counts.pictures_in += second >> 7  # the marker: the last packet of a picture
        before = stats.newest
        ahead = stats.on_packet(sequence, timestamp, arrival_s)
        if ahead != 1 and not self._note_disorder(before, ahead, sequence):
            return
        self._numbers[slot] = sequence
        if not self.is_open:
            self._packets[slot] = b""
            return
        if timestamp != counts.last_timestamp or ahead <= 0:
            self._measure_picture(packet)
        for tap in self._taps:
            tap.on_rtp(packet, arrival_s)
        if layout.level_at:
            counts.loudest = min(counts.loudest, packet[layout.level_at] & 0x7F)
        shaped = self._packets[slot] = layout.shape(packet, block, arrival_s)
        self._forward(shaped, sequence, timestamp, ahead, layout.number_at, arrival_s)

    def _fan_out(self, buffer: bytes | bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        waiting = self._waiting_packets
        if not waiting and batch.is_open:
            batch.add(self)
        waiting.append((buffer, sequence, timestamp, stamp_at, (now_s, len(buffer))))
        if not batch.is_open or len(waiting) == RUN:
            self.flush()

    def flush(self) -> None:
        """Send what waits for the end of a batch."""
        if not self._waiting_packets:
            return
        packets, self._waiting_packets = self._waiting_packets, []
        for run in runs(packets):
            for out in self._sinks:
                send(out, run)

    def _add_sink(self, out: OutStream) -> None:
        self.flush()
        super()._add_sink(out)

    def _remove_sink(self, out: OutStream) -> None:
        self.flush()
        super()._remove_sink(out)

    def watch(self) -> None:
        """Every packet comes through here anyway."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None
