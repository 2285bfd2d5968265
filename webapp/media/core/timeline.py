"""When things happened: RTP clocks against the wall clock, and a recording's segments as its manifest tells them."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import msgspec

from webapp.media.core.plan import Kind

logger = logging.getLogger(__name__)

MAX_LAG_S = 2.0
MAX_LEAD_S = 0.02
MAX_REPORT_CORRECTION_S = 1.0
MIN_REPORT_CORRECTION_S = 0.005
REPORTS_AROUND = 15  # on either side of a moment


class TickCounter:
    """Unwraps RTP timestamps (mod 2**32) into ticks since the first one; backwards steps give smaller numbers."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._ticks = 0

    def count(self, timestamp: int) -> int:
        """Return the ticks of `timestamp` and remember it as the latest."""
        self._ticks = self.peek(timestamp)
        self._last = timestamp
        return self._ticks

    def peek(self, timestamp: int) -> int:
        """Return the ticks of a timestamp near the latest one without remembering it."""
        last = timestamp if self._last is None else self._last
        return self._ticks + ((timestamp - last + 0x80000000) & 0xFFFFFFFF) - 0x80000000


class SenderClock:
    """How far a sender's NTP clock is behind our wall clock; shared by all streams of one sender.

    Made of (NTP time, wall clock at arrival) of all its reports, seconds. Of the reports around a moment the one that
    was delayed least by the network counts.
    """

    def __init__(self, reports: Iterable[tuple[float, float]] = ()) -> None:
        self._ntp_s: list[float] = []
        self._differences: list[float] = []
        for ntp_s, wall_s in sorted(reports):
            self._ntp_s.append(ntp_s)
            self._differences.append(wall_s - ntp_s)

    def add(self, ntp_s: float, wall_s: float) -> None:
        """Take one more report, of a stream that is live."""
        at = bisect_right(self._ntp_s, ntp_s)
        self._ntp_s.insert(at, ntp_s)
        self._differences.insert(at, wall_s - ntp_s)

    def wall_s(self, ntp_s: float) -> float | None:
        """Translate the sender's time; None when it never reported."""
        if not self._ntp_s:
            return None
        at = bisect_right(self._ntp_s, ntp_s)
        return ntp_s + min(self._differences[max(at - REPORTS_AROUND, 0) : at + REPORTS_AROUND])


class StreamClock:
    """Maps one stream's RTP timestamps to wall-clock seconds.

    Anchored at the first arrival, corrected by sender reports so that the audio and the video of one sender agree
    (RFC 3550 6.4.1), and anchored anew when the RTP clock and the arrivals part (a sender that paused its clock) by
    more than `max_lag_s`.
    """

    def __init__(self, ticks_per_s: int, sender: SenderClock, max_lag_s: float = MAX_LAG_S) -> None:
        self._rate, self._max_lag_s = ticks_per_s, max_lag_s
        self._sender = sender
        self._counter = TickCounter()
        self._offset_s: float | None = None

    def arrived(self, timestamp: int, arrival_s: float) -> None:
        """Take one packet's RTP timestamp and the wall-clock time of its arrival."""
        media_s = self._counter.count(timestamp) / self._rate
        # Nothing arrives before it was captured: the packet that was delayed least sets the anchor.
        if self._offset_s is None or not -self._max_lag_s < media_s + self._offset_s - arrival_s < MAX_LEAD_S:
            self._offset_s = arrival_s - media_s

    def wall_s(self, timestamp: int) -> float:
        """Return the wall-clock time of a frame; at least one packet must have arrived."""
        assert self._offset_s is not None
        return self._counter.peek(timestamp) / self._rate + self._offset_s

    def report(self, ntp_s: float, timestamp: int) -> None:
        """Take a sender report; ignored before the first packet and when it contradicts the arrivals by a second."""
        sent_s = self._sender.wall_s(ntp_s)
        if self._offset_s is None or sent_s is None:
            return
        offset_s = sent_s - self._counter.peek(timestamp) / self._rate
        if MIN_REPORT_CORRECTION_S < abs(offset_s - self._offset_s) < MAX_REPORT_CORRECTION_S:
            self._offset_s = offset_s


class SegmentStarted(msgspec.Struct, frozen=True):
    """The manifest line of a segment's first packet."""

    file: str
    account: int
    kind: Kind
    index: int
    codec: str
    started_at_ms: int
    node: str
    # Whether it goes on where the track's file before it was full.
    continues: bool = False


class SegmentClosed(msgspec.Struct, frozen=True):
    """The manifest line of a segment whose file is complete, with its bytes; a killed node never writes it."""

    file: str
    closed_at_ms: int
    packets: int
    size: int = 0
    sha256: str = ""


class Segment(SegmentStarted, frozen=True):
    """One file of a recording on the wall clock; `closed_at_ms` is None when its node died."""

    closed_at_ms: int | None = None
    packets: int = 0
    size: int = 0
    sha256: str = ""

    @property
    def source(self) -> tuple[int, Kind, int]:
        """The track it is a piece of: account, kind, index."""
        return self.account, self.kind, self.index


def read_manifest(lines: Iterable[bytes]) -> list[Segment]:
    """Read manifest lines (in any order, of any number of nodes) into segments by start time.

    A line that was cut by a killed writer, or is not ours, is left out with a warning.
    """
    started: dict[str, SegmentStarted] = {}
    closed: dict[str, SegmentClosed] = {}
    for line in lines:
        if not line.strip():
            continue
        try:
            fact = msgspec.json.decode(line, type=dict[str, Any])
            if "closed_at_ms" in fact:
                closed[fact["file"]] = msgspec.convert(fact, SegmentClosed)
            else:
                started[fact["file"]] = msgspec.convert(fact, SegmentStarted)
        except (msgspec.DecodeError, KeyError):
            logger.warning("manifest line left out: %r", line[:200])
    segments = [_joined(start, closed.get(file)) for file, start in started.items()]
    return sorted(segments, key=lambda segment: segment.started_at_ms)


def _joined(start: SegmentStarted, end: SegmentClosed | None) -> Segment:
    return Segment(**{**msgspec.structs.asdict(start), **(msgspec.structs.asdict(end) if end else {})})
