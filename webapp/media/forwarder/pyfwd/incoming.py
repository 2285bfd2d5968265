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
from webapp.media.forwarder.pyfwd.sending import NO_RUN, Run, send

MAX_UNCOUNTED = 512  # packets; somebody asks for the counts each second, but that is not ours to know
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
        self._runs: list[Run] = []  # what waits for the end of a batch
        self._run = NO_RUN  # the last of them
        # What `take` did not count yet: sequences, timestamps and times of packets; bytes and pictures of all.
        self._uncounted: list[tuple[int, int, float]] = []
        self._uncounted_octets = self._uncounted_pictures = 0
        self._is_plain = True  # nobody must look at packets that follow each other
        self._next = -1  # the number after the newest, once there is one
        self._timestamp = 0  # of the newest

    @property
    def stats(self) -> ReceptionStats:
        """What was received."""
        self._count()
        return self._stats

    @property
    def counts(self) -> Counts:
        """What the packet path counted."""
        self._count()
        return self._counts

    def _count(self) -> None:
        """Count what was not counted yet: many packets at once, outside of their way, cost less than each alone."""
        if not self._uncounted:
            return
        packets, self._uncounted = self._uncounted, []
        octets, self._uncounted_octets = self._uncounted_octets, 0
        pictures, self._uncounted_pictures = self._uncounted_pictures, 0
        self._stats.on_row(packets)
        counts = self._counts
        counts.octets_in += octets
        counts.pictures_in += pictures
        _, counts.last_timestamp, counts.last_arrival_s = packets[-1]
        if self._sinks:
            counts.packets_out += len(packets)
            counts.octets_out += octets

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        layout = self._layout
        block = layout.block(packet)
        if block < 0:
            layout = self._layout = Layout(packet)
            block = layout.block(packet)
        self._take_rare(packet, layout, block, arrival_s)

    def take(
        self, packet: memoryview, sequence: int, timestamp: int, layout: Layout, block: int, arrival_s: float
    ) -> None:
        """The same with a packet whose layout and block are known; its bytes are this stream's to change.

        Mostly it is the one after the newest, and nobody looks at it: then there is little to do now.
        """
        slot = sequence % HISTORY
        if sequence != self._next or not self._is_plain or self._numbers[slot] == sequence:
            self._take_rare(packet.tobytes(), layout, block, arrival_s)
            return
        self._next = (sequence + 1) & 0xFFFF
        self._uncounted.append((sequence, timestamp, arrival_s))
        self._uncounted_octets += len(packet)
        self._uncounted_pictures += packet[1] >> 7  # the marker: the last packet of a picture
        if layout.level_at:
            self._counts.loudest = min(self._counts.loudest, packet[layout.level_at] & 0x7F)
        packet[HEADER_LENGTH : layout.end] = layout.shape_block(block, arrival_s)
        shaped = packet.tobytes()
        if timestamp != self._timestamp:
            self._begin_picture(shaped, timestamp)
        self._numbers[slot], self._packets[slot] = sequence, shaped
        if self._sinks:
            run = self._run
            if len(shaped) == run.size and layout.number_at == run.number_at and run.left:
                run.left -= 1
                run.packets.append((shaped, sequence, timestamp))
            else:
                self._fan_out(shaped, sequence, timestamp, layout.number_at, arrival_s)

    def _begin_picture(self, packet: bytes, timestamp: int) -> None:
        self._timestamp = timestamp
        if len(self._uncounted) > MAX_UNCOUNTED:
            self._count()
        self._measure_picture(packet)

    def _take_rare(self, packet: bytes, layout: Layout, block: int, arrival_s: float) -> None:
        """A packet that is out of order, repeated, or that somebody looks at."""
        _, second, sequence, timestamp, _ = _unpack_header(packet)
        slot = sequence % HISTORY
        counts, stats = self.counts, self._stats
        if self._numbers[slot] == sequence:  # browsers probe the bandwidth by sending old packets again
            counts.duplicates += 1
            return
        counts.octets_in += len(packet)
        counts.pictures_in += second >> 7
        before = stats.newest
        ahead = stats.on_packet(sequence, timestamp, arrival_s)
        self._next = ((stats.newest or 0) + 1) & 0xFFFF
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
        self._timestamp = counts.last_timestamp

    def _fan_out(self, buffer: bytes | bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        run, size = self._run, len(buffer)
        if size > run.size or stamp_at != run.number_at or not run.left:
            if not self._runs and batch.is_open:
                batch.add(self)
            run = self._run = Run(size, stamp_at, now_s)
            self._runs.append(run)
        run.packets.append((buffer, sequence, timestamp))
        run.left = run.left - 1 if size == run.size else 0
        if not batch.is_open:
            self.flush()

    def flush(self) -> None:
        """Send what waits for the end of a batch."""
        if not self._runs:
            return
        waiting, self._runs, self._run = self._runs, [], NO_RUN
        for run in waiting:
            for out in self._sinks:
                send(out, run)

    def _add_sink(self, out: OutStream) -> None:
        self._settle()
        super()._add_sink(out)

    def _remove_sink(self, out: OutStream) -> None:
        self._settle()
        super()._remove_sink(out)

    def _settle(self) -> None:
        """What came so far went to those who were there then."""
        self.flush()
        self._count()

    def watch(self) -> None:
        """Somebody began or ceased to listen, to wait, or to be sent to by Python."""
        self._is_plain = self.is_open and not self._taps and not self._waiting

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None
