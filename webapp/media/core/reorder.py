"""Puts RTP packets back in order, waiting a bounded time for the ones that are missing; no I/O."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

WAIT_S = 0.3
MAX_HELD = 2048
RESTART_DISTANCE = 4096


class Arrived(NamedTuple, Generic[T]):
    """One packet (as bytes, or read) with its wall-clock arrival; `after_loss`: packets just before it never came."""

    packet: T
    arrival_s: float
    after_loss: bool = False


class ReorderBuffer(Generic[T]):
    """Give packets back in sequence order (numbers wrap at 2**16), a gap at most `wait_s` seconds late.

    The wait is measured between arrivals, so the buffer needs no timer: what is still held when the stream
    falls silent comes out of `flush`. A jump of more than RESTART_DISTANCE is a new numbering, not a loss.
    """

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._next: int | None = None
        self._held: dict[int, Arrived[T]] = {}
        self._gap_since_s = 0.0

    def push(self, sequence: int, packet: T, arrival_s: float) -> list[Arrived[T]]:
        """Take one packet and return those whose turn has come, in order; late and repeated ones vanish."""
        if self._next is None:
            self._next = sequence
        if sequence == self._next & 0xFFFF and not self._held:
            self._next += 1
            return [Arrived(packet, arrival_s)]
        number = self._next + _signed16(sequence - self._next)
        if abs(number - self._next) > RESTART_DISTANCE:
            return self._restart(sequence, packet, arrival_s)
        if number < self._next or number in self._held:
            return []
        if not self._held:
            self._gap_since_s = arrival_s
        self._held[number] = Arrived(packet, arrival_s)
        ready = self._take_run()
        if self._held and (arrival_s - self._gap_since_s > self._wait_s or len(self._held) > MAX_HELD):
            ready += self._skip_gap()
        return ready

    def flush(self) -> list[Arrived[T]]:
        """Return everything held, giving up on all gaps."""
        ready: list[Arrived[T]] = []
        while self._held:
            ready += self._skip_gap()
        return ready

    def _restart(self, sequence: int, packet: T, arrival_s: float) -> list[Arrived[T]]:
        ready = self.flush()
        self._next = sequence + 1
        return [*ready, Arrived(packet, arrival_s, after_loss=True)]

    def _take_run(self) -> list[Arrived[T]]:
        assert self._next is not None
        ready = []
        while self._next in self._held:
            ready.append(self._held.pop(self._next))
            self._next += 1
        if ready and self._held:
            self._gap_since_s = min(held.arrival_s for held in self._held.values())
        return ready

    def _skip_gap(self) -> list[Arrived[T]]:
        first = min(self._held)
        lost = self._held[first]
        self._held[first] = Arrived(lost.packet, lost.arrival_s, after_loss=first != self._next)
        self._next = first
        return self._take_run()


def _signed16(difference: int) -> int:
    """Fold a difference of sequence numbers into -2**15 .. 2**15-1 (RFC 3550 6.4.1 wrap rule)."""
    return (difference + 0x8000 & 0xFFFF) - 0x8000
