"""The rate that a viewer's link is believed to carry, from transport-wide feedback (draft-ietf-rmcat-gcc-02)."""

from __future__ import annotations

from collections import deque

from webapp.media.core.bandwidth.delay import DelayTrend, Trend, Usage
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.core.bandwidth.loss import LossLimit

START_BPS = 800_000.0
LEAST_BPS, MOST_BPS = 50_000.0, 30_000_000.0
DECREASE = 0.85
GROWTH_PER_S = 1.08
NEAR_GROWTH_BPS_PER_S = 40_000.0  # near the rate where the queue grew last
NEAR = 0.1  # within ten per cent of it
HEADROOM, HEADROOM_BPS = 1.5, 10_000.0  # beyond what is delivered only probes know
LONG_QUEUE_MS = 150.0
KEPT_UP = 1.05  # what is sent at less than so many times what arrives is not held up
DECREASE_INTERVAL_S = 0.3
WINDOW_S = 0.5  # of the delivered rate
SILENCE_S, SILENCE_OCTETS = 1.0, 5000  # feedback that stays away although packets leave
SILENCE_DECREASE = 0.7


class Delivered:
    """The rate at which packets arrived during the last half second, and the rate at which these had left."""

    __slots__ = ("_messages", "rate_bps", "sent_bps")

    def __init__(self) -> None:
        self.rate_bps = self.sent_bps = 0.0
        self._messages: deque[tuple[float, int, float, int]] = deque()  # last arrival, bytes; last sent, bytes

    def on_feedback(self, last_arrival_s: float, arrived: int, last_sent_s: float, sent: int) -> None:
        """Note what one feedback message says: when the last packet arrived (the viewer's clock) and left (ours)."""
        messages = self._messages
        if messages and last_arrival_s < messages[-1][0]:
            if last_arrival_s < messages[-1][0] - WINDOW_S:
                messages.clear()  # another clock
            else:
                last_arrival_s = messages[-1][0]
        messages.append((last_arrival_s, arrived, last_sent_s, sent))
        while len(messages) > 2 and messages[1][0] < last_arrival_s - WINDOW_S:
            messages.popleft()
        # The first message only says when the count begins.
        first = messages[0]
        span_s, sent_span_s = last_arrival_s - first[0], last_sent_s - first[2]
        if span_s >= WINDOW_S / 5 and sent_span_s > 0:
            self.rate_bps = 8 * (sum(entry[1] for entry in messages) - first[1]) / span_s
            self.sent_bps = 8 * (sum(entry[3] for entry in messages) - first[3]) / sent_span_s


class Estimator:
    """Turns feedback into an estimate: falls with growing delay or loss, grows slowly by itself, fast by probes."""

    __slots__ = (
        "_began_s",
        "_changed_s",
        "_decreased_s",
        "_heard_s",
        "_knee_bps",
        "_marked_s",
        "_octets",
        "_trend",
        "delivered",
        "loss",
        "rate_bps",
    )

    def __init__(self, trend: Trend | None = None) -> None:
        """`trend` follows the delays; without one Python's does."""
        self.rate_bps = START_BPS
        self.loss = LossLimit()
        self.delivered = Delivered()
        self._trend: Trend = trend or DelayTrend()
        self._knee_bps: float | None = None  # what was delivered when the queue grew last
        self._heard_s: float | None = None
        self._changed_s = self._decreased_s = self._marked_s = -1000.0
        self._octets = 0

    @property
    def estimate_bps(self) -> float:
        """What may be sent."""
        return max(LEAST_BPS, min(self.rate_bps, self.loss.limit_bps))

    @property
    def has_feedback(self) -> bool:
        """Whether the viewer ever told what arrived."""
        return self._heard_s is not None

    @property
    def queue_ms(self) -> float:
        """How much longer packets take to the viewer than they did at the best of times."""
        return self._trend.queue_ms

    def is_congested(self, now_s: float) -> bool:
        """Whether the queue grew within the last half second."""
        return self._trend.usage is Usage.OVER or now_s - self._decreased_s < WINDOW_S

    def on_feedback(self, heard: Heard, now_s: float, *, is_probed: bool = False) -> None:
        """Take what was told; `is_probed`: a probe is or was just under way, and a queue may be its doing."""
        self._heard_s = now_s
        if heard.received:
            self._trend.on_groups(heard.groups)
            self.delivered.on_feedback(heard.last_arrival_s, heard.arrived_octets, heard.last_sent_s, heard.sent_octets)
        rate_bps = self.delivered.rate_bps
        self.loss.on_feedback(heard.received, heard.lost, now_s, estimate_bps=self.estimate_bps, delivered_bps=rate_bps)
        self._move(now_s, 1.0 if is_probed else DECREASE)

    def _move(self, now_s: float, decrease: float) -> None:
        passed_s, self._changed_s = min(1.0, now_s - self._changed_s), now_s
        if self._trend.usage is Usage.OVER:
            if now_s - self._decreased_s >= DECREASE_INTERVAL_S and self.delivered.rate_bps:
                self._decrease(decrease)
                self._decreased_s = now_s
        elif self._trend.usage is Usage.NORMAL:
            self._grow(passed_s)

    def _decrease(self, factor: float) -> None:
        """Fall below what arrives, so that the queue drains.

        As long as all that is sent arrives at the rate it was sent, and the queue is short, something else made the
        delay grow (a busy machine at the other end): then no lower than what arrives.
        """
        delivered = self.delivered
        if self._trend.queue_ms < LONG_QUEUE_MS and delivered.sent_bps < KEPT_UP * delivered.rate_bps:
            factor = 1.0
        self._knee_bps = delivered.rate_bps
        self.rate_bps = min(self.rate_bps, max(LEAST_BPS, factor * delivered.rate_bps))

    def _grow(self, passed_s: float) -> None:
        most_bps = HEADROOM * self.delivered.rate_bps + HEADROOM_BPS
        if self.rate_bps >= most_bps:
            return
        if self._knee_bps is not None and abs(self.rate_bps - self._knee_bps) < NEAR * self._knee_bps:
            grown_bps = self.rate_bps + NEAR_GROWTH_BPS_PER_S * passed_s
        else:
            grown_bps = self.rate_bps * GROWTH_PER_S**passed_s
        self.rate_bps = min(MOST_BPS, most_bps, grown_bps)

    def on_probe(self, rate_bps: float) -> None:
        """A probe arrived at this rate, without more delay or loss than before."""
        self.rate_bps = min(MOST_BPS, max(self.rate_bps, rate_bps))
        self.loss.raise_to(rate_bps)
        self._knee_bps = None

    def on_tick(self, octets: int, now_s: float) -> None:
        """Call regularly with the bytes sent so far: feedback that stays away although packets leave is a jam."""
        heard_s = self._heard_s
        if heard_s is None:
            return
        if heard_s != self._marked_s:
            self._marked_s, self._octets = heard_s, octets
        silent_s = now_s - max(heard_s, self._decreased_s)
        if silent_s > SILENCE_S and octets - self._octets > SILENCE_OCTETS:
            self.rate_bps = max(LEAST_BPS, SILENCE_DECREASE * self.rate_bps)
            self._decreased_s = now_s
