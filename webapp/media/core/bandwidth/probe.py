"""Probes: a little more than needed is sent for a moment, to learn whether a higher layer would get through.

Without them the estimate could never rise beyond what the present layers need (RFC 8888 and gcc leave this open;
browsers do the same upwards).
"""

from __future__ import annotations

from random import Random

from webapp.media.core.bandwidth.heard import Heard

DURATION_S = 0.4
VERDICT_S = 0.6  # feedback of the last packet is awaited for so long
AFTERMATH_S = 0.5
LEAST_INTERVAL_S, MOST_INTERVAL_S = 0.25, 6.0
STEP, CAREFUL_STEP = 1.5, 1.25  # at most so many times the estimate; the latter where a try might drown the sound
GOAL = 1.15  # so many times what is wanted
ENOUGH = 0.9  # of the goal
EXTRA_LOSS = 0.05
LEAST_ARRIVED = 10
TICK_S = 0.01  # padding is sent so often while a probe runs


class Probe:
    """One probe: what was sent between two moments and what of it arrived."""

    __slots__ = ("_arrived", "_first_s", "_first_size", "_last_s", "_size", "began_s", "goal_bps", "lost", "until_s")

    def __init__(self, goal_bps: float, now_s: float) -> None:
        self.goal_bps, self.began_s, self.until_s = goal_bps, now_s, now_s + DURATION_S
        self.lost = self._arrived = self._size = self._first_size = 0
        self._first_s = self._last_s = 0.0

    def on_feedback(self, heard: Heard) -> None:
        """Count the packets that left during the probe."""
        for arrival_s, entry in zip(heard.arrivals_s, heard.sent, strict=True):
            if not self.began_s <= entry[0] <= self.until_s:
                continue
            if arrival_s is None:
                self.lost += 1
                continue
            if not self._arrived:
                self._first_s, self._first_size = arrival_s, entry[1]
            self._arrived += 1
            self._size += entry[1]
            self._last_s = max(self._last_s, arrival_s)

    @property
    def loss(self) -> float:
        """The lost share."""
        return self.lost / (self.lost + self._arrived) if self._arrived else 1.0

    @property
    def rate_bps(self) -> float:
        """The rate at which it arrived; 0 while too little did."""
        span_s = self._last_s - self._first_s
        if self._arrived < LEAST_ARRIVED or span_s < DURATION_S / 2:
            return 0.0
        return 8 * (self._size - self._first_size) / span_s


class Prober:
    """Decides when to probe and how much padding that takes, and judges what came of it."""

    __slots__ = ("_chance", "_ended_s", "_interval_s", "_not_before_s", "_octets", "_probe")

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._probe: Probe | None = None
        self._interval_s, self._not_before_s = LEAST_INTERVAL_S, 0.0
        self._octets, self._ended_s = 0, -1000.0

    @property
    def is_running(self) -> bool:
        """Whether a probe is under way or awaits its verdict."""
        return self._probe is not None

    def disturbs(self, now_s: float) -> bool:
        """Whether a queue seen now may be a probe's doing."""
        return self._probe is not None or now_s - self._ended_s < AFTERMATH_S

    def on_feedback(self, heard: Heard) -> None:
        """Take what the estimator got, too."""
        if self._probe is not None:
            self._probe.on_feedback(heard)

    def begin_if_due(
        self, wanted_bps: float, estimate_bps: float, octets: int, now_s: float, *, is_careful: bool = False
    ) -> None:
        """Start a probe when more is wanted than the estimate allows; `octets`: what has been sent so far."""
        if self._probe is not None or now_s < self._not_before_s or wanted_bps <= estimate_bps:
            return
        step = CAREFUL_STEP if is_careful else STEP
        self._probe = Probe(min(GOAL * wanted_bps, step * estimate_bps), now_s)
        self._octets = octets

    def padding(self, octets: int, now_s: float) -> int:
        """How many bytes to send on top now; call at every tick."""
        probe = self._probe
        if probe is None or now_s >= probe.until_s:
            return 0
        due = int(probe.goal_bps / 8 * (min(probe.until_s, now_s + TICK_S) - probe.began_s))
        return max(0, due - (octets - self._octets))

    def verdict(self, usual_loss: float, now_s: float, *, is_congested: bool) -> float | None:
        """The rate the link has shown to carry, once that is known; a failure makes the next probe wait longer."""
        probe = self._probe
        if probe is None:
            return None
        if is_congested:
            return self._end(now_s, None)
        if now_s < probe.until_s:
            return None
        rate_bps = probe.rate_bps
        if probe.loss <= usual_loss + EXTRA_LOSS and rate_bps >= ENOUGH * probe.goal_bps:
            return self._end(now_s, min(rate_bps, probe.goal_bps))
        return self._end(now_s, None) if now_s > probe.until_s + VERDICT_S else None

    def _end(self, now_s: float, rate_bps: float | None) -> float | None:
        self._probe, self._ended_s = None, now_s
        self._interval_s = LEAST_INTERVAL_S if rate_bps else min(MOST_INTERVAL_S, 2 * self._interval_s + 0.5)
        # Two viewers behind one link must not go on probing at the same moments.
        self._not_before_s = now_s + self._interval_s * self._chance.uniform(0.7, 1.3)
        return rate_bps
