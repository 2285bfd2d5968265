"""Transport-wide congestion control: which packets arrived, and when (draft-holmer-rmcat-transport-wide-cc-01).

Transport sequence numbers wrap at 2**16; the builder unwraps them against the last one it reported.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TICK_S = 0.00025
REFERENCE_TICKS = 256  # one unit of the reference time is 64 ms
MAX_STATUSES = 400  # keeps a message well below an Ethernet frame
NOT_RECEIVED, SMALL_DELTA, LARGE_DELTA = 0, 1, 2


class MalformedFeedback(ValueError):
    """The feedback says more packets than it carries."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One packet's fate: `arrival_s` is None when it did not arrive."""

    sequence: int
    arrival_s: float | None


class FeedbackBuilder:
    """Collects arrivals of one transport and renders them as FCIs; each loss is reported once.

    `log` is what `on_packet` noted since the last FCI: numbers and times.
    """

    __slots__ = ("_count", "_next", "log")

    def __init__(self) -> None:
        self.log: list[tuple[int, float]] = []
        self._next: int | None = None  # unwrapped number after the last one reported
        self._count = 0

    def on_packet(self, sequence: int, arrival_s: float) -> None:
        """Note a packet's arrival; `arrival_s` on any monotonic clock."""
        self.log.append((sequence, arrival_s))

    def build(self) -> Iterator[bytes]:
        """The FCIs for what arrived since the last call; none when nothing did."""
        if not self.log:
            return
        log, self.log = self.log, []
        arrivals = self._unwrap(log)
        first, last = min(arrivals), max(arrivals)
        if self._next is not None and 0 < first - self._next < MAX_STATUSES:
            first = self._next  # what was lost between two messages belongs to the second
        if last - first > 16 * MAX_STATUSES:
            first = last - MAX_STATUSES  # the sender jumped: the gap is not loss
        self._next = last + 1
        for start in range(first, last + 1, MAX_STATUSES):
            fci = self._render(arrivals, start, min(MAX_STATUSES, last + 1 - start))
            if fci:
                yield fci

    def _unwrap(self, log: Sequence[tuple[int, float]]) -> dict[int, float]:
        near = self._next if self._next is not None else log[0][0]
        arrivals: dict[int, float] = {}
        for sequence, at in log:
            near += ((sequence - near + 0x8000) & 0xFFFF) - 0x8000  # seq_distance, for every packet
            arrivals.setdefault(near, at)
        return arrivals

    def _render(self, arrivals: dict[int, float], start: int, count: int) -> bytes | None:
        times = [arrivals.get(number) for number in range(start, start + count)]
        known = next((t for t in times if t is not None), None)
        if known is None:
            return None
        reference = int(known / TICK_S) // REFERENCE_TICKS
        statuses, deltas = _encode_deltas(times, reference * REFERENCE_TICKS)
        head = struct.pack("!HHL", start & 0xFFFF, count, (reference & 0xFFFFFF) << 8 | self._count)
        self._count = (self._count + 1) & 0xFF
        return head + _two_bit_chunks(statuses) + deltas


def _encode_deltas(times: Sequence[float | None], current: int) -> tuple[list[int], bytes]:
    """Status per packet and the deltas in ticks, each against the packet before."""
    statuses: list[int] = []
    deltas = bytearray()
    for at in times:
        if at is None:
            statuses.append(NOT_RECEIVED)
            continue
        delta = int(at / TICK_S) - current
        if 0 <= delta < 256:
            statuses.append(SMALL_DELTA)
            deltas.append(delta)
        else:
            delta = max(-0x8000, min(0x7FFF, delta))
            statuses.append(LARGE_DELTA)
            deltas += struct.pack("!h", delta)
        current += delta
    return statuses, bytes(deltas)


def _two_bit_chunks(statuses: Sequence[int]) -> bytes:
    chunks = bytearray()
    for at in range(0, len(statuses), 7):
        part = statuses[at : at + 7]
        chunk = 3  # seven two-bit symbols follow
        for status in part:
            chunk = chunk << 2 | status
        chunks += (chunk << 2 * (7 - len(part))).to_bytes(2, "big")
    return bytes(chunks)


def parse(fci: bytes) -> list[Arrival]:
    """Read an FCI into arrivals, in seconds since the wrap of its 24-bit reference; raises MalformedFeedback."""
    first, times = arrival_times(fci)
    return [Arrival((first + ahead) & 0xFFFF, at) for ahead, at in enumerate(times)]


def arrival_times(fci: bytes) -> tuple[int, list[float | None]]:
    """The first number and when it and those after it arrived, as `parse` says it, without an object for each.

    Raises MalformedFeedback.
    """
    try:
        first, count, reference = struct.unpack_from("!HHL", fci)
        statuses, at = _read_statuses(fci, count)
        return first, _read_deltas(fci, at, statuses, (reference >> 8) * REFERENCE_TICKS)
    except (struct.error, IndexError):
        raise MalformedFeedback from None


def _read_statuses(fci: bytes, count: int) -> tuple[list[int], int]:
    statuses: list[int] = []
    at = 8
    while len(statuses) < count:
        chunk = (fci[at] << 8) | fci[at + 1]
        at += 2
        if not chunk & 0x8000:  # run length
            statuses += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif chunk & 0x4000:  # seven two-bit symbols
            statuses += [chunk >> shift & 3 for shift in (12, 10, 8, 6, 4, 2, 0)]
        else:  # fourteen one-bit symbols
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return statuses[:count], at


def _read_deltas(fci: bytes, at: int, statuses: Sequence[int], current: int) -> list[float | None]:
    times: list[float | None] = []
    for status in statuses:
        if status == SMALL_DELTA:
            current += fci[at]
            at += 1
        elif status == LARGE_DELTA:
            current += struct.unpack_from("!h", fci, at)[0]
            at += 2
        else:
            times.append(None)
            continue
        times.append(current * TICK_S)
    return times
