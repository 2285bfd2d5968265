"""The packet path of an incoming stream in Python: counters, history, and the fan-out to its subscribers.

Synchronous on purpose: no coroutine and no queue.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from webapp.media.core.formats import Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, HEADER_LENGTH, Extensions, MalformedRtp
from webapp.media.forwarder.incoming import HISTORY, Counts, IncomingStream
from webapp.media.forwarder.layout import PLAIN, Layout
from webapp.media.forwarder.outgoing import OutStream
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.reading import views
from webapp.media.forwarder.pyfwd.sending import Taken, runs, send

logger = logging.getLogger(__name__)

MAX_UNCOUNTED = 512  # packets; somebody asks for the counts each second, but that is not ours to know
_unpack_header = HEADER.unpack_from


class InStream(IncomingStream):
    """An incoming stream whose packets go through Python."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        super().__init__(ssrc, kind, send_pli, Counts())
        self._stats = ReceptionStats(kind.clock_hz)
        self._numbers = [-1] * HISTORY
        self._packets: list[bytes] = [b""] * HISTORY
        self._layout = PLAIN  # of the last packet that did not come the short way
        self.types = frozenset((kind.payload_type, kind.wrapped_type))
        self._unsent: list[Taken] = []  # what waits for the end of a batch
        # What `take` did not count yet: packets, their bytes and markers, and those that begin a picture.
        self._uncounted: list[Taken] = []
        self._uncounted_octets = self._uncounted_pictures = 0
        self._begun: list[bytes] = []
        self._timestamp = 0  # of the newest
        self._is_plain = True  # nobody must look at packets that follow each other
        self._next = -1  # the number after the newest, once there is one

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

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of the newest pictures, in pixels."""
        self._count()
        return self._picture_size

    def _count(self) -> None:
        """Count what was not counted yet: many packets at once, outside of their way, cost less than each alone."""
        if not self._uncounted:
            return
        packets, self._uncounted = self._uncounted, []
        octets, self._uncounted_octets = self._uncounted_octets, 0
        pictures, self._uncounted_pictures = self._uncounted_pictures, 0
        self._stats.on_row([(sequence, timestamp, came_s) for _, sequence, timestamp, _, came_s in packets])
        counts = self._counts
        counts.octets_in += octets
        counts.pictures_in += pictures
        _, _, counts.last_timestamp, _, counts.last_arrival_s = packets[-1]
        if self._sinks:
            counts.packets_out += len(packets)
            counts.octets_out += octets
        begun, self._begun = self._begun, []
        for packet in begun:
            self._measure_safely(packet)

    def _measure_safely(self, packet: bytes) -> None:
        try:
            self._measure_picture(packet)
        except (MalformedRtp, IndexError):
            logger.debug("a picture's head is malformed")

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        layout = self._layout
        block = layout.block(packet)
        if block < 0:
            layout = self._layout = Layout(packet)
            block = layout.block(packet)
        self._take_rare(packet, layout, block, arrival_s)

    def take(
        self, slot: int, size: int, sequence: int, timestamp: int, layout: Layout, block: int, arrival_s: float
    ) -> None:
        """The same with a packet that lies in this slot of what was read, and whose layout and block are known.

        Mostly it is the one after the newest, and nobody looks at it: then there is little to do now.
        """
        packet = views[slot]
        if sequence != self._next or not self._is_plain:
            self._take_rare(packet[:size].tobytes(), layout, block, arrival_s)
            return
        self._next = (sequence + 1) & 0xFFFF
        self._uncounted_octets += size
        self._uncounted_pictures += packet[1] >> 7  # the marker: the last packet of a picture
        if layout.level_at:
            self._counts.loudest = min(self._counts.loudest, packet[layout.level_at] & 0x7F)
        packet[HEADER_LENGTH : layout.end] = layout.shape_block(block, arrival_s)
        shaped = packet[:size].tobytes()
        place = sequence % HISTORY
        self._numbers[place], self._packets[place] = sequence, shaped
        if timestamp != self._timestamp:
            self._timestamp = timestamp
            self._begun.append(shaped)
        taken = (shaped, sequence, timestamp, layout.number_at, arrival_s)
        self._uncounted.append(taken)
        if self._unsent:
            self._unsent.append(taken)
        else:
            self._begin(taken)

    def _begin(self, taken: Taken) -> None:
        """The first packet of a batch."""
        if len(self._uncounted) > MAX_UNCOUNTED:
            self._count()
        if self._sinks:
            self._unsent.append(taken)
            if batch.is_open:
                batch.add(self)
            else:
                self.flush()

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
        taken = (buffer, sequence, timestamp, stamp_at, now_s)
        if self._unsent:
            self._unsent.append(taken)
        else:
            self._begin(taken)

    def flush(self) -> None:
        """Send what waits for the end of a batch."""
        if not self._unsent:
            return
        waiting, self._unsent = self._unsent, []
        for run in runs(waiting):
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
