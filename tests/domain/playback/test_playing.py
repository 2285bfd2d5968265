"""Who may play something to a room, how it is steered, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import make_application
from tests.domain.playback.conftest import ROOM, make_film

if TYPE_CHECKING:
    from tests.domain.playback.conftest import Cinema


def row() -> Any:
    """What is played in the room now."""
    from webapp.domain.playback import selectors
    from webapp.kernel.ids import RoomId

    return selectors.view_in(RoomId(ROOM))


def test_an_agent_has_a_file_played_to_the_room(cinema: Cinema) -> None:
    """Waiting-room media: a file is played into a call; the room hears of it, it plays once the player says so."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback
    from webapp.kernel import clock

    view = cinema.play()
    assert (view.account_id, view.name, view.by, view.state) == (cinema.id("li"), "Welcome", "server", "starting")
    (started,) = cinema.told.of("MediaStarted")
    assert cinema.told.audience_of(started) == (f"room:{ROOM}",)
    at_ms = clock.ms(clock.now()) + 900
    services.on_moved(playback_id=Playback.objects.get().pk, position_ms=0, at_ms=at_ms, seeks=0)
    assert (row().state, row().position_ms, row().at_ms) == ("playing", 0, at_ms)
    assert cinema.names() == ["MediaStarted", "MediaMoved"]


def test_one_thing_at_a_time_is_played_in_a_room(cinema: Cinema) -> None:
    """Whether the server or a page plays makes no difference."""
    from webapp.kernel.errors import AlreadyExists

    cinema.play()
    with pytest.raises(AlreadyExists):
        cinema.play()
    with pytest.raises(AlreadyExists):
        cinema.do("start_page", "wang", name="holiday.mp4")
    cinema.do("stop")
    assert cinema.do("start_page", "wang", name="holiday.mp4").by == "page"
    with pytest.raises(AlreadyExists):
        cinema.play()


def test_customers_play_what_they_have_but_no_files_of_the_house(cinema: Cinema) -> None:
    """The library is the company's; a customer's page may show a film of its own."""
    from webapp.kernel.errors import PermissionDenied

    with pytest.raises(PermissionDenied):
        cinema.play("wang")
    assert cinema.do("start_page", "wang", name=" a.mp4 ", duration_ms=5000).name == "a.mp4"


def test_only_a_checked_file_of_the_own_house_is_played(cinema: Cinema) -> None:
    """A file that could not be opened, or belongs to another company, does not exist for agents."""
    from webapp.domain.playback.models import FileState
    from webapp.kernel.errors import ObjectMissing

    raw = make_film(cinema.film.application, state=FileState.CHECKING)
    foreign = make_film(make_application("other"))
    for file in (raw, foreign):
        with pytest.raises(ObjectMissing):
            cinema.play(file_id=file.pk)


def test_a_pause_keeps_the_position_and_is_harmless_twice(cinema: Cinema) -> None:
    """The position runs with the clock while it plays and stands while it is paused."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback
    from webapp.kernel import clock

    with clock.held():
        cinema.play()
        services.on_moved(playback_id=Playback.objects.get().pk, position_ms=0, at_ms=clock.ms(clock.now()), seeks=0)
        clock.advance(5)
        assert abs(cinema.do("pause").position_ms - 5000) <= 1
        clock.advance(60)
        assert abs(cinema.do("pause").position_ms - 5000) <= 1
        resumed = cinema.do("resume")
        assert (resumed.state, resumed.at_ms) == ("playing", clock.ms(clock.now()))
        assert abs(resumed.position_ms - 5000) <= 1
    assert cinema.names() == ["MediaStarted", "MediaMoved", "MediaPaused", "MediaResumed"]


def test_a_late_report_of_the_player_does_not_undo_a_pause(cinema: Cinema) -> None:
    """The player's word is about where it is, not about what its person wants."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback

    cinema.play()
    cinema.do("pause")
    services.on_moved(playback_id=Playback.objects.get().pk, position_ms=40, at_ms=1_700_000_000_000, seeks=0)
    assert (row().state, row().position_ms) == ("paused", 40)


def test_a_report_from_before_a_seek_does_not_undo_it(cinema: Cinema) -> None:
    """A player tells where it stopped while its person already seeks: the plan must not lead back there."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback

    cinema.play()
    number = Playback.objects.get().pk
    cinema.do("pause")
    cinema.do("seek", position_ms=15_000)
    services.on_moved(playback_id=number, position_ms=40, at_ms=1_700_000_000_000, seeks=0)
    assert row().position_ms == 15_000
    services.on_moved(playback_id=number, position_ms=15_002, at_ms=1_700_000_000_000, seeks=1)
    assert (row().state, row().position_ms) == ("paused", 15_002)


def test_seeking_goes_anywhere_inside_and_nowhere_else(cinema: Cinema) -> None:
    """A position beyond the end is refused; one inside is told to the room."""
    from webapp.kernel.errors import InvalidArgument

    cinema.play()
    assert cinema.do("seek", position_ms=15_000).position_ms == 15_000
    for outside in (-1, 20_001):
        with pytest.raises(InvalidArgument):
            cinema.do("seek", position_ms=outside)
    assert cinema.do("set_volume", volume=30).volume == 30
    with pytest.raises(InvalidArgument):
        cinema.do("set_volume", volume=101)
    assert cinema.names() == ["MediaStarted", "MediaMoved", "MediaMoved"]


def test_nobody_else_steers_it(cinema: Cinema) -> None:
    """Who started it pauses, moves and stops it."""
    from webapp.kernel.errors import InvalidState

    cinema.play()
    for verb, more in (("pause", {}), ("resume", {}), ("seek", {"position_ms": 1}), ("stop", {})):
        with pytest.raises(InvalidState):
            cinema.do(verb, "wang", **more)
    cinema.do("stop")
    with pytest.raises(InvalidState):
        cinema.do("stop")


@pytest.mark.parametrize("by_page", [True, False])
def test_it_leaves_the_room_with_its_person_and_with_nobody_else(cinema: Cinema, by_page: bool) -> None:
    """Leaving the room stops what one plays there; the room hears why."""
    if by_page:
        cinema.do("start_page", name="a.mp4")
    else:
        cinema.play()
    cinema.leave("wang")
    assert row() is not None
    cinema.leave("li")
    assert row() is None
    assert cinema.told.of("MediaStopped")[0].reason == "left"


def test_it_ends_by_itself_or_by_a_fault(cinema: Cinema) -> None:
    """The player's end is the playback's; a report about one that is gone does nothing."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback

    for reason in ("ended", "lost", "busy", "failed"):
        cinema.play()
        number = Playback.objects.get().pk
        services.on_ended(playback_id=number, reason=reason)
        services.on_ended(playback_id=number, reason=reason)
    assert [event.reason for event in cinema.told.of("MediaStopped")] == ["ended", "lost", "busy", "failed"]
    assert row() is None


def test_what_no_node_ever_played_and_what_is_nobodys_ends_by_the_sweep(cinema: Cinema) -> None:
    """Without a media node nothing begins; a process may have died before it could say who left."""
    from webapp.domain.playback import services
    from webapp.domain.rooms import services as rooms
    from webapp.kernel import clock

    cinema.play()
    services.sweep()
    assert row() is not None
    with clock.held():
        clock.advance(30)
        services.sweep()
    cinema.do("start_page", name="a.mp4")
    rooms.leave(session_id=cinema.sessions["li"])
    services.sweep()
    assert [event.reason for event in cinema.told.of("MediaStopped")] == ["lost", "left"]
