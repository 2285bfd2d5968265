"""Offsets that make several sources, or a part of one, look like one stream: sequence numbers and timestamps.

All sequence arithmetic is modulo 2**16, all timestamp arithmetic modulo 2**32: an offset added to a
wrapping number wraps with it, so a constant offset is right across any number of wraps.
"""

from __future__ import annotations

from collections import deque

from webapp.media.core.rtcp import SenderReport

SEQ_MASK = 0xFFFF
MAX_LEFT_OUT = 1024  # numbers remembered: as many packets as are kept for retransmission
TS_MASK = 0xFFFFFFFF
MAX_MISALIGNED_S = 0.5  # two clocks further apart than this are not one clock


def seq_distance(newer: int, older: int) -> int:
    """How far `newer` is ahead of `older`, in -32768..32767 (RFC 1982)."""
    return ((newer - older + 0x8000) & SEQ_MASK) - 0x8000


def ts_distance(newer: int, older: int) -> int:
    """How far `newer` is ahead of `older` in timestamp ticks, in -2**31..2**31-1."""
    return ((newer - older + 0x80000000) & TS_MASK) - 0x80000000


class LeftOut:
    """Numbers of a row (mod 2**16) that were left out on purpose, so that those behind them moved up."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        self.numbers: deque[int] = deque(maxlen=MAX_LEFT_OUT)

    def add(self, number: int) -> None:
        """This one was left out; it is ahead of all that were before."""
        self.numbers.append(number)

    def clear(self) -> None:
        """Another row begins."""
        self.numbers.clear()

    def forget_before(self, number: int) -> None:
        """Forget what is behind this one; call before 2**15 numbers have passed."""
        while self.numbers and seq_distance(self.numbers[0], number) < 0:
            self.numbers.popleft()

    def ahead_of(self, number: int) -> int | None:
        """How many of them are ahead of this one; None when it was left out itself."""
        count = 0
        for left in reversed(self.numbers):
            ahead = seq_distance(left, number)
            if ahead <= 0:
                return count if ahead else None
            count += 1
        return count

    def moved_back(self, number: int) -> int:
        """Undo `ahead_of`: the number that moved up to this place."""
        for left in reversed(self.numbers):
            if seq_distance(left, number) < 0:
                break
            number = (number - 1) & SEQ_MASK
        return number


class SequenceMap:
    """Maps one source's sequence numbers to ours and back; `rebase` starts another source without a gap.

    Both directions are right for 2**14 numbers after the last `follow`, which the owner calls each second.
    """

    __slots__ = ("_first_in", "_left_out", "_next_out", "offset")

    def __init__(self, first_out: int) -> None:
        self.offset = 0
        """From the newest numbers to ours; `to_ours` knows those of earlier ones as well."""
        self._left_out = LeftOut()
        self._first_in: int | None = None
        self._next_out = first_out & SEQ_MASK

    def note(self, last_in: int) -> None:
        """Remember the last number mapped, before the source goes away."""
        self._next_out = (last_in + self.offset + 1) & SEQ_MASK

    def rebase(self, first_in: int) -> None:
        """From `first_in` on, continue right after the last number noted."""
        self._first_in = first_in
        self.offset = (self._next_out - first_in) & SEQ_MASK
        self._left_out.clear()

    def leave_out(self, sequence: int) -> None:
        """This number, newer than all mapped before, is sent to nobody; the next takes its place."""
        self._left_out.add(sequence)
        self.offset = (self.offset - 1) & SEQ_MASK

    def to_ours(self, sequence: int) -> int | None:
        """Map a sender's sequence number (mod 2**16) to ours; None if it is from before the re-base, or left out."""
        if self._first_in is None or seq_distance(sequence, self._first_in) < 0:
            return None
        moved = self._left_out.ahead_of(sequence) if self._left_out.numbers else 0
        return (sequence + self.offset + moved) & SEQ_MASK if moved is not None else None

    def to_theirs(self, sequence: int) -> int | None:
        """Map our sequence number (mod 2**16) back to the present source's; None if an earlier one sent it."""
        theirs = self._left_out.moved_back((sequence - self.offset) & SEQ_MASK)
        if self._first_in is None or seq_distance(theirs, self._first_in) < 0:
            return None
        return theirs

    def follow(self, last_in: int) -> None:
        """Keep the first number within half a wrap of the stream, so that an old one never looks new."""
        if self._first_in is not None and seq_distance(last_in, self._first_in) > 0x4000:
            self._first_in = (last_in - 0x2000) & SEQ_MASK
        self._left_out.forget_before((last_in - 0x2000) & SEQ_MASK)


class TimestampMap:
    """Maps one source's RTP timestamps to ours; `rebase` moves by the time that really passed."""

    __slots__ = ("_ahead", "_clock_hz", "_last_at_s", "_last_offset", "_last_out", "offset")

    def __init__(self, clock_hz: int, first_offset: int) -> None:
        self._clock_hz = clock_hz
        self.offset = first_offset & TS_MASK
        self._last_out: int | None = None
        self._last_at_s = 0.0
        self._last_offset = self.offset
        self._ahead = 0  # ticks by which we run before the publisher's clock, so that ours never stands still

    @property
    def latest(self) -> int:
        """The last timestamp noted, in our clock; the first offset before that."""
        return self._last_out if self._last_out is not None else self.offset

    def note(self, last_in: int, at_s: float) -> None:
        """Remember the last timestamp mapped and when, before the source goes away."""
        self._last_out = (last_in + self.offset) & TS_MASK
        self._last_at_s = at_s
        self._last_offset = self.offset

    def rebase(self, first_in: int, at_s: float) -> None:
        """From `first_in` on, continue `at_s - last` seconds (at least one tick) after the last timestamp."""
        if self._last_out is None:
            return
        passed = max(1, int((at_s - self._last_at_s) * self._clock_hz))
        self.offset = (self._last_out + passed - first_in) & TS_MASK

    def align(self, first_in: int, before: SenderReport, now: SenderReport) -> None:
        """After `rebase`: put `first_in` where the sender reports of both sources say it belongs (RFC 3550 6.4.1).

        `before` is the former source's clock pair, `now` the new one's. Layers of one camera share a clock but not
        the timestamps' origin. Reports that contradict the arrival times by more than 0.5 s are passed over.
        """
        if self._last_out is None:
            return
        ticks = ts_distance(first_in, now.rtp_timestamp) + (now.ntp - before.ntp) * self._clock_hz // (1 << 32)
        true = before.rtp_timestamp + self._last_offset - self._ahead + ticks
        wanted = true if ts_distance(true & TS_MASK, self._last_out) > 0 else self._last_out + 1
        if abs(ts_distance(wanted & TS_MASK, self.to_ours(first_in))) > MAX_MISALIGNED_S * self._clock_hz:
            self._ahead = 0
            return
        self._ahead = ts_distance(wanted & TS_MASK, true & TS_MASK)
        self.offset = (wanted - first_in) & TS_MASK

    def to_ours(self, timestamp: int) -> int:
        """Map a sender's timestamp (mod 2**32) to ours."""
        return (timestamp + self.offset) & TS_MASK
