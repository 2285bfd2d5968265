"""Who is where in a film, and when that changes: layouts, speakers, screens, cues, parts and pauses; no pictures."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.cutting import Part, cut
from webapp.media.core.layout import Box, arrange, beside, inset, large_above
from webapp.media.core.scene import MOST, Place, Source, Stage, joined
from webapp.media.core.speaker import Loudness, speakers
from webapp.media.core.style import WHOEVER, Cue, Layout, Pane

ANNA, BERT, CARA = 1, 2, 3
CAMERAS: tuple[Source, ...] = ((ANNA, "video", 0), (BERT, "video", 0), (CARA, "video", 0))
SCREEN: Source = (BERT, "screen", 0)
WIDTH, HEIGHT = 1280, 720


def stage(*turns: tuple[int, int]) -> Stage:
    """Anna sends all the time, Bert from 10 s, Cara from 20 s to 30 s; Bert shows his screen from 40 s to 50 s."""
    sending = {
        CAMERAS[0]: [(0, 60_000)],
        CAMERAS[1]: [(10_000, 60_000)],
        CAMERAS[2]: [(20_000, 30_000)],
        SCREEN: [(40_000, 50_000)],
    }
    return Stage([*CAMERAS, SCREEN], sending, turns, WIDTH, HEIGHT)


def shown(
    layout: Layout, *cues: Cue, turns: tuple[tuple[int, int], ...] = ((0, ANNA),)
) -> list[tuple[int, list[Source | str]]]:
    """From when on which pictures are seen, in their order."""
    return [(at, [place.source for place in scene]) for at, scene in stage(*turns).scenes(layout, cues)]


def test_a_grid_has_those_who_send_at_the_moment() -> None:
    """Issue 4, composition: grid of 1 to 25."""
    anna, bert, cara = CAMERAS
    assert shown("grid") == [
        (0, [anna]),
        (10_000, [anna, bert]),
        (20_000, [anna, bert, cara]),
        (30_000, [anna, bert]),
        (40_000, [anna, bert, SCREEN]),
        (50_000, [anna, bert]),
        (60_000, [anna]),
    ]


def test_the_speaker_is_large_and_the_others_stand_below() -> None:
    """Issue 4, composition: speaker; somebody without a picture leaves the place to the first."""
    anna, bert, cara = CAMERAS
    turns = ((0, ANNA), (5_000, BERT), (25_000, CARA))
    found = shown("speaker", turns=turns)
    assert (5_000, [bert, anna]) not in found
    assert found[:4] == [
        (0, [anna]),
        (10_000, [bert, anna]),
        (20_000, [bert, anna, cara]),
        (25_000, [cara, anna, bert]),
    ]
    ((_, scene),) = [each for each in stage(*turns).scenes("speaker", ()) if each[0] == 25_000]
    assert scene[0].box.height > 3 * scene[1].box.height
    assert scene[1].box.y == scene[2].box.y == scene[0].box.height


def test_a_screen_is_large_with_the_speaker_beside_it_as_long_as_it_is_shown() -> None:
    """Issue 4, composition: screen plus speaker."""
    anna, bert, _ = CAMERAS
    found = shown("screen_and_speaker")
    assert found[-3:] == [(40_000, [SCREEN, anna]), (50_000, [anna, bert]), (60_000, [anna])]


def test_a_layout_changes_along_the_time_line() -> None:
    """Issue 4, composition: layout changes along the timeline; in the order of time, not in which they are given."""
    anna, bert, cara = CAMERAS
    found = shown("single", Cue(35_000, "single"), Cue(22_000, "grid"))
    assert found == [(0, [anna]), (22_000, [anna, bert, cara]), (30_000, [anna, bert]), (35_000, [anna])]


def test_side_by_side_keeps_the_place_of_everybody_whether_they_send_or_not() -> None:
    """Interfaces, recording: black where nobody sends."""
    assert shown("side_by_side") == [(0, [*CAMERAS, SCREEN])]


ALL_OF_IT = Pane(ANNA, "video", 0, 0, 0, WIDTH, HEIGHT)
CORNER = Pane(BERT, "video", 0, 961, 541, 321, 181, "stretch")


def test_panes_stand_exactly_where_they_were_put_the_later_ones_above() -> None:
    """Issue 5, layoutConfig: even pixels; one beside the others lies upon nothing."""
    beside = Pane(CARA, "video", 0, 0, 0, 640, 720)
    ((_, scene),) = stage().scenes("panes", (), (ALL_OF_IT, CORNER))
    assert scene == (
        Place(CAMERAS[0], Box(0, 0, WIDTH, HEIGHT), fit="contain"),
        Place(CAMERAS[1], Box(960, 540, 320, 180), is_inset=True, fit="stretch"),
    )
    ((_, scene),) = stage().scenes("panes", (), (CORNER, beside, ALL_OF_IT))
    assert [place.is_inset for place in scene] == [False, False, True]


def test_panes_are_cut_at_the_edges() -> None:
    """Issue 5, layoutConfig: what lies outside, has no size, or belongs to nobody here is left out."""
    outside = (
        Pane(ANNA, "video", 0, WIDTH, 0, 100, 100),
        Pane(ANNA, "video", 0, -300, -300, 300, 300),
        Pane(ANNA, "video", 0, 9, 9, 0, 50),
        Pane(77, "video", 0, 0, 0, 100, 100),
        Pane(ANNA, "screen", 0, 0, 0, 100, 100),
    )
    reaching = Pane(ANNA, "video", 0, -101, 700, 201, 100)
    ((_, scene),) = stage().scenes("panes", (), (*outside, reaching))
    assert scene == (Place(CAMERAS[0], Box(0, 700, 100, 20), fit="contain"),)
    many = tuple(Pane(account, "video", 0, 0, 0, 20, 20) for account in range(1, 40))
    everybody = Stage([(pane.account, "video", 0) for pane in many], {}, (), WIDTH, HEIGHT)
    assert len(everybody.scenes("panes", (), many)[0][1]) == MOST


def test_a_picture_may_stand_twice_and_images_lie_among_pictures() -> None:
    """Issue 5, layoutConfig: every content has its place, in the order in which they are named."""
    logo = Pane(WHOEVER, "image", 0, 1200, 0, 80, 40, image="images/logo.png")
    again = replace(ALL_OF_IT, x=640, width=640, fit="stretch")
    ((_, scene),) = stage().scenes("panes", (), (ALL_OF_IT, logo, again))
    assert [(place.source, place.is_inset) for place in scene] == [
        (CAMERAS[0], False),
        ("images/logo.png", True),
        (CAMERAS[0], True),
    ]
    nobody = Stage([], {}, (), WIDTH, HEIGHT)
    assert nobody.scenes("panes", (), (logo,)) == [
        (0, (Place("images/logo.png", Box(1200, 0, 80, 40), fit="contain"),))
    ]


def test_a_pane_shows_the_camera_it_names_and_a_screen_of_whoever_shares() -> None:
    """Issue 5, layoutConfig: another camera of the same person does not take the place of one that is closed."""
    first: Source = (ANNA, "video", 0)
    second: Source = (ANNA, "video", 1)
    screens: list[Source] = [(BERT, "screen", 0), (CARA, "screen", 0), (CARA, "screen", 1)]
    sending = {first: [(0, 10)], second: [(10, 20)], screens[1]: [(0, 20)], screens[2]: [(0, 20)]}
    panes = (
        ALL_OF_IT,
        Pane(WHOEVER, "screen", 1, 0, 0, 100, 100),
        Pane(WHOEVER, "screen", 0, 0, 0, 50, 50),
    )
    scenes = Stage([first, second, *screens], sending, (), WIDTH, HEIGHT).scenes("panes", (), panes)
    assert [(at, [place.source for place in scene]) for at, scene in scenes] == [
        (0, [first, screens[2], screens[1]]),
        (20, [first, screens[2], screens[0]]),
    ]


def test_panes_change_along_the_time_line() -> None:
    """Issue 5, UpdateCloudMixerContent: other places from that moment on, or a layout of the house."""
    cues = (Cue(5_000, "panes", panes=(CORNER,)), Cue(9_000, "single"))
    scenes = stage().scenes("panes", cues, (ALL_OF_IT,))
    assert [(at, [place.box for place in scene]) for at, scene in scenes] == [
        (0, [Box(0, 0, WIDTH, HEIGHT)]),
        (5_000, [Box(960, 540, 320, 180)]),
        (9_000, [Box(0, 0, WIDTH, HEIGHT)]),
    ]


@pytest.mark.parametrize("arranged", [arrange, inset, large_above, beside])
@given(count=st.integers(0, MOST), width=st.integers(32, 960), height=st.integers(32, 540))
def test_every_picture_has_a_place_of_whole_even_pixels_in_the_frame(
    arranged: object, count: int, width: int, height: int
) -> None:
    """4:2:0 pictures have half as many colours as pixels: nothing may begin or end in between."""
    width, height = width * 2, height * 2
    boxes: tuple[Box, ...] = arranged(count, width, height)  # type: ignore[operator]
    assert len(boxes) == count
    for box in boxes:
        assert not any(side % 2 for side in (box.x, box.y, box.width, box.height))
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= width
        assert box.y + box.height <= height


def test_more_than_twenty_five_pictures_are_not_shown() -> None:
    """Issue 4, composition: grid of 1 to 25."""
    sources: list[Source] = [(account, "video", 0) for account in range(40)]
    ((_, scene),) = Stage(sources, {}, (), WIDTH, HEIGHT).scenes("side_by_side", ())
    assert len(scene) == MOST
    assert scene[0] == Place(sources[0], Box(0, 0, 256, 144))


def test_short_gaps_of_a_camera_do_not_move_the_others() -> None:
    """A camera that changes its size or its layer is another take, not another scene."""
    assert joined([(5, 9), (0, 3), (20, 30), (29, 40)], 3) == [(0, 9), (20, 40)]


def talk(*stretches: tuple[int, int, int]) -> Loudness:
    """Levels (-dBov) between moments in ms, every 20 ms."""
    voice = Loudness()
    for begin, end, level in stretches:
        for at_ms in range(begin, end, 20):
            voice.hear(at_ms, level)
    return voice


def test_somebody_must_speak_for_a_while_to_become_the_speaker() -> None:
    """A cough does not move the picture; the turn begins where the speech began, and silence leaves it."""
    anna = talk((0, 4000, 20), (4000, 12_000, 127), (12_000, 15_000, 60))
    bert = talk((0, 2000, 127), (2000, 2400, 10), (2400, 5000, 127), (5000, 8000, 30))
    assert speakers({ANNA: anna, BERT: bert}, ANNA) == [(0, ANNA), (5000, BERT)]


def test_levels_are_kept_as_the_loudest_of_a_fifth_of_a_second() -> None:
    """RFC 6464: 0 is the loudest; packets come every 20 ms."""
    voice = talk((1000, 1200, 90), (1100, 1120, 40))
    assert voice.levels == {5: 40}


@given(
    st.integers(1, 400_000),
    st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 60_000)), max_size=3),
    st.sampled_from([1024, 1152, 960]),
    st.sampled_from([12, 15, 25, 30]),
)
def test_the_parts_of_a_film_have_every_picture_and_every_sample_once(
    length_ms: int, pauses: list[tuple[int, int]], frame_size: int, fps: int
) -> None:
    """Issue 4, composition: finished parts are joined without encoding again, so nothing may be twice or missing."""
    parts = cut(1000, 1000 + length_ms, [(1000 + begin, 1000 + begin + length) for begin, length in pauses])
    frames = [number for part in parts for number in part.frames(fps)]
    assert frames == list(range(len(frames)))
    assert abs(len(frames) - parts[-1].to_ms * fps / 1000) < 1
    ends = [part.samples(frame_size) for part in parts]
    assert ends[0].start == 0
    assert all(before.stop == after.start for before, after in pairwise(ends))
    assert ends[-1].stop == parts[-1].to_ms * 48
    assert all(before.to_ms == after.from_ms for before, after in pairwise(parts))


def test_a_pause_is_left_out_and_the_clock_goes_on_behind_it() -> None:
    """Issue 4, masters: pause and resume; the film is shorter by the gap, and knows what time it was."""
    parts = cut(100_000, 190_000, [(110_000, 130_000), (180_000, 500_000)], part_ms=40_000)
    assert parts == [
        Part(0, 0, 10_000, 100_000, is_last=False),
        Part(1, 10_000, 50_000, 130_000, is_last=False),
        Part(2, 50_000, 60_000, 170_000, is_last=True),
    ]
    assert cut(5, 5, []) == [Part(0, 0, 20, 5, is_last=True)]
