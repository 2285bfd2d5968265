"""What one reading of the socket brought: its packets leave at the end of it, so that runs of a stream go together."""

from __future__ import annotations

from typing import Protocol


class Flushed(Protocol):
    """What a batch asks of a stream."""

    def flush(self) -> None:
        """Send what waits."""


class Batch:
    """The streams that have packets waiting; while it is not open nothing waits."""

    __slots__ = ("_streams", "is_open")

    def __init__(self) -> None:
        self.is_open = False
        self._streams: list[Flushed] = []

    def add(self, stream: Flushed) -> None:
        """The stream has packets waiting."""
        self._streams.append(stream)

    def end(self) -> None:
        """Send them all."""
        self.is_open = False
        streams, self._streams = self._streams, []
        for stream in streams:
            stream.flush()


batch = Batch()
