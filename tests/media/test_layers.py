"""Layers of one source: which are offered to viewers, which recordings take, what they cost, which a tile needs."""

from __future__ import annotations

import pytest

from tests.media.scene import key_frame
from tests.media.studio import rtp_packet
from webapp.media.core.formats import VP8
from webapp.media.core.layers import RateMeter, TileSize, enough_for
from webapp.media.core.rtp import read_extensions
from webapp.media.core.shown import Spot
from webapp.media.forwarder import InStream
from webapp.media.rtc.layers import Layer, LayerChoice, LayeredSource

SIZES = [(320, 180), (640, 360), (1280, 720)]
HALF, WHOLE = [Spot(640, 720, "contain")], [Spot(1280, 720, "contain")]


@pytest.mark.parametrize(
    ("tile", "level"),
    [
        (None, 2),
        (TileSize(0, 0), 0),
        (TileSize(200, 112), 0),
        (TileSize(390, 220), 0),
        (TileSize(640, 360), 1),
        (TileSize(700, 900), 1),
        (TileSize(1000, 562), 2),
        (TileSize(3840, 2160), 2),
    ],
)
def test_a_tile_gets_the_lowest_layer_that_fills_it(tile: TileSize | None, level: int) -> None:
    """A picture is fitted into its tile, so one side that fits is enough; hidden ones take the lowest layer."""
    assert enough_for(tile, SIZES) == level


def test_a_layer_of_unknown_size_fills_nothing() -> None:
    """Its size comes with its first key frame."""
    assert enough_for(TileSize(300, 200), [(0, 0), (640, 360), (1280, 720)]) == 1
    assert enough_for(TileSize(300, 200), [(0, 0)]) == 0


def test_only_stamps_take_less_than_a_small_camera_sends() -> None:
    """AnyChat pages show 640x480 cameras in 160x120 and ask for their size: it is what the link can carry."""
    camera = [(320, 240), (640, 480)]
    assert enough_for(TileSize(320, 240), camera) == 1
    assert enough_for(TileSize(160, 120), camera) == 1
    assert enough_for(TileSize(120, 90), camera) == 0
    assert enough_for(TileSize(0, 0), camera) == 0
    assert enough_for(TileSize(320, 240), camera[:1]) == 0


def test_a_layers_rate_is_nominal_until_it_was_measured_and_falls_slowly() -> None:
    """A still moment must not make a layer look cheap."""
    meter = RateMeter("m")
    assert meter.bps == 450_000
    octets = 0
    for tick in range(50):
        octets += 12_500  # 500 kb/s
        meter.look(octets, tick * 0.2)
    assert meter.bps == pytest.approx(500_000, rel=0.02)
    for tick in range(50, 60):
        meter.look(octets, tick * 0.2)
    assert 250_000 < meter.bps < 450_000


def test_a_microphone_just_opened_is_not_taken_for_a_camera() -> None:
    """Sound comes off the link first: believed to be large it would take the pictures' share for seconds."""
    assert RateMeter("", "audio").bps < 60_000 < RateMeter("").bps


class Page:
    """Sends layers: `flow` lets one of them arrive at a moment."""

    def __init__(self, *rids: str) -> None:
        self.source = LayeredSource("video")
        self.source.set_open(is_open=True, now_s=0.0)
        self.choice = LayerChoice()
        self.taken: Layer | None = None
        self.sequence = 1
        self.streams = {rid: InStream(number, VP8, lambda: None) for number, rid in enumerate(rids)}
        for rid, stream in self.streams.items():
            self.source.put(rid, stream)

    def measure(self, *rids: str) -> None:
        """Let these layers tell their sizes."""
        for rid in rids:
            size = dict(zip("lmh", SIZES, strict=True))[rid]
            packet = rtp_packet(key_frame(size), self.sequence, 0, marker=True)
            self.streams[rid].on_rtp(packet, read_extensions(packet), 0.0)
            self.sequence += 1

    def run(self, from_s: float, to_s: float, *rids: str) -> None:
        """Let these layers flow for a while."""
        for tick in range(int(from_s * 5), int(to_s * 5)):
            for rid in rids:
                self.streams[rid].counts.last_arrival_s = tick / 5
            self.source.look(tick / 5)

    def offered(self) -> list[str]:
        """The names of the layers for viewers."""
        return [layer.rid for layer in self.source.offered()]

    def best(self, now_s: float) -> str:
        """The name of the best layer."""
        return next(rid for rid, stream in self.streams.items() if stream is self.source.best(now_s))

    def recorded(self, spots: list[Spot], now_s: float) -> str:
        """The name of the layer that a recording takes for these places."""
        self.taken = self.choice.next(self.taken, self.source, spots, now_s)
        assert self.taken is not None
        return self.taken.rid


def test_layers_are_offered_while_they_flow_and_the_lowest_in_any_case() -> None:
    """A page whose uplink is narrow stops its high layers."""
    page = Page("h", "l", "m")
    page.run(10, 12, "l", "m", "h")
    assert page.offered() == ["l", "m", "h"]
    page.run(12, 14, "l")
    assert page.offered() == ["l"]
    page.run(14, 16)
    assert page.offered() == ["l"]


def test_a_camera_that_opens_again_is_expected_in_the_layers_it_had() -> None:
    """Otherwise every viewer would see it coarse for a moment first."""
    page = Page("l", "h")
    page.run(10, 12, "l", "h")
    page.source.set_open(is_open=False, now_s=12)
    page.run(12, 15)
    page.source.set_open(is_open=True, now_s=15)
    page.run(15, 15.4)
    assert page.offered() == ["l", "h"]
    page.run(15.4, 17, "l")
    assert page.offered() == ["l"]


def test_the_best_layer_is_the_highest_that_flows_but_not_at_every_flicker() -> None:
    """Each change of the layer begins another file: down at once, up again only after three steady seconds."""
    page = Page("l", "m", "h")
    page.run(10, 12, "l", "m", "h")
    assert page.best(12) == "h"
    page.run(12, 14, "l", "m")
    assert page.best(14) == "m"
    page.run(14, 16, "l", "m", "h")
    assert page.best(16) == "m"
    page.run(16, 18, "l", "m", "h")
    assert page.best(18) == "h"


def test_a_recording_takes_the_layer_that_its_film_shows() -> None:
    """What is larger would be made smaller by whoever composes, and paid for twice."""
    page = Page("l", "m", "h")
    page.measure("l", "m", "h")
    page.run(10, 12, "l", "m", "h")
    assert page.recorded(HALF, 12) == "m"
    assert page.best(12) == "h"


def test_a_recording_goes_up_at_once_and_down_after_calm_seconds() -> None:
    """A film must not show less than it could; a file more for every change of mind is not worth it."""
    page = Page("l", "m", "h")
    page.measure("l", "m", "h")
    page.run(10, 12, "l", "m", "h")
    assert [page.recorded(spots, 12) for spots in (HALF, WHOLE, HALF)] == ["m", "h", "h"]
    page.run(12, 16, "l", "m", "h")
    assert page.recorded(HALF, 16) == "h"
    assert page.recorded(WHOLE, 16) == "h"
    page.run(16, 20, "l", "m", "h")
    assert [page.recorded(HALF, now_s) for now_s in (17, 20, 22)] == ["h", "h", "m"]


def test_a_recording_falls_back_to_what_flows() -> None:
    """Rather the larger one than none that is enough, rather the smaller one than none."""
    page = Page("l", "m", "h")
    page.measure("l", "m", "h")
    page.run(10, 12, "l", "m", "h")
    assert page.recorded(HALF, 12) == "m"
    page.run(12, 14, "l", "h")
    assert page.recorded(HALF, 14) == "h"
    page.run(14, 16, "l")
    assert page.recorded(HALF, 16) == "l"
    page.run(16, 18, "l", "m", "h")
    assert page.recorded(HALF, 18) == "l", "the middle one has stopped before"
    page.run(18, 20, "l", "m", "h")
    assert page.recorded(HALF, 20) == "m"


def test_a_layer_that_has_not_told_its_size_is_not_relied_upon() -> None:
    """The highest is taken instead, and the lower one some seconds after its first key frame."""
    page = Page("l", "m", "h")
    page.measure("l", "h")
    page.run(10, 12, "l", "m", "h")
    assert page.recorded(HALF, 12) == "h"
    page.measure("m")
    page.run(12, 18, "l", "m", "h")
    assert [page.recorded(HALF, now_s) for now_s in (13, 18)] == ["h", "m"]


def test_a_page_with_one_layer_is_recorded_and_shown_even_while_it_is_still() -> None:
    """A shared screen on which nothing moves sends next to nothing."""
    page = Page("")
    page.run(10, 12, "")
    page.run(12, 20)
    assert page.offered() == [""]
    assert page.best(20) == page.recorded(HALF, 20) == ""
