"""The packet path of an incoming stream in Python: counters, history, and the fan-out to its subscribers.

Synchronous on purpose: no coroutine, no queue and no object per packet and subscriber.
"""

from __future__ import annotations

from collections.abc import Callable

from webapp.media.core.formats import EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, LEG_EXTENSIONS, Format
from webapp.media.core.nack import ReceptionStats
from webapp.media.core.rtp import HEADER, Extensions, abs_send_time, blank_extensions
from webapp.media.forwarder.incoming import HISTORY, Counts, IncomingStream
from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN
from webapp.media.forwarder.srtp import length, memmove, scratch, scratch_view, srtp_protect


class InStream(IncomingStream):
    """An incoming stream whose packets go through Python."""

    def __init__(self, ssrc: int, kind: Format, send_pli: Callable[[], None]) -> None:
        super().__init__(ssrc, kind, send_pli, Counts())
        self._stats = ReceptionStats(kind.clock_hz)
        self._numbers = [-1] * HISTORY
        self._packets: list[bytes] = [b""] * HISTORY

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
            self.counts.loudest = min(self.counts.loudest, buffer[place[0]] & 0x7F)

    def watch(self) -> None:
        """Every packet comes through here anyway."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""
        slot = sequence % HISTORY
        return (self._packets[slot] or None) if self._numbers[slot] == sequence else None
