"""How large a film shows each camera at most, and which of its layers is enough for that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.layout import Fit, fit
from webapp.media.core.plan import Kind
from webapp.media.core.scene import Source, Stage
from webapp.media.core.shown import Spot, enough, spots
from webapp.media.core.style import WHOEVER, Framing, Layout, Pane

CAMERA_LAYERS = [(320, 180), (640, 360), (1280, 720)]
PORTRAIT = [(180, 320), (360, 640), (720, 1280)]


def cameras(count: int) -> list[Source]:
    """The only cameras of people 1, 2, 3 and so on."""
    return [(account, "video", 0) for account in range(1, count + 1)]


def places(layout: Layout, people: int, width: int = 1280, height: int = 720) -> list[tuple[tuple[int, int], ...]]:
    """Where each of so many people is seen, the first being the one whom the film is of."""
    sources = cameras(people)
    found = spots(Framing(width, height, layout, first=1), sources, sources)
    return [tuple((spot.width, spot.height) for spot in found[source]) for source in sources]


WHOLE, HALF = ((1280, 720),), ((640, 720),)


@pytest.mark.parametrize(
    ("layout", "people", "expected"),
    [
        ("side_by_side", 1, [WHOLE]),
        ("side_by_side", 2, [HALF, HALF]),
        ("side_by_side", 3, [((640, 360),)] * 3),
        ("grid", 2, [HALF, HALF]),
        ("grid", 5, [((426, 360),)] * 5),
        ("single", 2, [WHOLE, ()]),
        ("overlaid", 3, [WHOLE, ((320, 180),), ((320, 180),)]),
        ("speaker", 1, [WHOLE]),
        ("speaker", 3, [((1280, 576),)] * 3),
        ("screen_and_speaker", 2, [((1280, 576),)] * 2),
    ],
)
def test_every_layout_bounds_what_it_shows(
    layout: Layout, people: int, expected: list[tuple[tuple[int, int], ...]]
) -> None:
    """Whoever may speak next counts as speaking, and who is shown nowhere has no place."""
    assert places(layout, people) == expected


def test_a_large_grid_stays_as_small_as_it_can_be() -> None:
    """A film shows twenty-five at most."""
    assert places("grid", 25) == [((256, 144),)] * 25
    assert places("grid", 40)[0] == ((256, 144),)


def test_beside_a_screen_nobody_is_large() -> None:
    """When the screen is shared no more, the speaker has all of the picture again."""
    everybody: list[Source] = [*cameras(2), (1, "screen", 0)]
    framing = Framing(1280, 720, "screen_and_speaker")
    assert spots(framing, everybody, everybody) == dict.fromkeys(cameras(2), (Spot(320, 180, "contain"),))
    assert spots(framing, everybody, cameras(2))[1, "video", 0] == (Spot(1280, 576, "contain"),)


def test_who_left_keeps_the_place_where_the_film_has_one_for_everybody() -> None:
    """Side by side is decided by who was ever recorded, a grid by who is there."""
    [left, right] = cameras(2)
    halved = spots(Framing(1280, 720, "side_by_side"), [left, right], [left])
    alone = spots(Framing(1280, 720, "grid"), [left, right], [left])
    assert (halved[left][0].width, alone[left][0].width) == (640, 1280)


@pytest.mark.parametrize("layout", ["overlaid", "single"])
def test_whoever_comes_first_may_be_first_until_the_right_one_has_come(layout: Layout) -> None:
    """A film of somebody who never sent anything is a film of the others."""
    framing, other = Framing(1280, 720, layout, first=9), cameras(1)
    assert spots(framing, other, other)[other[0]] == (Spot(1280, 720, "contain"),)
    with_voice: list[Source] = [*other, (9, "audio", 0)]
    assert (Spot(1280, 720, "contain"),) != spots(framing, with_voice, with_voice)[other[0]]


def test_of_several_cameras_the_first_one_is_large() -> None:
    """The film has a person's cameras in their order."""
    own: list[Source] = [(1, "video", 0), (1, "video", 1)]
    found = spots(Framing(1280, 720, "overlaid", first=1), own, own)
    assert [found[source][0].width for source in own] == [1280, 320]


def test_a_camera_may_stand_in_several_panes_and_anybody_in_one_of_whoever_sends() -> None:
    """Each pane has its own way of fitting; sizes are those of the pane."""
    panes = (
        Pane(1, "video", 0, 0, 0, 800, 600, "cover"),
        Pane(WHOEVER, "video", 0, 800, 0, 200, 150, "stretch"),
        Pane(2, "video", 1, 0, 600, 400, 300),
    )
    found = spots(Framing(1280, 720, "panes", panes=panes), cameras(2), cameras(2))
    assert found[1, "video", 0] == (Spot(800, 600, "cover"), Spot(200, 150, "stretch"))
    assert found[2, "video", 0] == (Spot(200, 150, "stretch"),)


@pytest.mark.parametrize(
    ("sizes", "spot", "level"),
    [
        (CAMERA_LAYERS, Spot(640, 720, "contain"), 1),
        (CAMERA_LAYERS, Spot(642, 720, "contain"), 2),
        (CAMERA_LAYERS, Spot(320, 180, "contain"), 0),
        (CAMERA_LAYERS, Spot(1920, 1080, "contain"), 2),
        (CAMERA_LAYERS, Spot(640, 720, "cover"), 2),
        (CAMERA_LAYERS, Spot(640, 360, "cover"), 1),
        (CAMERA_LAYERS, Spot(320, 320, "stretch"), 1),
        # A phone held upright fills the height and not the width.
        (PORTRAIT, Spot(640, 720, "contain"), 2),
        (PORTRAIT, Spot(640, 640, "contain"), 1),
        (PORTRAIT, Spot(320, 180, "contain"), 0),
    ],
)
def test_the_lowest_layer_that_need_not_be_enlarged_is_enough(
    sizes: list[tuple[int, int]], spot: Spot, level: int
) -> None:
    """Never less than the film shows, in the way in which the picture is fitted."""
    assert enough(sizes, [spot]) == level


def test_what_is_not_known_is_not_enough() -> None:
    """A layer tells its size with its first key frame; until then a larger one is taken."""
    half = [Spot(640, 720, "contain")]
    assert enough([(320, 180), (0, 0), (1280, 720)], half) == 2
    assert enough([(0, 0), (0, 0)], half) == 1


def test_several_places_need_what_the_largest_needs_and_none_needs_next_to_nothing() -> None:
    """Who is not shown is recorded all the same: another layout may show him."""
    assert enough(CAMERA_LAYERS, [Spot(160, 90, "contain"), Spot(640, 720, "contain")]) == 1
    assert enough(CAMERA_LAYERS, []) == 0


LAYOUTS: list[Layout] = ["side_by_side", "overlaid", "single", "grid", "speaker", "screen_and_speaker", "panes"]
FITS: list[Fit] = ["contain", "cover", "stretch"]
KINDS: list[Kind] = ["video", "video", "video", "screen"]


@st.composite
def films(draw: st.DrawFn) -> tuple[Framing, Stage]:
    """A film of some people at one moment: some of them send, somebody speaks."""
    account, sides = st.integers(1, 4), st.integers(32, 640).map(lambda side: side * 2)
    source = st.tuples(account, st.sampled_from(KINDS), st.integers(0, 1))
    sources: list[Source] = draw(st.lists(source, min_size=1, max_size=6, unique=True))
    first = draw(st.sampled_from(sources))[0]
    ordered = sorted(sources, key=lambda s: (s[0] != first, s[0], s[1] == "screen", s[2]))
    present = draw(st.sets(st.sampled_from(ordered)))
    edge = st.integers(0, 400).map(lambda at: at * 2)
    pane = st.builds(Pane, st.integers(0, 4), st.just("video"), st.integers(0, 1), edge, edge, sides, sides)
    panes = tuple(draw(st.lists(pane)))
    framing = Framing(
        draw(sides), draw(sides), draw(st.sampled_from(LAYOUTS)), draw(st.sampled_from(FITS)), panes, first
    )
    turns = [(0, draw(account))]
    stage = Stage(ordered, dict.fromkeys(present, ((0, 1),)), turns, framing.width, framing.height)
    return framing, stage


@given(films())
def test_no_film_shows_a_camera_larger_than_was_foreseen(film: tuple[Framing, Stage]) -> None:
    """Whatever the layout, the order, who sends and who speaks: what was enough is not enlarged."""
    framing, stage = film
    present = list(stage.sending)
    found = spots(framing, stage.sources, present)
    [(_, scene), *_] = stage.scenes(framing.layout, (), framing.panes)
    for place in scene:
        if place.source not in present or isinstance(place.source, str) or place.source[1] != "video":
            continue
        size = CAMERA_LAYERS[enough(CAMERA_LAYERS, found[place.source])]
        shown = fit(*size, place.box, place.fit or framing.fit)
        assert (shown.width <= size[0] and shown.height <= size[1]) or size == CAMERA_LAYERS[-1]
