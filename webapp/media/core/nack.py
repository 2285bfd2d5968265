"""Reception of one stream: what is missing and worth asking for again, and the receiver's statistics.

Sequence numbers are modulo 2**16; times are seconds on a monotonic clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.media.core.rtcp import ReportBlock, middle_ntp
from webapp.media.core.seqmap import seq_distance

RETRY_S = 0.1
MAX_TRIES = 8
MAX_BEHIND = 512  # older than this, the decoder has given up on the frame
MAX_GAP = 128  # a larger hole is answered with a key frame, not with a hundred retransmissions
MAX_DROPOUT = 3000  # RFC 3550 A.1: a jump beyond this is a restart of the source


class LossTracker:
    """Tracks the missing packets of one stream and says which to ask for now."""

    __slots__ = ("_missing", "keyframe_wanted", "repaired")

    def __init__(self) -> None:
        self._missing: dict[int, tuple[int, float]] = {}  # sequence -> (tries, not before)
        self.keyframe_wanted = False
        self.repaired = 0  # came only because we asked again: the network had lost them

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to ask for."""
        return not self._missing and not self.keyframe_wanted

    def on_gap(self, after: int, before: int) -> None:
        """The numbers strictly between `after` and `before` did not arrive yet."""
        size = (before - after - 1) & 0xFFFF
        if size > MAX_GAP:
            self.keyframe_wanted = True
            self._missing.clear()
            return
        for ahead in range(1, size + 1):
            self._missing[(after + ahead) & 0xFFFF] = (0, 0.0)

    def on_late(self, sequence: int) -> None:
        """A packet from behind the newest one arrived after all."""
        tries, _ = self._missing.pop(sequence, (0, 0.0))
        self.repaired += tries > 0

    def due(self, newest: int, now_s: float) -> list[int]:
        """The numbers to ask for now, oldest first; gives up on some, and then wants a key frame."""
        asked: list[int] = []
        for sequence, (tries, not_before) in list(self._missing.items()):
            if tries >= MAX_TRIES or seq_distance(newest, sequence) > MAX_BEHIND:
                del self._missing[sequence]
                self.keyframe_wanted = True
            elif now_s >= not_before:
                self._missing[sequence] = (tries + 1, now_s + RETRY_S)
                asked.append(sequence)
        return asked

    def forget(self) -> None:
        """The stream paused or restarted: nothing is missing."""
        self._missing.clear()


class ReceptionStats:
    """Loss and jitter of one stream as RFC 3550 A.1, A.3 and A.8 count them; jitter in timestamp ticks."""

    __slots__ = (
        "_base",
        "_clock_hz",
        "_cycles",
        "_expected_before",
        "_jitter_q4",
        "_last_sr",
        "_last_sr_at_s",
        "_last_transit",
        "_received_before",
        "newest",
        "received",
    )

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self.received = 0
        self.newest: int | None = None
        self._base = self._cycles = self._jitter_q4 = 0
        self._expected_before = self._received_before = 0
        self._last_transit = 0
        self._last_sr = 0
        self._last_sr_at_s = 0.0

    @property
    def expected(self) -> int:
        """How many packets the numbers say there were; 0 before the first."""
        return 0 if self.newest is None else self._cycles + self.newest - self._base + 1

    def on_packet(self, sequence: int, timestamp: int, arrival_s: float) -> int:
        """Count a packet that is no duplicate; returns how far it moved the newest number on.

        1 is the normal case, more a gap, 0 or less a late packet. A jump beyond MAX_DROPOUT restarts
        the counting and returns 1.
        """
        transit = int(arrival_s * self._clock_hz) - timestamp
        self.received += 1
        newest = self.newest
        if newest is None:
            self._last_transit = transit
            self.newest = self._base = sequence
            return 1
        # Timestamps wrap; the difference of two transits is small and wraps with them.
        moved = abs((transit - self._last_transit + 0x80000000 & 0xFFFFFFFF) - 0x80000000)
        self._jitter_q4 += moved - (self._jitter_q4 + 8 >> 4)
        self._last_transit = transit
        ahead = ((sequence - newest + 0x8000) & 0xFFFF) - 0x8000  # seq_distance, for every packet
        if not -MAX_DROPOUT < ahead < MAX_DROPOUT:
            self._restart(sequence)
            return 1
        if ahead > 0:
            if sequence < newest:
                self._cycles += 0x10000
            self.newest = sequence
        return ahead

    def on_row(self, packets: Iterable[tuple[int, int, float]]) -> None:
        """Count packets, each the next one after the one before it, the first after the newest, as `on_packet` does.

        Of each: sequence, timestamp, and when it came (s). Call only once a packet was counted.
        """
        clock_hz, last, jitter_q4, count = self._clock_hz, self._last_transit, self._jitter_q4, 0
        sequence = newest = self.newest or 0
        for sequence, timestamp, arrival_s in packets:  # noqa: B007 - the last one's number is needed
            transit = int(arrival_s * clock_hz) - timestamp
            moved = abs((transit - last + 0x80000000 & 0xFFFFFFFF) - 0x80000000)
            jitter_q4 += moved - (jitter_q4 + 8 >> 4)
            last = transit
            count += 1
        self._last_transit, self._jitter_q4 = last, jitter_q4
        self.received += count
        self._cycles += newest + count - sequence  # 0, or 0x10000 once the numbers wrapped
        self.newest = sequence

    def load(self, *, newest: int, base: int, cycles: int, received: int, jitter_q4: int, restarted: bool) -> None:
        """Take over what another one counted by the rules of `on_packet`."""
        if restarted:
            self._restart(newest)
        self.newest, self._base, self._cycles = newest, base, cycles
        self.received, self._jitter_q4 = received, jitter_q4

    def on_sender_report(self, ntp: int, now_s: float) -> None:
        """Remember when the sender's report came."""
        self._last_sr, self._last_sr_at_s = middle_ntp(ntp), now_s

    def report(self, ssrc: int, now_s: float) -> ReportBlock:
        """The report block since the last one; call only after a packet came."""
        newest = self.newest or 0
        expected = self._cycles + newest - self._base + 1
        fresh, got = expected - self._expected_before, self.received - self._received_before
        self._expected_before, self._received_before = expected, self.received
        fraction = ((fresh - got) << 8) // fresh if fresh > got and fresh > 0 else 0
        delay = int((now_s - self._last_sr_at_s) * 65536) if self._last_sr else 0
        highest = self._cycles + newest
        lost = expected - self.received
        return ReportBlock(ssrc, min(255, fraction), lost, highest, self._jitter_q4 >> 4, self._last_sr, delay)

    def _restart(self, sequence: int) -> None:
        self.newest = self._base = sequence
        self._cycles = self._expected_before = self._received_before = 0
        self.received = 1
