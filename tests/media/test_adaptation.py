"""Layers on simulated links: how soon they settle, that they stay, that they come back, that they are fair."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest

from tests.media.link import LAYERS, SOUND_BPS, Link, SimulatedViewer, Track, run
from webapp.media.core.bandwidth.allocation import THIN, Picture
from webapp.media.core.bandwidth.control import ViewerControl
from webapp.media.core.bandwidth.heard import Heard

pytestmark = pytest.mark.usefixtures("each_twin")

LOW, MIDDLE, HIGH = range(3)
HEARD = Heard(received=2, sent_octets=1000, arrived_octets=1000, last_sent_s=0.1, last_arrival_s=10.1)


def watch(link: Link, *tracks: Track, until_s: float = 60, at: dict[float, Callable[[], None]] | None = None) -> Track:
    """Let one viewer watch through the link; returns the first picture."""
    viewer = SimulatedViewer(link, *(tracks or (Track("camera"),)))
    run(viewer, until_s=until_s, at=at)
    return viewer.tracks[0]


@pytest.mark.parametrize(
    ("rate_bps", "level"), [(5e6, HIGH), (1.9e6, HIGH), (1e6, MIDDLE), (700e3, MIDDLE), (400e3, LOW), (260e3, LOW)]
)
def test_a_picture_settles_within_three_seconds_on_what_the_link_carries(rate_bps: float, level: int) -> None:
    """And does not move for the rest of the minute."""
    picture = watch(Link(rate_bps))
    assert picture.level_at(3) == level
    assert picture.switches(3, 60) == 0


def test_a_link_just_at_a_layers_rate_does_not_make_it_flap() -> None:
    """Each rise that did not last makes the next one wait twice as long."""
    picture = watch(Link(1.6e6), until_s=120)
    assert picture.switches(60, 120) <= 4


def test_a_link_that_narrows_is_followed_at_once_and_its_queue_drains() -> None:
    """From 4 Mb/s to 400 kb/s: one second to the lowest layer, four until sound is on time again."""
    link = Link(4e6)
    viewer = SimulatedViewer(link, Track("camera"))
    run(viewer, until_s=40, at={20: lambda: setattr(link, "rate_bps", 4e5)})
    [picture] = viewer.tracks
    assert picture.level_at(19.9) == HIGH
    assert picture.reached(LOW, 20) < 1.5
    assert viewer.delay_s(0.95, 24, 40) < 0.15
    assert viewer.lost_share(24, 40) < 0.02


@pytest.mark.parametrize("lifted_s", [40, 43, 47, 51])
def test_the_high_layer_comes_back_soon_after_the_limit_is_lifted(lifted_s: float) -> None:
    """Whatever the probes learnt meanwhile: within ten seconds."""
    link = Link(4e6)

    def limit(rate_bps: float) -> Callable[[], None]:
        return lambda: setattr(link, "rate_bps", rate_bps)

    picture = watch(link, until_s=lifted_s + 30, at={20: limit(4e5), lifted_s: limit(4e6)})
    assert picture.reached(HIGH, lifted_s) < 10
    assert picture.switches(lifted_s + 11, lifted_s + 30) == 0


@pytest.mark.parametrize(("lowest_bps", "level"), [(50e3, LOW), (100e3, None), (150e3, None), (300e3, None)])
@pytest.mark.parametrize("lifted_s", [45, 48, 51])
def test_sound_comes_first_when_a_link_falls_to_150_kbs(lowest_bps: float, level: int | None, lifted_s: float) -> None:
    """The lowest layer flows where it fits beside the sound; where it does not it would drown both, and pauses.

    Once the link is free the picture is there again within ten seconds, and at its best within fifteen.
    """
    link = Link(4e6)
    viewer = SimulatedViewer(link, Track("camera", rates_bps=(lowest_bps, *LAYERS[1:])))
    changes = {20: lambda: setattr(link, "rate_bps", 150e3), lifted_s: lambda: setattr(link, "rate_bps", 4e6)}
    run(viewer, until_s=75, at=changes)
    [picture] = viewer.tracks
    assert picture.level_at(26) == level
    assert picture.switches(26, lifted_s) == 0
    assert viewer.heard_share(0.3, 26, lifted_s) > 0.98
    if level is None:
        assert picture.reached(LOW, lifted_s) < 10
    assert picture.reached(HIGH, lifted_s) < 15
    assert picture.level_at(75) == HIGH


@pytest.mark.parametrize(
    ("rate_bps", "lowest_bps", "rung"),
    [
        *((150e3, lowest_bps, THIN) for lowest_bps in (100e3, 120e3, 150e3)),
        *((120e3, lowest_bps, THIN) for lowest_bps in (80e3, 100e3)),
        *((80e3, lowest_bps, None) for lowest_bps in (100e3, 150e3)),
    ],
)
def test_a_picture_is_thinned_before_it_pauses(rate_bps: float, lowest_bps: float, rung: int | None) -> None:
    """Issue 4, a lowest layer that always flows: a slow picture where sound and temporal layer 0 fit.

    Sound is on time in either case, and once the link is free the picture is at its best within fifteen seconds.
    """
    for seed in range(3):
        link = Link(4e6)
        track = Track("camera", rates_bps=(lowest_bps, *LAYERS[1:]), thin_share=0.4)
        viewer = SimulatedViewer(link, track, seed=seed)
        changes = {20: partial(setattr, link, "rate_bps", rate_bps), 70: partial(setattr, link, "rate_bps", 4e6)}
        run(viewer, until_s=90, at=changes)
        assert THIN in [level for _, level in track.history]
        assert {track.level_at(30), track.level_at(70)} == {rung}
        assert track.switches(30, 70) <= 2, "one try that did not last, at most"
        assert viewer.heard_share(0.3, 30, 70) > 0.97
        assert track.reached(THIN if rung is None else LOW, 70) < 10
        assert track.reached(HIGH, 70) < 15


def test_a_link_that_just_does_not_carry_the_thinned_picture_shows_none_for_long() -> None:
    """Sound and temporal layer 0 take 121 of 120 kb/s: the sound must not suffer for good."""
    for seed in range(3):
        viewer = SimulatedViewer(Link(120e3), Track("camera", rates_bps=LAYERS, thin_share=0.4), seed=seed)
        run(viewer, until_s=120)
        assert viewer.tracks[0].level_at(60) is None
        assert viewer.heard_share(0.3, 60, 120) > 0.98


def test_a_stream_without_temporal_layers_pauses_as_before() -> None:
    """There is nothing to leave out."""
    picture = watch(Link(150e3), Track("camera"), until_s=40)
    assert THIN not in [level for _, level in picture.history]
    assert picture.level is None


def test_others_are_thinned_before_they_pause_and_the_most_important_last() -> None:
    """Four lowest layers do not fit 650 kb/s: after some seconds those of least importance go on slowly."""
    viewer = SimulatedViewer(Link(6.5e5), *(Track(name, rank, thin_share=0.4) for rank, name in enumerate("abcd")))
    run(viewer, until_s=60)
    first, *_, last = viewer.tracks
    assert all(level is not None for track in viewer.tracks for _, level in track.history)
    assert (first.level, last.level) == (LOW, THIN)
    assert viewer.heard_share(0.3, 20, 60) > 0.98


def test_a_picture_that_is_paused_again_and_again_is_tried_less_and_less_often() -> None:
    """A return that does not last is a mistake like any other rise: the next one waits longer."""
    for seed in range(3):
        viewer = SimulatedViewer(Link(5.5e5), *(Track(name, rank) for rank, name in enumerate("abcd")), seed=seed)
        run(viewer, until_s=80)
        assert all(track.switches(20, 80) <= 10 for track in viewer.tracks)


def test_a_link_that_only_loses_or_is_only_late_keeps_its_picture() -> None:
    """A third lost at any rate, or a machine that reads late: pausing the picture would mend neither."""
    for link in (Link(3e6, loss=0.33), Link(2e7, stall_s=0.5)):
        viewer = SimulatedViewer(link, Track("camera"))
        run(viewer, until_s=60)
        assert all(level is not None for _, level in viewer.tracks[0].history)


@pytest.mark.parametrize(
    ("rate_bps", "levels"),
    [(1e6, [1, 1, 0, 0]), (600e3, [1, 0, 0, 0]), (200e3, [0, None, None, None])],
)
def test_a_shared_screen_comes_before_the_speaker_and_he_before_the_others(
    rate_bps: float, levels: list[int | None]
) -> None:
    """Three cameras and a screen on narrower and narrower links: sound is on time on all of them."""
    cameras = [Track(name, rank, (70e3, 250e3, 900e3)) for name, rank in (("speaker", 1), ("b", 2), ("c", 2))]
    viewer = SimulatedViewer(Link(rate_bps), Track("screen", 0, (60e3, 170e3)), *cameras)
    run(viewer, until_s=60)
    assert [track.level for track in viewer.tracks] == levels
    assert viewer.heard_share(0.3, 30, 60) > 0.98


@pytest.mark.parametrize(("loss", "rate_bps"), [(0.05, 5e6), (0.10, 5e6), (0.05, 2e6)])
def test_loss_that_has_nothing_to_do_with_the_rate_costs_no_layer(loss: float, rate_bps: float) -> None:
    """Radio links lose; retransmissions mend that, a coarser picture does not."""
    picture = watch(Link(rate_bps, loss=loss, jitter_s=0.005))
    assert picture.reached(HIGH) < 5
    assert picture.switches(5, 60) <= 2


def test_a_link_that_loses_a_fifth_still_shows_a_picture() -> None:
    """Beyond a tenth the rate is blamed, but something flows always."""
    picture = watch(Link(3e6, loss=0.2))
    assert all(level is not None for _, level in picture.history)


def test_a_policer_without_a_queue_is_seen_by_its_loss() -> None:
    """No delay grows where what is too much is dropped at once."""
    viewer = SimulatedViewer(Link(4e5, queue_s=0.06), Track("camera"))
    run(viewer, until_s=60)
    assert viewer.tracks[0].level_at(5) == LOW
    assert viewer.tracks[0].switches(5, 60) == 0
    assert viewer.lost_share(5, 60) < 0.03


def test_jitter_is_not_taken_for_congestion() -> None:
    """Ten milliseconds of random delay on a wide link."""
    picture = watch(Link(5e6, jitter_s=0.01))
    assert picture.reached(HIGH) < 3
    assert picture.switches(3, 60) == 0


def test_probes_do_not_make_a_narrow_link_late() -> None:
    """What is tried in vain must not be heard in the sound."""
    viewer = SimulatedViewer(Link(1e6), Track("camera"))
    run(viewer, until_s=60)
    assert viewer.delay_s(0.9, 5, 60) < 0.1


def test_equal_pictures_get_equal_layers() -> None:
    """Four cameras on 1.5 Mb/s: all have the lowest layer at once, none gets two steps ahead."""
    viewer = SimulatedViewer(Link(1.5e6), *(Track(name, rank=1) for name in "abcd"))
    run(viewer, until_s=30)
    levels = [track.level for track in viewer.tracks]
    assert None not in levels
    assert HIGH not in levels


def test_the_speaker_rises_first() -> None:
    """With room for one middle layer, the most important picture has it."""
    viewer = SimulatedViewer(Link(1.2e6), Track("other", rank=2), Track("speaker", rank=1), Track("third", rank=2))
    run(viewer, until_s=30)
    assert [track.level for track in viewer.tracks] == [LOW, MIDDLE, LOW]


def test_two_viewers_behind_one_link_share_it() -> None:
    """1.4 Mb/s for two: neither is starved by the other's probes."""
    link = Link(1.4e6)
    viewers = [SimulatedViewer(link, Track("camera"), seed=seed) for seed in (1, 2)]
    run(*viewers, until_s=120)
    shares = [viewer.log.octets for viewer in viewers]
    assert min(shares) > 0.6 * max(shares)
    assert all(level is not None for viewer in viewers for _, level in viewer.tracks[0].history)


def test_who_never_tells_what_arrives_gets_everything() -> None:
    """A client without congestion control was asked for none; its own estimate counts when it gives one."""
    control: ViewerControl[str] = ViewerControl(random.Random(1))
    picture = Picture("camera", 0, LAYERS, LOW)
    assert control.choose(SOUND_BPS, [picture], 0.0).levels == {"camera": MIDDLE}, "the first two seconds are a guess"
    assert control.choose(SOUND_BPS, [picture], 3.0).levels == {"camera": HIGH}
    control.on_remb(700_000)
    assert control.choose(SOUND_BPS, [picture], 4.0).levels == {"camera": MIDDLE}
    assert control.padding(0, 5.0) == 0


def test_a_guess_pauses_nobody_whatever_the_clock_says() -> None:
    """The node's clock counts from when the machine started, not from when the viewer came."""
    control: ViewerControl[int] = ViewerControl(random.Random(1))
    pictures = [Picture(number, 1, LAYERS) for number in range(8)]
    assert set(control.choose(SOUND_BPS, pictures, 1_000_000.0).levels.values()) == {LOW}


def test_feedback_that_stays_away_while_packets_leave_lowers_the_estimate() -> None:
    """A jammed way back, or a link that died: less is sent until something is heard again."""
    control: ViewerControl[str] = ViewerControl(random.Random(1))
    control.on_feedback(HEARD, 0.2)
    before = control.estimate_bps(0.2)
    for tick in range(100):
        control.padding(100_000 + 5000 * tick, 0.2 + tick / 20)
    assert control.estimate_bps(5.2) < before / 2


def test_silence_is_no_congestion_when_nothing_is_sent() -> None:
    """All microphones and cameras closed: there is nothing to report about."""
    control: ViewerControl[str] = ViewerControl(random.Random(1))
    control.on_feedback(HEARD, 0.2)
    before = control.estimate_bps(0.2)
    for tick in range(100):
        control.padding(1000, 0.2 + tick / 20)
    assert control.estimate_bps(5.2) == before


def test_a_busy_machine_at_the_other_end_is_not_a_narrow_link() -> None:
    """It reads its packets late and all at once, a few times a second; the link itself holds nothing up."""
    viewer = SimulatedViewer(Link(2e7, stall_s=0.1), *(Track(name, rank=1) for name in "abcd"))
    run(viewer, until_s=40)
    for track in viewer.tracks:
        assert track.reached(HIGH) < 10
        assert all(level is not None for _, level in track.history)


def test_no_picture_is_paused_before_the_link_is_known() -> None:
    """Eight people at once: the first guess is too low for all, and is only a guess."""
    viewer = SimulatedViewer(Link(2e7), *(Track(name, rank=1) for name in "abcdefgh"))
    run(viewer, until_s=20)
    for track in viewer.tracks:
        assert all(level is not None for _, level in track.history)
        assert track.level == HIGH


def test_pictures_pause_only_when_a_narrow_link_stays_narrow_and_sound_is_on_time_then() -> None:
    """Four lowest layers do not fit 400 kb/s: after some seconds one or two go on alone."""
    viewer = SimulatedViewer(Link(4e5), *(Track(name, rank=rank) for rank, name in enumerate("abcd")))
    run(viewer, until_s=60)
    first, *_, last = viewer.tracks
    assert all(level is not None for _, level in first.history)
    assert last.level_at(2) == LOW
    assert last.level is None
    assert viewer.delay_s(0.9, 20, 60) < 0.2
    assert viewer.lost_share(20, 60) < 0.05
