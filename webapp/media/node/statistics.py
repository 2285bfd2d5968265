"""What a room's streams bring, told once a second to the pages that look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webapp.media import protocol
from webapp.media.core import opus
from webapp.media.core.active_speaker import SILENCE
from webapp.media.core.plan import Stream
from webapp.media.forwarder import InStream

WATCH_S = 12.0  # a page says every 5 s that it still looks


@dataclass(frozen=True, slots=True)
class _Count:
    """The totals of a stream at one moment."""

    source: InStream
    at_s: float
    octets: int
    pictures: int
    expected: int
    received: int


class Statistics:
    """Rates between two looks at the room's incoming streams, and who wants to know them."""

    def __init__(self, account_of: Callable[[str], int]) -> None:
        self._account_of = account_of
        self._until: dict[str, float] = {}
        self._counts: dict[Stream, _Count] = {}
        self._loudest: dict[Stream, int] = {}

    def watch(self, peer: str, now_s: float, *, on: bool) -> None:
        """Remember that the page looks, for 12 s, or that it no longer does."""
        if on:
            self._until[peer] = now_s + WATCH_S
        else:
            self._until.pop(peer, None)

    def watchers(self, now_s: float) -> list[str]:
        """The pages that look now."""
        self._until = {peer: until for peer, until in self._until.items() if until > now_s}
        if not self._until:
            self._counts.clear()
            self._loudest.clear()
        return list(self._until)

    def hear(self, stream: Stream, level_db: int) -> None:
        """Note how loud a sound has just been, in dB below full scale."""
        if self._until:
            self._loudest[stream] = min(level_db, self._loudest.get(stream, SILENCE))

    def rows(self, incoming: Mapping[Stream, InStream], now_s: float) -> list[protocol.StatsRow]:
        """The open streams since the last call; a stream seen for the first time is only counted."""
        before, self._counts = self._counts, {}
        loudest, self._loudest = self._loudest, {}
        rows = []
        for stream, source in incoming.items():
            if not source.is_open:
                continue
            now = self._counts[stream] = _count(source, now_s)
            then = before.get(stream)
            if then is not None and then.source is source and now.at_s > then.at_s:
                rows.append(self._row(stream, then, now, loudest.get(stream, SILENCE)))
        return rows

    def _row(self, stream: Stream, then: _Count, now: _Count, level_db: int) -> protocol.StatsRow:
        source, seconds = now.source, now.at_s - then.at_s
        expected, received = now.expected - then.expected, now.received - then.received
        lost = max(0, expected - received)
        is_sound = stream.kind == "audio"
        width, height = source.picture_size
        return protocol.StatsRow(
            account=self._account_of(stream.peer),
            kind=stream.kind,
            index=stream.index,
            bitrate_bps=round((now.octets - then.octets) * 8 / seconds),
            loss_permille=min(1000, 1000 * lost // expected) if expected > 0 else 0,
            fps=0 if is_sound else round((now.pictures - then.pictures) / seconds),
            codec=source.format.mime,
            clock_hz=source.format.clock_hz,
            width=width,
            height=height,
            channels=_channels(source) if is_sound else 0,
            level_dbov=-level_db if is_sound else 0,
            rtt_ms=round(1000 * source.round_trip_s),
        )


def _count(source: InStream, now_s: float) -> _Count:
    stats = source.stats
    # What came only because it was asked for again had been lost on the way (RFC 4588 counts it apart).
    received = stats.received - source.losses.repaired
    return _Count(source, now_s, source.octets_in, source.pictures_in, stats.expected, received)


def _channels(source: InStream) -> int:
    """How many channels the newest packet of sound codes; 0 before it."""
    newest = source.packet(source.stats.newest or 0)
    return opus.channels(newest) if newest is not None else 0
