"""Whether the queue on the way to a viewer grows: the trend of one-way delays (draft-ietf-rmcat-gcc-02 5).

Delays are compared between groups of packets that left together (see `heard`), in milliseconds.
The native forwarder has a twin of this in C (`native/trend.c`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from webapp.media.core.bandwidth.heard import Group

WINDOW = 20  # groups the trend is fitted over
MAX_DISTANCE = 64.0  # s from the origin of the line
SMOOTHING = 0.9
GAIN = 4.0
MAX_DELTAS = 60
OVERUSE_TIME_S = 0.01
FIRST_THRESHOLD_MS, LEAST_THRESHOLD_MS, MOST_THRESHOLD_MS = 12.5, 6.0, 600.0
GAIN_UP, GAIN_DOWN = 0.0087, 0.039
FAR_BEYOND_MS = 15.0  # a trend so far above the threshold is a route change, and must not train it
STANDING = 10  # groups: a queue stands when all of the last ones were held up
LEAST_QUEUE_MS = 25.0
BASE_S = 10.0  # the least delay of the last ten to twenty seconds is the empty queue's
MAX_SILENCE_S = 3.0  # after this, old delays say nothing about new ones


class Usage(Enum):
    """What the trend says about the queue."""

    NORMAL = "normal"
    OVER = "over"
    UNDER = "under"


class Trend(Protocol):
    """What follows the delays: `DelayTrend` here, or its twin in C (`forwarder.native.trend`)."""

    @property
    def usage(self) -> Usage:
        """What the trend says about the queue."""

    @property
    def queue_ms(self) -> float:
        """How much longer than at the best of times even the fastest of the last packets took."""

    def on_groups(self, groups: Sequence[Group]) -> None:
        """Take groups in the order of sending; the two clocks may start anywhere."""


class Line:
    """The slope of a line through the last WINDOW points, by least squares; each point costs the same."""

    __slots__ = ("_origin", "_points", "_x", "_xx", "_xy", "_y")

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque()
        self._origin = 0.0
        self._x = self._y = self._xx = self._xy = 0.0

    def add(self, x: float, y: float) -> float | None:
        """Take a point; returns how much y grows with x, once there are enough points. x grows."""
        if not self._points or x - self._origin > MAX_DISTANCE:
            self._move_origin(x)
        points = self._points
        x -= self._origin
        points.append((x, y))
        self._x += x
        self._y += y
        self._xx += x * x
        self._xy += x * y
        if len(points) > WINDOW:
            x, y = points.popleft()
            self._x -= x
            self._y -= y
            self._xx -= x * x
            self._xy -= x * y
        return self._slope() if len(points) == WINDOW else None

    def _move_origin(self, x: float) -> None:
        """Count from here, and begin the sums anew: rounding must not add up for hours."""
        moved = x - self._origin
        points = self._points = deque((px - moved, py) for px, py in self._points)
        self._origin = x
        self._x, self._y = sum(px for px, _ in points), sum(py for _, py in points)
        self._xx, self._xy = sum(px * px for px, _ in points), sum(px * py for px, py in points)

    def _slope(self) -> float:
        spread = WINDOW * self._xx - self._x * self._x
        return (WINDOW * self._xy - self._x * self._y) / spread if spread > 0 else 0.0


class DelayTrend:
    """Compares the slope of the accumulated delay of the last groups to a threshold."""

    __slots__ = (
        "_accumulated_ms",
        "_base_ms",
        "_base_since_s",
        "_deltas",
        "_last_arrival_s",
        "_last_sent_s",
        "_last_trend_ms",
        "_line",
        "_next_base_ms",
        "_over_count",
        "_over_s",
        "_recent_ms",
        "_smoothed_ms",
        "_threshold_ms",
        "usage",
    )

    def __init__(self) -> None:
        self.usage = Usage.NORMAL
        self._threshold_ms = FIRST_THRESHOLD_MS
        self._forget()

    def _forget(self) -> None:
        self._line = Line()
        self._accumulated_ms = self._smoothed_ms = self._last_trend_ms = 0.0
        self._deltas = self._over_count = 0
        self._over_s = 0.0
        self._recent_ms: deque[float] = deque(maxlen=STANDING)
        self._base_ms = self._next_base_ms = 0.0
        self._base_since_s = 0.0
        self._last_sent_s: float | None = None
        self._last_arrival_s = 0.0

    def on_groups(self, groups: Sequence[Group]) -> None:
        """Take groups in the order of sending; the two clocks may start anywhere."""
        for sent_s, arrival_s in groups:
            self._on_group(sent_s, arrival_s)

    def _on_group(self, sent_s: float, arrival_s: float) -> None:
        if self._last_sent_s is None or abs(arrival_s - self._last_arrival_s) > MAX_SILENCE_S:
            self._forget()
            self._base_since_s = arrival_s
        else:
            apart_s = sent_s - self._last_sent_s
            delay_ms = self._accumulated_ms = self._accumulated_ms + 1000 * (arrival_s - self._last_arrival_s - apart_s)
            self._smoothed_ms = SMOOTHING * self._smoothed_ms + (1 - SMOOTHING) * delay_ms
            self._recent_ms.append(delay_ms)
            if delay_ms < self._next_base_ms or arrival_s - self._base_since_s > BASE_S:
                self._note_base(delay_ms, arrival_s)
            self._deltas += 1
            slope = self._line.add(arrival_s, self._smoothed_ms)
            if slope is not None:
                trend_ms = slope / 1000 * min(self._deltas, MAX_DELTAS) * GAIN
                self._detect(trend_ms, apart_s)
                self._adapt(trend_ms, apart_s)
        self._last_sent_s, self._last_arrival_s = sent_s, arrival_s

    def _note_base(self, delay_ms: float, arrival_s: float) -> None:
        if arrival_s - self._base_since_s > BASE_S:
            self._base_ms, self._next_base_ms, self._base_since_s = self._next_base_ms, delay_ms, arrival_s
        if delay_ms < self._next_base_ms:
            self._next_base_ms = delay_ms
            if delay_ms < self._base_ms:
                self._base_ms = delay_ms

    @property
    def queue_ms(self) -> float:
        """How much longer than at the best of times even the fastest of the last packets took.

        A larger picture holds up its own last packets, a busy machine all of one moment; neither is a standing queue.
        """
        return min(self._recent_ms, default=self._base_ms) - self._base_ms

    def _detect(self, trend_ms: float, apart_s: float) -> None:
        if trend_ms > self._threshold_ms:
            self._over_s += apart_s
            self._over_count += 1
            is_lasting = self._over_s > OVERUSE_TIME_S and self._over_count > 1 and trend_ms >= self._last_trend_ms
            if is_lasting and self.queue_ms > LEAST_QUEUE_MS:
                self._over_s, self._over_count = 0.0, 0
                self.usage = Usage.OVER
        else:
            self._over_s, self._over_count = 0.0, 0
            self.usage = Usage.UNDER if trend_ms < -self._threshold_ms else Usage.NORMAL
        self._last_trend_ms = trend_ms

    def _adapt(self, trend_ms: float, apart_s: float) -> None:
        """Follow the trend slowly, so that a link that always jitters is not always called overused."""
        excess_ms = abs(trend_ms) - self._threshold_ms
        if excess_ms > FAR_BEYOND_MS:
            return
        gain = GAIN_DOWN if excess_ms < 0 else GAIN_UP
        moved = self._threshold_ms + gain * excess_ms * min(1000 * apart_s, 100.0)
        self._threshold_ms = min(MOST_THRESHOLD_MS, max(LEAST_THRESHOLD_MS, moved))
