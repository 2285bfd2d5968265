"""Whether the queue on the way to a viewer grows: the trend of one-way delays (draft-ietf-rmcat-gcc-02 5).

Delays are compared between groups of packets that left together, in milliseconds.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from operator import mul

BURST_S = 0.005  # what leaves within this time is one group
WINDOW = 20  # groups the trend is fitted over
SMOOTHING = 0.9
GAIN = 4.0
MAX_DELTAS = 60
OVERUSE_TIME_S = 0.01
FIRST_THRESHOLD_MS, LEAST_THRESHOLD_MS, MOST_THRESHOLD_MS = 12.5, 6.0, 600.0
GAIN_UP, GAIN_DOWN = 0.0087, 0.039
FAR_BEYOND_MS = 15.0  # a trend so far above the threshold is a route change, and must not train it
LEAST_QUEUE_MS = 30.0  # a larger picture alone delays its last packet by so much
BASE_S = 10.0  # the least delay of the last ten to twenty seconds is the empty queue's
MAX_SILENCE_S = 3.0  # after this, old delays say nothing about new ones


class Usage(Enum):
    """What the trend says about the queue."""

    NORMAL = "normal"
    OVER = "over"
    UNDER = "under"


class DelayTrend:
    """Fits a line through the accumulated delay of the last groups and compares its slope to a threshold."""

    __slots__ = (
        "_accumulated_ms",
        "_arrivals_s",
        "_base_ms",
        "_base_since_s",
        "_deltas",
        "_group_arrival_s",
        "_group_began_s",
        "_group_sent_s",
        "_last_arrival_s",
        "_last_sent_s",
        "_last_trend_ms",
        "_next_base_ms",
        "_over_count",
        "_over_s",
        "_smoothed",
        "_smoothed_ms",
        "_threshold_ms",
        "usage",
    )

    def __init__(self) -> None:
        self.usage = Usage.NORMAL
        self._threshold_ms = FIRST_THRESHOLD_MS
        self._forget()

    def _forget(self) -> None:
        self._arrivals_s: deque[float] = deque(maxlen=WINDOW)
        self._smoothed: deque[float] = deque(maxlen=WINDOW)
        self._accumulated_ms = self._smoothed_ms = self._last_trend_ms = 0.0
        self._deltas = self._over_count = 0
        self._over_s = 0.0
        self._base_ms = self._next_base_ms = 0.0
        self._base_since_s = 0.0
        self._group_began_s: float | None = None
        self._group_sent_s = self._group_arrival_s = 0.0
        self._last_sent_s: float | None = None
        self._last_arrival_s = 0.0

    def on_packet(self, sent_s: float, arrival_s: float) -> None:
        """Take a packet that arrived, in the order of sending; the two clocks may start anywhere."""
        began_s = self._group_began_s
        if began_s is not None and sent_s - began_s > BURST_S:
            if abs(arrival_s - self._group_arrival_s) > MAX_SILENCE_S:
                self._forget()
            else:
                self._close_group()
            began_s = None
        if began_s is None:
            self._group_began_s, self._group_arrival_s = sent_s, arrival_s
        self._group_sent_s = sent_s
        if arrival_s > self._group_arrival_s:
            self._group_arrival_s = arrival_s

    def _close_group(self) -> None:
        sent_s, arrival_s = self._group_sent_s, self._group_arrival_s
        if self._last_sent_s is not None:
            sent_delta_s = sent_s - self._last_sent_s
            growth_ms = 1000 * (arrival_s - self._last_arrival_s - sent_delta_s)
            self._on_delta(growth_ms, sent_delta_s, arrival_s)
        self._last_sent_s, self._last_arrival_s = sent_s, arrival_s

    def _on_delta(self, growth_ms: float, sent_delta_s: float, arrival_s: float) -> None:
        self._accumulated_ms += growth_ms
        self._smoothed_ms = SMOOTHING * self._smoothed_ms + (1 - SMOOTHING) * self._accumulated_ms
        self._arrivals_s.append(arrival_s)
        self._smoothed.append(self._smoothed_ms)
        self._deltas += 1
        self._note_base(arrival_s)
        if len(self._arrivals_s) == WINDOW:
            trend_ms = self._slope() * min(self._deltas, MAX_DELTAS) * GAIN
            self._detect(trend_ms, sent_delta_s)
            self._adapt(trend_ms, sent_delta_s)

    def _note_base(self, arrival_s: float) -> None:
        delay_ms = self._smoothed_ms
        if arrival_s - self._base_since_s > BASE_S:
            self._base_ms, self._next_base_ms, self._base_since_s = self._next_base_ms, delay_ms, arrival_s
        self._base_ms, self._next_base_ms = min(self._base_ms, delay_ms), min(self._next_base_ms, delay_ms)

    @property
    def queue_ms(self) -> float:
        """How much longer packets take than they did at the best of times."""
        return self._smoothed_ms - self._base_ms

    def _slope(self) -> float:
        """Milliseconds of delay per millisecond of time, by least squares."""
        first = self._arrivals_s[0]
        times = [at - first for at in self._arrivals_s]
        delays = self._smoothed
        x, y = sum(times), sum(delays)
        spread = WINDOW * sum(map(mul, times, times)) - x * x
        return (WINDOW * sum(map(mul, times, delays)) - x * y) / spread / 1000 if spread > 0 else 0.0

    def _detect(self, trend_ms: float, sent_delta_s: float) -> None:
        if trend_ms > self._threshold_ms:
            self._over_s += sent_delta_s
            self._over_count += 1
            is_lasting = self._over_s > OVERUSE_TIME_S and self._over_count > 1 and trend_ms >= self._last_trend_ms
            if is_lasting and self.queue_ms > LEAST_QUEUE_MS:
                self._over_s, self._over_count = 0.0, 0
                self.usage = Usage.OVER
        else:
            self._over_s, self._over_count = 0.0, 0
            self.usage = Usage.UNDER if trend_ms < -self._threshold_ms else Usage.NORMAL
        self._last_trend_ms = trend_ms

    def _adapt(self, trend_ms: float, sent_delta_s: float) -> None:
        """Follow the trend slowly, so that a link that always jitters is not always called overused."""
        excess_ms = abs(trend_ms) - self._threshold_ms
        if excess_ms > FAR_BEYOND_MS:
            return
        gain = GAIN_DOWN if excess_ms < 0 else GAIN_UP
        moved = self._threshold_ms + gain * excess_ms * min(1000 * sent_delta_s, 100.0)
        self._threshold_ms = min(MOST_THRESHOLD_MS, max(LEAST_THRESHOLD_MS, moved))
