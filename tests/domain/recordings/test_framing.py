"""What the media plan says of how a recording's film shows people, which decides the layers that are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.recordings.conftest import ROOM
from webapp.media.core.style import Framing, Pane, Style

if TYPE_CHECKING:
    from tests.domain.recordings.conftest import Studio


def framing_of() -> Framing | None:
    """What is planned for the only recording."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    [planned] = selectors.planned(RoomId(ROOM))
    return planned.framing


def test_the_plan_says_how_large_a_film_is_and_whom_it_shows_first(studio: Studio) -> None:
    """The node finds out from it, and from who sends, how large everybody is shown."""
    style = Style(layout="overlaid", fit="cover")
    studio.start(subject_id=studio.id("wang"), mixes_video=True, width=640, height=480, style=style)
    assert framing_of() == Framing(640, 480, "overlaid", "cover", first=studio.id("wang"))


def test_another_layout_changes_the_plan_at_once(studio: Studio) -> None:
    """What is recorded from now on is what is shown from now on."""
    from webapp.domain.recordings import services
    from webapp.kernel.ids import AccountId

    row, li = studio.start(mixes_video=True), AccountId(studio.id("li"))
    services.rearrange(owner_id=li, recording_id=row.pk, layout="grid")
    assert framing_of() == Framing(1280, 720, "grid", first=li)
    panes = (Pane(li, "video", 0, 0, 0, 200, 100),)
    services.rearrange(owner_id=li, recording_id=row.pk, layout="panes", panes=panes)
    assert framing_of() == Framing(1280, 720, "panes", panes=panes, first=li)


@pytest.mark.parametrize("style", [Style("single", keeps_size=True), Style(keeps_sides=True)])
def test_where_more_than_a_film_of_a_given_size_is_made_the_best_is_recorded(studio: Studio, style: Style) -> None:
    """AnyChat 3.5: a person's own stream comes in the size in which it was sent; so do files of single people."""
    studio.start(style=style)
    assert framing_of() is None


def test_files_of_single_streams_have_the_best_of_each(studio: Studio) -> None:
    """CRVideo mode 1: every camera is a file of its own, and no film puts it anywhere."""
    from webapp.domain.recordings.separate import Choice, Rule

    studio.start(rules=(Rule("video", "{user}.mp4", (Choice(),)),))
    assert framing_of() is None


def test_a_house_may_want_the_best_of_everything(studio: Studio, settings: Any) -> None:
    """Masters that are kept for another film than the one that was asked for."""
    assert settings.RECORDING_LAYERS == "film"
    settings.RECORDING_LAYERS = "best"
    studio.start()
    assert framing_of() is None


def test_a_live_picture_is_framed_in_any_case(studio: Studio, settings: Any) -> None:
    """Of a live mix nothing is kept but what is shown."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    settings.RECORDING_LAYERS = "best"
    studio.start(keeps_film=False, outputs={0: "rtmp://here/live/1"}, style=Style("grid"))
    [planned] = selectors.planned(RoomId(ROOM))
    assert planned.live is not None
    assert planned.live.framing == Framing(1280, 720, "grid", first=studio.id("li"))
