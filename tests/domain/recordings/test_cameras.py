"""A place of somebody's default camera in a film follows the choice of that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tests.domain.recordings.conftest import ROOM
from webapp.kernel import events
from webapp.kernel.ids import RoomId
from webapp.media.core.style import Cue, Overlay, Pane, Style

if TYPE_CHECKING:
    import pytest

    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Recording


def panes(studio: Studio) -> tuple[Pane, ...]:
    """The default cameras of Wang and Zhao, and Wang's first camera."""
    wang, zhao = studio.id("wang"), studio.id("zhao")
    return (
        Pane(wang, "video", 0, 0, 0, 640, 720, is_default=True),
        Pane(zhao, "video", 0, 640, 0, 640, 360, is_default=True),
        Pane(wang, "video", 0, 640, 360, 640, 360),
    )


def cameras(shown: tuple[Pane, ...]) -> list[int]:
    """Which cameras are shown."""
    return [pane.index for pane in shown]


def in_plan() -> list[int]:
    """Which cameras the live mix shows now."""
    from webapp.domain.recordings import selectors

    (found,) = selectors.planned(RoomId(ROOM))
    assert found.live is not None
    return cameras(found.live.style.panes)


def in_film(row: Recording) -> list[list[int]]:
    """Which cameras the film shows, at first and after each change."""
    row.refresh_from_db()
    changes = [cue.panes for cue in msgspec.convert(row.cues, list[Cue])]
    return [cameras(shown) for shown in (msgspec.convert(row.style, Style).panes, *changes)]


def choose(name: str, camera: int) -> None:
    """Somebody's page says which of their two cameras is the default one."""
    from webapp.domain.rooms import devices
    from webapp.kernel.ids import SessionId

    devices.name_cameras(session_id=SessionId(f"s-{name}"), names=["front", "back"], default=camera)


def test_a_film_shows_the_default_camera_as_it_is_chosen(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 5, layoutConfig: camera -1, at the start, after each choice, and in a layout that comes later.

    Texts stay, other cameras stay, and a choice that changes nothing is not noted.
    """
    from webapp.domain.recordings import services
    from webapp.wiring import follow_up

    monkeypatch.setattr(events, "_subscribers", [*events._subscribers, follow_up])
    choose("wang", 1)
    style = Style(layout="panes", panes=panes(studio), overlays=(Overlay(text="x"),))
    row = studio.start(style=style, outputs={0: "/x/call.m3u8"})
    assert in_plan() == [1, 0, 0]
    choose("wang", 0)
    choose("wang", 0)
    choose("chen", 1)
    assert in_plan() == [0, 0, 0]
    choose("wang", 1)
    change: dict[str, Any] = {"owner_id": row.owner_id, "recording_id": row.pk}
    services.rearrange(**change, layout="panes", panes=panes(studio)[:1])
    assert in_plan() == [1]
    services.rearrange(**change, layout="grid")
    choose("wang", 0)
    assert in_film(row) == [[1, 0, 0], [0, 0, 0], [1, 0, 0], [1], []]
    assert all(cue["overlays"] is None for cue in row.cues)


def test_somebody_who_comes_later_is_shown_by_their_own_choice(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """And somebody who comes back begins with the first camera, as everywhere."""
    from webapp.domain.rooms import services as rooms
    from webapp.kernel.ids import SessionId
    from webapp.wiring import follow_up

    monkeypatch.setattr(events, "_subscribers", [*events._subscribers, follow_up])
    row = studio.start(style=Style(layout="panes", panes=panes(studio)), outputs={0: "/x/call.m3u8"})
    session = SessionId("s-zhao")
    rooms.enter(session_id=session, room_id=RoomId(ROOM))
    choose("zhao", 1)
    assert in_plan() == [0, 1, 0]
    rooms.leave(session_id=session)
    assert in_plan() == [0, 1, 0]
    rooms.enter(session_id=session, room_id=RoomId(ROOM))
    assert in_film(row) == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
