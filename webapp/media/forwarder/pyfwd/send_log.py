"""What went out on one connection: transport-wide numbers, with the time and size of each packet that carries one.

The congestion control of `core.bandwidth` looks packets up here when the other side tells which arrived.
"""

from __future__ import annotations

from webapp.media.core.bandwidth.heard import Sent

REMEMBERED = 4096  # packets; more than ten seconds at the rates a viewer gets
_MASK = REMEMBERED - 1


class SendLog:
    """Numbers the packets of one connection (draft-holmer-rmcat-transport-wide-cc-01) and remembers the last 4096."""

    __slots__ = ("_entries", "_next", "octets")

    def __init__(self, first: int = 0) -> None:
        """`first` is the first packet's number (mod 2**16)."""
        self.octets = 0
        self._next = first
        self._entries: list[Sent | None] = [None] * REMEMBERED

    def stamp(self, size_bytes: int, now_s: float) -> int:
        """The number (mod 2**16) of the packet that leaves now."""
        number = self._next
        self._next = (number + 1) & 0xFFFF
        self._entries[number & _MASK] = (now_s, size_bytes)
        self.octets += size_bytes
        return number

    def stamp_run(self, count: int, size_bytes: int, last_bytes: int, now_s: float) -> int:
        """The number of the first of several packets of one size, the last perhaps shorter, that leave together."""
        first = self._next
        at, packets = first & _MASK, [(now_s, size_bytes)] * count
        packets[-1] = (now_s, last_bytes)
        if at + count <= REMEMBERED:
            self._entries[at : at + count] = packets
        else:
            for number, packet in enumerate(packets, first):
                self._entries[number & _MASK] = packet
        self._next = (first + count) & 0xFFFF
        self.octets += size_bytes * (count - 1) + last_bytes
        return first

    def find_run(self, first: int, count: int) -> list[Sent | None]:
        """When and how large `count` packets from number `first` on were; None for those forgotten or never sent."""
        newest = self._next - 1
        entries = self._entries
        return [
            entries[number & _MASK] if (newest - number) & 0xFFFF < REMEMBERED else None
            for number in range(first, first + count)
        ]
