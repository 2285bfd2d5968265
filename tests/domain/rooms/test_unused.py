"""Rooms that pages made stay open while nobody is inside, but not for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application
from webapp.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)

DAY_S = 24 * 3600


@pytest.fixture
def li(told: Told, settings: Any) -> Iterator[Any]:
    """Somebody who may go into rooms; those of pages stay open for ten days without anybody."""
    settings.ROOMS_KEPT_DAYS = 10
    with clock.held():
        yield come_online(make_account(make_application(), "li"))


def made(**more: Any) -> Any:
    """A room as a page makes it."""
    from webapp.domain.accounts.models import Application
    from webapp.domain.rooms import services

    return services.create(application_id=Application.objects.get().pk, **more)


def visit(session_id: Any, room: Any) -> None:
    """In and out again."""
    from webapp.domain.rooms import services

    services.enter(session_id=session_id, room_id=room.id, may_create=False)
    services.leave(session_id=session_id)


def swept() -> int:
    """What the periodic task does; how many rooms it closed."""
    from webapp.domain.rooms import unused

    return unused.close_unused()


def is_open(room: Any) -> bool:
    room.refresh_from_db()
    return room.closed_at is None


def test_a_room_that_nobody_has_been_in_for_so_long_is_closed(li: Any, told: Told, settings: Any) -> None:
    """The days count from the last one's leaving, not from its making; 0 days keep it open."""
    room = made()
    clock.advance(9 * DAY_S)
    visit(li, room)
    told.forget()
    clock.advance(10 * DAY_S)
    assert swept() == 0
    clock.advance(1)
    settings.ROOMS_KEPT_DAYS = 0
    assert swept() == 0
    settings.ROOMS_KEPT_DAYS = 10
    assert [swept(), swept()] == [1, 0]
    assert not is_open(room)
    assert [(gone.room_id, gone.was_empty) for gone in told.of("RoomDestroyed")] == [(room.id, True)]


def test_a_room_that_nobody_ever_entered_is_closed_too(li: Any) -> None:
    """A page that made a meeting may be gone before anybody came."""
    room = made()
    clock.advance(10 * DAY_S - 60)
    assert swept() == 0
    clock.advance(120)
    assert swept() == 1
    assert not is_open(room)


def test_a_room_with_somebody_inside_and_one_of_the_admin_stay(li: Any) -> None:
    """Whoever sits in a room since last month still uses it; what an administrator made he closes himself."""
    from webapp.domain.rooms import services
    from webapp.domain.rooms.models import Room

    busy = made()
    counter = Room.objects.create(number=9, application=busy.application)
    visit(li, counter)
    services.enter(session_id=li, room_id=busy.id, may_create=False)
    clock.advance(20 * DAY_S)
    assert swept() == 0
    assert is_open(busy)
    assert is_open(counter)


def test_who_comes_in_the_last_moment_keeps_the_room_open(li: Any) -> None:
    """Between the look and the closing somebody may have taken a seat."""
    from webapp.domain.rooms import services, unused

    room = made()
    clock.advance(20 * DAY_S)
    looked_at = unused._unused()
    services.enter(session_id=li, room_id=room.id, may_create=False)
    assert not unused.close_empty(looked_at, room.id)
    assert is_open(room)


def test_what_happened_in_a_closed_room_is_still_known(li: Any) -> None:
    """Texts and recordings outlive the room that they are of."""
    from webapp.domain.accounts.models import Account
    from webapp.domain.messaging.models import Message
    from webapp.domain.recordings.models import Recording

    room, owner = made(), Account.objects.get(login_name="li")
    who = {"application": room.application}
    Message.objects.create(sender=owner, room=room, text="hello", **who)
    film = Recording.objects.create(owner=owner, subject=owner, room_number=room.id, created_at=clock.now(), **who)
    clock.advance(20 * DAY_S)
    assert swept() == 1
    assert Message.objects.get().text == "hello"
    assert Recording.objects.get().pk == film.pk
