"""What came of one stream since the last writing: kept on the event loop, made into records on the writer thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.media.core.tape import HEAD, PACKET, Report, report_record

_head = HEAD.pack


@dataclass(slots=True)
class Batch:
    """Packets with their arrivals, in seconds of a clock that is `to_wall_s` behind the wall's; and reports."""

    packets: list[bytes] = field(default_factory=list)
    arrivals_s: list[float] = field(default_factory=list)
    to_wall_s: float = 0.0
    _reports: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come."""
        return not (self.packets or self._reports)

    def add(self, report: Report) -> None:
        """A report came, behind the packets that are here."""
        self._reports.append((len(self.packets), report_record(report)))

    def records(self) -> bytes:
        """All of it as it stands in a file, in order of arrival."""
        to_wall_s, packets = self.to_wall_s, self.packets
        heads = [
            _head(len(packet), PACKET, int((arrival_s + to_wall_s) * 1_000_000))
            for packet, arrival_s in zip(packets, self.arrivals_s, strict=True)
        ]
        pieces = [b""] * (2 * len(heads))
        pieces[::2], pieces[1::2] = heads, packets
        for place, record in reversed(self._reports):
            pieces.insert(2 * place, record)
        return b"".join(pieces)
