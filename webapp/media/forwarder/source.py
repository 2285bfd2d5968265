"""What a stream towards a subscriber asks of those around it: the stream that feeds it, its connection's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from webapp.media.core import rtcp
from webapp.media.core.formats import Format
from webapp.media.core.nack import ReceptionStats

if TYPE_CHECKING:
    from webapp.media.forwarder.outgoing import OutStream


class Log(Protocol):
    """What a subscriber's stream asks of the log of its connection (see `SendLog`)."""

    def stamp(self, size_bytes: int, now_s: float) -> int:
        """The transport-wide number of the packet that leaves now."""


class Source(Protocol):
    """What a subscriber's stream asks of the incoming stream that feeds it."""

    format: Format
    clock: rtcp.SenderReport | None

    @property
    def stats(self) -> ReceptionStats:
        """What the source received."""

    @property
    def packets_out(self) -> int:
        """How many packets went to each of its subscribers."""

    @property
    def octets_out(self) -> int:
        """How many bytes went to each of its subscribers."""

    @property
    def last_timestamp(self) -> int:
        """The timestamp of its newest packet."""

    @property
    def last_arrival_s(self) -> float:
        """When that one came."""

    def packet(self, sequence: int) -> bytes | None:
        """A packet of the history by the publisher's number."""

    def request_keyframe(self, now_s: float) -> None:
        """Ask the publisher for a key frame."""

    def withdraw(self, out: OutStream) -> None:
        """The subscriber waits here no longer."""

    def release(self, out: OutStream) -> None:
        """Stop feeding the subscriber."""

    def watch(self) -> None:
        """A subscriber moved to another kind of transport, or is thinned no more or anew."""

    def flush(self) -> None:
        """Send what waits for the end of a batch."""
