"""What one reading of the socket brought: its packets leave at the end of it, so that runs of a stream go together."""

from __future__ import annotations

from typing import Protocol


class Flushed(Protocol):
    """What a batch asks of who has something to send."""

    def flush(self) -> None:
        """Send what waits."""


class Batch:
    """The streams that have packets waiting, and who tells of packets; while it is not open nothing waits."""

    __slots__ = ("_streams", "_tellers", "is_open")

    def __init__(self) -> None:
        self.is_open = False
        self._streams: list[Flushed] = []
        self._tellers: list[Flushed] = []

    def add(self, stream: Flushed) -> None:
        """The stream has packets waiting."""
        self._streams.append(stream)

    def tell(self, teller: Flushed) -> None:
        """It has something to tell a publisher, which can wait until the packets are on their way."""
        self._tellers.append(teller)

    def end(self) -> None:
        """Send it all."""
        self.is_open = False
        waiting, self._streams, self._tellers = self._streams + self._tellers, [], []
        for sender in waiting:
            sender.flush()


batch = Batch()
