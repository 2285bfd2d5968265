"""The trend of delays: a line through the last points that costs the same for each."""

from __future__ import annotations

import random
from statistics import linear_regression

import pytest

from tests.media import wire
from webapp.media.core.bandwidth.delay import WINDOW, DelayTrend, Line, Trend, Usage
from webapp.media.core.bandwidth.heard import Tally

pytestmark = pytest.mark.usefixtures("each_twin")


def tell(trend: Trend, tally: Tally, arrivals_s: list[float], sent: list[tuple[float, int]]) -> None:
    """A message comes that says when these packets arrived."""
    tally.hear(arrivals_s, sent)
    heard = tally.take()
    assert heard is not None
    trend.on_groups(heard.groups)


def test_the_line_is_that_of_least_squares_hours_on() -> None:
    """Sums that are only added to and taken from must not drift."""
    chance, line = random.Random(3), Line()
    points: list[tuple[float, float]] = []
    at_s = 1000.0
    for number in range(50_000):
        at_s += chance.uniform(0.001, 0.2)
        points.append((at_s, chance.gauss(0, 10)))
        slope = line.add(*points[-1])
        if number % 997 == 0 and slope is not None:
            expected = linear_regression(*zip(*points[-WINDOW:], strict=True)).slope
            assert abs(slope - expected) < 1e-6 * max(1, abs(expected))


def test_a_growing_queue_is_seen_and_one_that_drains_too() -> None:
    """Packets every 10 ms; each of the first two hundred takes half a millisecond longer than the one before."""
    trend, tally = wire.twin.DelayTrend(), Tally()

    def send(numbers: range, delay_s: float, growth_s: float) -> Usage:
        tell(
            trend,
            tally,
            [500 + 0.01 * n + delay_s + growth_s * (n - numbers.start) for n in numbers],
            [(0.01 * n, 1000) for n in numbers],
        )
        return trend.usage

    assert send(range(100), 0.02, 0.0) is Usage.NORMAL
    assert round(trend.queue_ms) == 0
    assert send(range(100, 300), 0.02, 0.0005) is Usage.OVER
    assert trend.queue_ms > 80
    assert send(range(300, 400), 0.12, -0.001) is Usage.UNDER


def test_packets_of_one_burst_are_one_group() -> None:
    """The last packet of a large picture takes longer than the first: that is no growing queue."""
    trend, tally = wire.twin.DelayTrend(), Tally()
    for picture in range(100):
        began_s = picture / 30
        count = 1 + picture % 10
        sent = [(began_s + 0.0004 * n, 1000) for n in range(count)]
        tell(trend, tally, [50 + began_s + 0.001 * n for n in range(count)], list(sent))
    assert trend.usage is Usage.NORMAL


@pytest.mark.parametrize("seed", range(3))
def test_both_twins_say_the_same_of_the_same_link(seed: int) -> None:
    """Queues that grow and drain, jitter, pauses: group by group."""
    chance = random.Random(seed)
    here, there = DelayTrend(), wire.twin.DelayTrend()
    sent_s, arrival_s, queue_s = 1000.0, 5.0, 0.0
    said = set[Usage]()
    for number in range(4000):
        passed_s = chance.choice([0.005, 0.01, 0.033]) if chance.random() > 0.001 else 5.0
        sent_s, arrival_s = sent_s + passed_s, arrival_s + passed_s
        queue_s = max(0.0, queue_s + chance.gauss(0, 0.002) + (0.001 if number % 1000 < 200 else -0.001))
        for trend in (here, there):
            trend.on_groups([(sent_s, arrival_s + queue_s)])
        assert there.usage is here.usage
        assert there.queue_ms == pytest.approx(here.queue_ms, abs=1e-6)
        said.add(here.usage)
    assert said == set(Usage)
