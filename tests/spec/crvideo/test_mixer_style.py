"""CRVideo: what a mixer's configuration makes of its film (web docs: mixer objects)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from webapp.dialects.crvideo.commands.record_style import style_of
from webapp.media.core.style import WHOEVER, Overlay, Pane, Style

LARGE = {"type": 0, "left": 0, "top": 0, "width": 1280, "height": 720, "param": {"camid": "a.-1"}}
SMALL = {"type": 0, "left": 900, "top": 500, "width": 320, "height": 180, "param": {"camid": "b.-1"}}
LEFT, RIGHT = ({**LARGE, "left": 640 * n, "width": 640, "top": 180, "height": 360} for n in (0, 1))


def style(*contents: Any, **video: Any) -> Style:
    """The style of a mixer with these contents."""
    return style_of(
        {"mode": 0, "videoFileCfg": {"layoutConfig": list(contents), **video}}, known, {"logo": "images/logo.png"}
    )


def known(external_ids: Collection[str]) -> dict[str, int]:
    """Accounts of the application, one with a dot in its id."""
    return {user: number for user, number in {"a": 1, "b": 2, "c.d": 3}.items() if user in external_ids}


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


def test_an_old_text_is_simple_html_and_a_margin_holds() -> None:
    """Type 7 (older web docs): spans with colour and size; its words are written, not its tags."""
    span = "<span style='font-weight:600; color:#00f;font-size:14px'>H5 &lt;5598&gt;</span><br/><b>x</b>"
    old = style({"type": 7, "left": 40, "top": 30, "param": {"text": span}})
    assert old.overlays == (Overlay(40, 30, "H5 <5598> x", 14, "#00f"),)
    plain = style({"type": 10, "param": {"text": "<b> & &lt;", "text-margin": 5}})
    assert [(overlay.text, overlay.margin) for overlay in plain.overlays] == [("<b> & &lt;", 5)]
    assert style({"type": 7, "param": {"text": "<br/><b></b>"}}).overlays == ()


def test_everything_stands_exactly_where_it_was_put() -> None:
    """Content objects: boxes in pixels, cameras as "userID.camID", keepAspectRatio 0 stretches and 1 keeps the shape.

    Camera -1 is the default one, others count from 1; 5 is the shared screen, 3 the played file, whoever shows them.
    """
    screen, film = ({**LEFT, "type": kind, "param": {}, "keepAspectRatio": 1} for kind in (5, 3))
    second = {**SMALL, "left": -20, "keepAspectRatio": 0, "param": {"camid": "c.d.2"}}
    made = style(screen, film, LARGE, second)
    assert made.layout == "panes"
    assert made.panes == (
        Pane(WHOEVER, "screen", 0, 0, 180, 640, 360),
        Pane(WHOEVER, "screen", 1, 0, 180, 640, 360),
        Pane(1, "video", 0, 0, 0, 1280, 720, is_default=True),
        Pane(3, "video", 1, -20, 500, 320, 180, "stretch"),
    )


@pytest.mark.parametrize(
    "camid", ["ghost.-1", "a", "a.", ".-1", "a.0", "a.x", "a.-2", "a.1000", "a\x00.1", None, 7, {}]
)
def test_a_camera_of_nobody_is_left_out(camid: Any) -> None:
    """Unknown people and ids that cannot be read have no place; the others keep theirs."""
    unknown = {**SMALL, "param": {"camid": camid}}
    assert style(LARGE, unknown).panes == style(LARGE).panes
    assert style(unknown, {**LARGE, "param": camid}, {**LARGE, "height": 0}) == Style()


@pytest.mark.parametrize("resource", ["http://127.0.0.1/x.png", "/etc/passwd", "other", "", None, 7, {}])
def test_texts_and_unknown_images_alone_leave_the_layout_to_the_house(resource: Any) -> None:
    """Type 1 is a picture; nothing is fetched from anywhere for it."""
    image = {**SMALL, "type": 1, "param": {"resourceid": resource}}
    made = style({"type": 10, "param": {"text": "x"}}, image)
    assert (made.layout, made.panes, len(made.overlays)) == ("side_by_side", (), 1)


def test_an_image_lies_among_the_pictures_in_its_order() -> None:
    """Type 1 names its image by param.resourceid; keepAspectRatio holds for it, too. A camera may stand twice."""
    logo = {"type": 1, "left": 1200, "top": 8, "width": 64, "height": 32, "param": {"resourceid": "logo"}}
    made = style(LARGE, {**logo, "keepAspectRatio": 0}, LARGE, {**logo, "width": 0})
    large = Pane(1, "video", 0, 0, 0, 1280, 720, is_default=True)
    shown = Pane(WHOEVER, "image", 0, 1200, 8, 64, 32, "stretch", image="images/logo.png")
    assert (made.layout, made.panes) == ("panes", (large, shown, large))
    assert style(logo).layout == "panes"  # what was asked for is the image, and nobody beside it


def test_no_more_than_twenty_five_places_are_taken() -> None:
    """A page can send any number."""
    assert len(style(*[LARGE] * 40).panes) == 25


def test_rates_and_the_sides_of_the_sound() -> None:
    """vFps up to 30, vBps, aChannelType 1: left and right, in the order of aChannelContent."""
    made = style(vFps=15, vBps=800_000, aChannelType=1)
    assert (made.frames_per_s, made.video_bits_per_s, made.is_stereo) == (15, 800_000, True)
    assert [style(aChannelType=1, aChannelContent=who).left for who in (["b", "a"], ["nobody"], [], 5)] == [2, 0, 0, 0]
    only_sound = style_of({"audioFileCfg": {"aChannelType": 1, "aChannelContent": ["b"]}}, known, {})
    assert (only_sound.is_stereo, only_sound.left) == (True, 2)
    assert (style(vFps=500).frames_per_s, style(vFps=0).frames_per_s) == (30, 25)


@pytest.mark.parametrize("config", [{}, {"videoFileCfg": 5}, {"videoFileCfg": {"layoutConfig": [1, {"type": "x"}]}}])
def test_what_makes_no_sense_is_the_houses_choice(config: Any) -> None:
    """A page can send anything."""
    assert style_of(config, known, {}) == Style()
