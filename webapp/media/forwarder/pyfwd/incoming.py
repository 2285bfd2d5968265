"""The packet path of an incoming stream in Python: counters, history, and the fan-out to its subscribers.

Synchronous on purpose: no coroutine, no queue and no object per packet and subscriber.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from webapp.media.core.formats import EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, LEG_EXTENSIONS, Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, Extensions, abs_send_time, blank_extensions
from webapp.media.forwarder.incoming import HISTORY, Counts, IncomingStream
from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.srtp import RUN, length, memmove, room, room_view, scratch, scratch_view, srtp_protect

Packet = tuple[bytearray, int, int, int, float]
"""A packet to be sent: the publisher's number and timestamp, where its transport-wide number lies, when it came."""

_pack_into, _number_into = REWRITTEN.pack_into, NUMBER.pack_into


class InStream(IncomingStream):
    """An incoming stream whose packets go through Python."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        super().__init__(ssrc, kind, send_pli, Counts())
        self._stats = ReceptionStats(kind.clock_hz)
        self._numbers = [-1] * HISTORY
        self._packets: list[bytes] = [b""] * HISTORY
        self._waiting_packets: list[Packet] = []

    @property
    def stats(self) -> ReceptionStats:
        """What was received."""
        return self._stats

    def on_rtp(self, packet: bytes, extensions: Extensions, arrival_s: float) -> None:
        """Take one plaintext packet of this stream (retransmissions already unwrapped)."""
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        slot = sequence % HISTORY
        if self._numbers[slot] == sequence:  # browsers probe the bandwidth by sending old packets again
            self.counts.duplicates += 1
            return
        self.counts.octets_in += len(packet)
        self.counts.pictures_in += packet[1] >> 7  # the marker: the last packet of a picture
        before = self._stats.newest
        ahead = self._stats.on_packet(sequence, timestamp, arrival_s)
        if ahead != 1 and not self._note_disorder(before, ahead, sequence):
            return
        self._numbers[slot] = sequence
        if not self.is_open:
            self._packets[slot] = b""
            return
        if timestamp != self.counts.last_timestamp or ahead <= 0:
            self._measure_picture(packet)
        for tap in self._taps:
            tap.on_rtp(packet, arrival_s)
        buffer = bytearray(packet)
        self._shape(buffer, extensions, arrival_s)
        self._packets[slot] = bytes(buffer)
        stamp_at = extensions[EXT_TRANSPORT_CC][0] if EXT_TRANSPORT_CC in extensions else 0
        self._forward(buffer, sequence, timestamp, ahead, stamp_at, arrival_s)

    def _fan_out(self, buffer: bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
        if not self._waiting_packets and batch.is_open:
            batch.add(self)
        self._waiting_packets.append((buffer, sequence, timestamp, stamp_at, now_s))
        if not batch.is_open or len(self._waiting_packets) == RUN:
            self.flush()

    def flush(self) -> None:
        """Send what waits for the end of a batch."""
        if not self._waiting_packets:
            return
        packets, self._waiting_packets = self._waiting_packets, []
        runs = list(_even(packets))
        for out in self._sinks:
            for run in runs:
                if len(run) == 1 or out.send_run is None or out.rewrites_pictures:
                    _send_apart(out, run)
                else:
                    _send_together(out, run)

    def _add_sink(self, out: OutStream) -> None:
        self.flush()
        super()._add_sink(out)

    def _remove_sink(self, out: OutStream) -> None:
        self.flush()
        super()._remove_sink(out)

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
            self.counts.loudest = min(self.counts.loudest, buffer[place[0]] & 0x7F)

    def watch(self) -> None:
        """Every packet comes through here anyway."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None


def _even(packets: list[Packet]) -> Iterator[list[Packet]]:
    """Runs of packets of one size, of which the last may be shorter (as UDP GSO wants them)."""
    run: list[Packet] = []
    for packet in packets:
        size = len(run[0][0]) if run else 0
        if run and (len(run[-1][0]) != size or len(packet[0]) > size):
            yield run
            run = []
        run.append(packet)
    yield run


def _send_apart(out: OutStream, run: list[Packet]) -> None:
    """The hot loop, with the next function: everything per packet and subscriber happens here and nowhere else."""
    for buffer, sequence, timestamp, stamp_at, now_s in run:
        if out.rewrites_pictures:
            out.send_copy(bytearray(buffer), sequence, timestamp, stamp_at, now_s)
            continue
        _patch(out, buffer, sequence, timestamp, stamp_at, now_s)
        memmove(scratch, buffer, len(buffer))
        length[0] = len(buffer)
        if srtp_protect(out.srtp, scratch, length):
            out.dropped += 1
            continue
        _send(out, scratch_view[: length[0]])


def _send(out: OutStream, encrypted: memoryview) -> None:
    try:
        out.sendto(encrypted, out.address)
    except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
        out.dropped += 1


def _send_together(out: OutStream, run: list[Packet]) -> None:
    assert out.send_run is not None
    srtp, stamp, ssrc, seq_offset, ts_offset = out.srtp, out.log.stamp, out.ssrc, out.seq_offset, out.ts_offset
    at = segment = count = 0
    for buffer, sequence, timestamp, stamp_at, now_s in run:  # `_patch` and `protect`, without the calls
        size = len(buffer)
        _pack_into(buffer, 2, (sequence + seq_offset) & 0xFFFF, (timestamp + ts_offset) & 0xFFFFFFFF, ssrc)
        if stamp_at:
            _number_into(buffer, stamp_at, stamp(size, now_s))
        place = room + at
        memmove(place, buffer, size)
        length[0] = size
        if srtp_protect(srtp, place, length):
            out.dropped += 1
            continue
        segment = segment or length[0]
        at += length[0]
        count += 1
    try:
        if at:
            out.send_run(room_view[:at], segment, out.address)
    except BlockingIOError:
        out.dropped += count
    except OSError:  # the kernel or the route (its MTU) refuses them together: from now on each goes alone
        out.send_run = None
        for first in range(0, at, segment):
            _send(out, room_view[first : min(at, first + segment)])


def _patch(out: OutStream, buffer: bytearray, sequence: int, timestamp: int, stamp_at: int, now_s: float) -> None:
    """Put the subscriber's numbers over those of the last one."""
    REWRITTEN.pack_into(
        buffer, 2, (sequence + out.seq_offset) & 0xFFFF, (timestamp + out.ts_offset) & 0xFFFFFFFF, out.ssrc
    )
    if stamp_at:
        NUMBER.pack_into(buffer, stamp_at, out.log.stamp(len(buffer), now_s))
