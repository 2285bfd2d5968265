"""What adapts one viewer's pictures to its link: estimate, probes, allocation and steadiness in one place."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import Generic, TypeVar

from webapp.media.core.bandwidth.allocation import PAUSED, Allocation, Picture, allocate
from webapp.media.core.bandwidth.delay import Trend
from webapp.media.core.bandwidth.estimator import MOST_BPS, START_BPS, Estimator
from webapp.media.core.bandwidth.flood import ROOM, Flood
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.core.bandwidth.probe import Prober
from webapp.media.core.bandwidth.steadiness import Steadiness

MOST_PROBE_QUEUE_MS = 60.0  # a probe that lengthens the queue by more has its answer
# A picture is paused only when the estimate has been too low even for lowest layers for some seconds.
FIRST_LOWEST_BPS, LOWEST_PATIENCE = 2_000_000.0, 0.8  # kept of it per second
PATIENCE_S = 2.0  # so long the first feedback is awaited

Key = TypeVar("Key", bound=Hashable)


class ViewerControl(Generic[Key]):
    """Feed it with feedback and pictures; it says which layer of each shall flow and how much padding to send."""

    def __init__(self, chance: Random, trend: Trend | None = None) -> None:
        """`trend` follows the delays of what arrives; without one Python's does."""
        self._estimator = Estimator(trend)
        self._prober = Prober(chance)
        self._queue_ms = 0.0
        self._lowest_bps = FIRST_LOWEST_BPS
        self._chosen_s: float | None = None
        self._steadiness = Steadiness()
        self._flood = Flood()
        self._paused: set[Key] = set()
        self._remb_bps: float | None = None
        self._wanted_bps: float | None = None
        self._began_s: float | None = None

    @property
    def has_feedback(self) -> bool:
        """Whether the viewer ever told what arrived: without that nothing is probed."""
        return self._estimator.has_feedback

    @property
    def is_probing(self) -> bool:
        """Whether a probe is under way or awaits its verdict."""
        return self._prober.is_running

    def estimate_bps(self, now_s: float) -> float:
        """What the link is believed to carry; infinite for a viewer who never says what arrives."""
        if self._estimator.has_feedback:
            return self._estimator.estimate_bps
        if self._remb_bps is not None:
            return self._remb_bps
        is_new = self._began_s is None or now_s - self._began_s < PATIENCE_S
        return START_BPS if is_new else math.inf

    @property
    def loss(self) -> float:
        """The fraction lost on the way to the viewer lately."""
        return self._estimator.loss.fraction

    def on_feedback(self, heard: Heard, now_s: float) -> None:
        """Take what transport-wide feedback told of the packets sent; packet by packet while `is_probing`."""
        self._estimator.on_feedback(heard, now_s, is_probed=self._prober.disturbs(now_s))
        self._prober.on_feedback(heard)

    def on_remb(self, bitrate_bps: float) -> None:
        """Take a receiver's own estimate; it counts only for viewers who send no transport-wide feedback."""
        self._remb_bps = bitrate_bps

    def choose(self, sound_bps: float, pictures: Sequence[Picture[Key]], now_s: float) -> Allocation[Key]:
        """Decide which layers flow from now on."""
        if self._began_s is None and pictures:
            self._began_s = now_s
        may_rise = self._steadiness.may_rise(now_s)
        estimate_bps = self.estimate_bps(now_s)
        lowest_bps = self._for_lowest(estimate_bps, now_s)
        self._flood.look(sound_bps, pictures, self._estimator, now_s)
        room = ROOM if self._flood.is_high else 1.0
        found = allocate(
            estimate_bps / room,
            sound_bps,
            pictures,
            lowest_bps=0.0 if self._flood.is_high else lowest_bps,
            may_rise=may_rise,
            must_have=self._flood.allowed,
        )
        self._wanted_bps = room * found.wanted_bps if may_rise and found.wanted_bps is not None else None
        self._note_changes(pictures, found.levels, now_s)
        return found

    def _for_lowest(self, estimate_bps: float, now_s: float) -> float:
        """What lowest layers may take: follows the estimate upwards at once, downwards slowly."""
        passed_s = now_s - self._chosen_s if self._chosen_s is not None else 0.0
        self._chosen_s = now_s
        self._lowest_bps = max(min(MOST_BPS, estimate_bps), self._lowest_bps * LOWEST_PATIENCE**passed_s)
        return self._lowest_bps

    def _note_changes(self, pictures: Sequence[Picture[Key]], levels: Mapping[Key, int | None], now_s: float) -> None:
        moves = [(picture.key, _height(picture.current), _height(levels[picture.key])) for picture in pictures]
        fell = {key for key, before, after in moves if after < before}
        # What begins has not risen, what was paused has.
        rose = {key for key, before, after in moves if after > before and (before > PAUSED or key in self._paused)}
        self._paused = {key for key, _, after in moves if after == PAUSED and (key in fell or key in self._paused)}
        self._steadiness.on_change(now_s, rose=bool(rose), fell=bool(fell))

    def padding(self, octets: int, now_s: float) -> int:
        """How many bytes of padding to send now, given what was sent so far.

        Call it a few times a second, every 50 ms while a probe is under way, every 10 ms while it wants more.
        """
        estimator, prober = self._estimator, self._prober
        if not estimator.has_feedback:
            return 0
        estimator.on_tick(octets, now_s)
        is_congested = estimator.is_congested(now_s)
        is_jammed = is_congested or estimator.queue_ms > self._queue_ms + MOST_PROBE_QUEUE_MS
        rate_bps = prober.verdict(estimator.loss.fraction, now_s, is_congested=is_jammed)
        if rate_bps is not None:
            estimator.on_probe(rate_bps)
        if not prober.is_running and self._wanted_bps is not None and not is_congested:
            self._queue_ms = estimator.queue_ms
            is_careful = self._flood.is_high
            prober.begin_if_due(self._wanted_bps, estimator.estimate_bps, octets, now_s, is_careful=is_careful)
        return prober.padding(octets, now_s)


def _height(rung: int | None) -> int:
    return PAUSED if rung is None else rung
