"""What a viewer's feedback says of the packets sent to it, summed up packet by packet: the native twin does so in C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Sent = tuple[float, int]
"""When a packet left (s) and its size in bytes."""

Group = tuple[float, float]
"""When the last packet of a group left (s, our clock), and when the last of them arrived (s, the viewer's)."""

BURST_S = 0.005  # what leaves within this time is one group
MOST_PACKETS = 1024  # until somebody looks; what is told beyond that is not heard


@dataclass(slots=True)
class Heard:
    """What was told since the last look; the octets are those of the packets told of, and of those that arrived."""

    received: int = 0
    lost: int = 0
    sent_octets: int = 0
    arrived_octets: int = 0
    last_sent_s: float = 0.0
    last_arrival_s: float = 0.0
    groups: list[Group] = field(default_factory=list)
    """Those that are complete: a later one has begun."""
    arrivals_s: list[float | None] = field(default_factory=list)
    """Packet by packet, where that was asked for: when each arrived (None: it did not) ..."""
    sent: list[Sent] = field(default_factory=list)
    """... and when and how large it left."""


class Tally:
    """Sums up what is told of packets, in the order of sending; the clocks of the two sides may start anywhere."""

    __slots__ = ("_began_s", "_group", "_heard")

    def __init__(self) -> None:
        self._heard = Heard()
        self._began_s = 0.0
        self._group: Group | None = None

    def hear(self, arrivals_s: Sequence[float | None], sent: Sequence[Sent | None]) -> None:
        """Take a message: when each packet arrived (None: it did not), and what is known of it (None: nothing)."""
        heard = self._heard
        for arrival_s, entry in zip(arrivals_s, sent, strict=True):
            if entry is None or len(heard.sent) == MOST_PACKETS:
                continue
            heard.arrivals_s.append(arrival_s)
            heard.sent.append(entry)
            heard.last_sent_s, size = entry
            heard.sent_octets += size
            if arrival_s is None:
                heard.lost += 1
                continue
            heard.received += 1
            heard.arrived_octets += size
            if arrival_s > heard.last_arrival_s:
                heard.last_arrival_s = arrival_s
            self._add_to_group(entry[0], arrival_s)

    def _add_to_group(self, sent_s: float, arrival_s: float) -> None:
        group = self._group
        if group is not None and sent_s - self._began_s <= BURST_S:
            self._group = (sent_s, arrival_s if arrival_s > group[1] else group[1])
            return
        if group is not None:
            self._heard.groups.append(group)
        self._began_s, self._group = sent_s, (sent_s, arrival_s)

    def take(self) -> Heard | None:
        """What was told since the last call; None when that is nothing."""
        if not self._heard.sent:
            return None
        heard, self._heard = self._heard, Heard()
        return heard
