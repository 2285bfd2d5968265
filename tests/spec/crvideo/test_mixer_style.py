"""CRVideo: what a mixer's configuration makes of its film (web docs: mixer objects)."""

from __future__ import annotations

from typing import Any

import pytest

from webapp.dialects.crvideo.commands.record_style import style_of
from webapp.media.core.style import Overlay, Style

LARGE = {"type": 0, "left": 0, "top": 0, "width": 1280, "height": 720, "param": {"camid": "a.-1"}}
SMALL = {"type": 0, "left": 900, "top": 500, "width": 320, "height": 180, "param": {"camid": "b.-1"}}
LEFT, RIGHT = ({**LARGE, "left": 640 * n, "width": 640, "top": 180, "height": 360} for n in (0, 1))


def style(*contents: Any, **video: Any) -> Style:
    """The style of a mixer with these contents."""
    return style_of({"mode": 0, "videoFileCfg": {"layoutConfig": list(contents), **video}})


def test_texts_stand_where_they_were_put_with_the_servers_time() -> None:
    """Type 10: a text with an optional time stamp, colours and a size; the demos' mistyped key is passed over."""
    param = {
        "text": "坐席：%timestamp%",
        "color": "#ff0000",
        "background": "#000000",
        "font-size": 18,
        "font-size:": 30,
    }
    made = style(LEFT, RIGHT, {"type": 10, "left": 10, "top": 680, "param": param})
    assert made.overlays == (Overlay(10, 680, "坐席：%timestamp%", 18, "#ff0000", "#000000"),)
    old = style({"type": 4, "left": 5, "top": 6}, {"type": 7, "param": {"text": "x"}}, {"type": 10, "param": {}})
    assert [overlay.text for overlay in old.overlays] == ["%timestamp%", "x"]


def test_cameras_stand_beside_or_upon_each_other_as_they_were_placed() -> None:
    """Contents have boxes in pixels; a shared screen gets most of the picture."""
    assert style(LEFT, RIGHT).layout == "side_by_side"
    assert style(LARGE, SMALL).layout == "overlaid"
    assert style(SMALL, {**LARGE, "type": 5}).layout == "screen_and_speaker"
    tiles = [{**SMALL, "left": 320 * number} for number in range(3)]
    assert style(*tiles).layout == "grid"
    assert style({**LARGE, "height": 540}, *({**tile, "top": 540} for tile in tiles)).layout == "speaker"


def test_rates_and_the_sides_of_the_sound() -> None:
    """vFps up to 30, vBps, aChannelType 1: left and right."""
    made = style(vFps=15, vBps=800_000, aChannelType=1)
    assert (made.frames_per_s, made.video_bits_per_s, made.is_stereo) == (15, 800_000, True)
    assert (style(vFps=500).frames_per_s, style(vFps=0).frames_per_s) == (30, 25)


@pytest.mark.parametrize("config", [{}, {"videoFileCfg": 5}, {"videoFileCfg": {"layoutConfig": [1, {"type": "x"}]}}])
def test_what_makes_no_sense_is_the_houses_choice(config: Any) -> None:
    """A page can send anything."""
    assert style_of(config) == Style()
