"""Chairs: who gets one, who does not, and what is left behind."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


def guest(application: Any, name: str) -> Any:
    return come_online(make_account(application, name))


def enter(session_id: Any, room_id: int, password: str = "", **more: Any) -> Any:
    from webapp.domain.rooms import services

    return services.enter(session_id=session_id, room_id=room_id, password=password, **more)


def room(application: Any, number: int = 9, **facts: Any) -> Any:
    from webapp.domain.rooms.models import Room

    return Room.objects.create(number=number, application=application, **facts)


def test_an_unknown_number_makes_a_room_on_entry(told: Told):
    """AnyChat 5.2.5: the demo's rooms are made by those who enter them."""
    application = make_application()
    entry = enter(guest(application, "li"), 4)
    assert (entry.room.id, entry.headcount, entry.room.is_ephemeral) == (4, 1, True)


def test_an_unknown_number_is_refused_where_rooms_are_not_made_on_entry():
    """AnyChat error 303."""
    from webapp.kernel.errors import RoomMissing

    with pytest.raises(RoomMissing):
        enter(guest(make_application(rooms_on_entry=False), "li"), 4)


@pytest.mark.parametrize("number", [0, -1, 2**31])
def test_a_number_that_no_room_can_have_is_refused(number: int):
    """0 and -1 are words of their own, and room numbers fit 31 bits."""
    from webapp.kernel.errors import RoomMissing

    with pytest.raises(RoomMissing):
        enter(guest(make_application(), "li"), number)


def test_a_room_of_another_application_does_not_exist():
    """Numbers are unique over the whole server, but projects are isolated."""
    from webapp.kernel.errors import RoomMissing

    room(make_application("theirs"), 9)
    with pytest.raises(RoomMissing):
        enter(guest(make_application(), "li"), 9)


def test_a_locked_room_refuses_even_the_right_password():
    """AnyChat error 300 comes before 301."""
    from webapp.kernel.errors import RoomLocked

    application = make_application()
    room(application, password="secret", is_locked=True)
    with pytest.raises(RoomLocked):
        enter(guest(application, "li"), 9, "secret")


def test_a_password_is_asked_for_and_compared():
    """AnyChat error 301, whether it is missing or wrong."""
    from webapp.kernel.errors import RoomPasswordRequired, WrongRoomPassword

    application = make_application()
    room(application, password="secret")
    li = guest(application, "li")
    with pytest.raises(RoomPasswordRequired):
        enter(li, 9)
    with pytest.raises(WrongRoomPassword):
        enter(li, 9, "Secret")
    assert enter(li, 9, "secret").headcount == 1


def test_a_full_room_refuses_and_a_free_chair_can_be_taken_again():
    """AnyChat error 302."""
    from webapp.domain.rooms import services
    from webapp.kernel.errors import RoomFull

    application = make_application()
    room(application, capacity=1)
    li, wang = guest(application, "li"), guest(application, "wang")
    enter(li, 9)
    with pytest.raises(RoomFull):
        enter(wang, 9)
    services.leave(session_id=li)
    assert enter(wang, 9).headcount == 1


@pytest.mark.parametrize("number", [9, 10])
def test_whoever_sits_already_is_refused_in_the_same_and_in_another_room(number: int):
    """AnyChat error 308: a session sits in one room at a time."""
    from webapp.kernel.errors import AlreadySeated

    li = guest(make_application(), "li")
    enter(li, 9)
    with pytest.raises(AlreadySeated):
        enter(li, number)


def test_a_name_leads_to_one_room_for_all_and_gets_a_number_of_its_own():
    """AnyChat 5.2.6: the first one makes the room, the second finds it."""
    from webapp.domain.rooms import services

    application = make_application()
    one = services.enter_by_name(session_id=guest(application, "li"), name="reading circle")
    two = services.enter_by_name(session_id=guest(application, "wang"), name="reading circle")
    assert one.room.id == two.room.id
    assert two.headcount == 2
    assert 10_000_000 <= one.room.id < 100_000_000


def test_an_empty_name_is_no_room():
    """The room without a name would be everybody's."""
    from webapp.domain.rooms import services
    from webapp.kernel.errors import InvalidArgument

    with pytest.raises(InvalidArgument):
        services.enter_by_name(session_id=guest(make_application(), "li"), name="  ")


def test_the_last_chair_goes_to_one_of_two_who_grab_it_at_once():
    """The count is claimed by a conditional update, so no interleaving overbooks the room."""
    from django.db import connection

    from webapp.domain.rooms.models import Room, Seat
    from webapp.kernel.errors import RoomFull

    application = make_application()
    room(application, capacity=1)
    sessions = [guest(application, name) for name in ("li", "wang")]
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def grab(session_id: Any) -> None:
        try:
            gate.wait(60)
            enter(session_id, 9)
            outcomes.append("seated")
        except RoomFull:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=grab, args=(session_id,)) for session_id in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["full", "seated"]
    assert Room.objects.get(number=9).headcount == Seat.objects.count() == 1


def test_the_room_and_the_newcomer_hear_of_a_new_seat(told: Told):
    """The status changes first, so that a page's own row knows the room before the news of the seat."""
    application = make_application()
    li = guest(application, "li")
    told.forget()
    entry = enter(li, 9)
    assert told.names() == ["PersonChanged", "SeatTaken", "MediaPlanChanged"]
    [taken] = told.of("SeatTaken")
    assert told.audience_of(taken) == ("room:9", f"person:{entry.seat.account_id}")
    assert (taken.seat.camera, taken.seat.microphone) == (1, 0)


def test_a_room_made_on_entry_closes_when_the_last_one_leaves_and_opens_anew(told: Told):
    """Nothing of the former room is left: neither its password nor its name; only the plan keeps counting."""
    from webapp.domain.rooms import services
    from webapp.domain.rooms.models import Room

    application = make_application()
    li = guest(application, "li")
    enter(li, 9, "secret")
    services.leave(session_id=li)
    closed = Room.objects.get(number=9)
    assert closed.closed_at is not None
    assert told.of("RoomDestroyed")[0].by_id == 0
    entry = enter(li, 9)
    assert (entry.room.closed_at, entry.room.password) == (None, "")
    assert entry.room.plan_rev > closed.plan_rev


def test_a_room_made_on_purpose_stays_when_it_is_empty():
    """CRVideo CreateMeeting2: permanent until destroyed, found again by its number of 8 digits."""
    from webapp.domain.rooms import services

    application = make_application()
    li = guest(application, "li")
    made = services.create(application_id=application.pk)
    enter(li, made.id, may_create=False)
    services.leave(session_id=li)
    assert enter(li, made.id, may_create=False).headcount == 1


def test_a_destroyed_room_unseats_everybody_and_cannot_be_entered(told: Told):
    """CRVideo DestroyMeeting by somebody who neither made it nor sits in it."""
    from webapp.domain.rooms import services
    from webapp.kernel.errors import RoomMissing

    application = make_application()
    li, wang = guest(application, "li"), guest(application, "wang")
    made = services.create(application_id=application.pk)
    for session_id in (li, wang):
        enter(session_id, made.id, may_create=False)
    told.forget()
    services.destroy(application_id=application.pk, room_id=made.id, by_id=1)
    assert told.names("PersonChanged", "MediaPlanChanged") == ["RoomDestroyed", "SeatLeft", "SeatLeft"]
    assert {left.reason for left in told.of("SeatLeft")} == {"closed"}
    with pytest.raises(RoomMissing):
        enter(li, made.id, may_create=False)
    with pytest.raises(RoomMissing):
        services.destroy(application_id=application.pk, room_id=made.id)


def test_leaving_without_a_seat_is_refused():
    """AnyChat error 3."""
    from webapp.domain.rooms import services
    from webapp.kernel.errors import NotSeated

    with pytest.raises(NotSeated):
        services.leave(session_id=guest(make_application(), "li"))


def test_removing_a_member_tells_room_and_removed_who_did_it(told: Told):
    """CRVideo Kickout: everybody in an open room may; nobody removes themselves or somebody elsewhere."""
    from webapp.domain.presence import selectors
    from webapp.domain.rooms import services
    from webapp.kernel.errors import InvalidArgument, PeerLeftRoom

    application = make_application()
    li, wang = guest(application, "li"), guest(application, "wang")
    li_id, wang_id = (selectors.session(session_id).account_id for session_id in (li, wang))
    enter(li, 9)
    with pytest.raises(PeerLeftRoom):
        services.kick(session_id=li, account_id=wang_id)
    with pytest.raises(InvalidArgument):
        services.kick(session_id=li, account_id=li_id)
    enter(wang, 9)
    services.kick(session_id=li, account_id=wang_id)
    [left] = told.of("SeatLeft")
    assert (left.account_id, left.reason, left.by_id) == (wang_id, "kicked", li_id)
    assert told.audience_of(left) == ("room:9", f"person:{wang_id}")


def test_only_a_supervisor_removes_a_supervisor_or_the_owner():
    """Somebody has to keep the keys."""
    from webapp.domain.presence import selectors
    from webapp.domain.rooms import services
    from webapp.kernel.errors import PermissionDenied

    application = make_application()
    chief = come_online(make_account(application, "chief", role="supervisor"))
    owner = make_account(application, "owner")
    room(application, owner=owner)
    owning, member = come_online(owner), guest(application, "member")
    for session_id in (chief, owning, member):
        enter(session_id, 9)
    for target in (chief, owning):
        with pytest.raises(PermissionDenied):
            services.kick(session_id=member, account_id=selectors.session(target).account_id)
    services.kick(session_id=chief, account_id=owner.pk)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("logged_out", "left"), ("lost", "lost"), ("link closed (1006)", "lost"), ("replaced", "replaced")],
)
def test_whoever_goes_gives_the_seat_up_and_the_reason_is_told(told: Told, reason: str, said: str):
    """Logging out, losing the link and being replaced all free the chair."""
    from webapp.domain.presence.events import PersonLeft
    from webapp.domain.rooms import follow
    from webapp.domain.rooms.models import Room, Seat

    application = make_application()
    li = guest(application, "li")
    seat = enter(li, 9).seat
    left = PersonLeft(seat.account_id, "li", application.pk, li, reason)
    follow.person_left(left)
    follow.person_left(left)  # whoever has no seat is no mistake
    assert [event.reason for event in told.of("SeatLeft")] == [said]
    assert (Seat.objects.count(), Room.objects.get(number=9).headcount) == (0, 0)


def test_seats_of_sessions_that_are_gone_are_cleared(told: Told):
    """A process died between the loss and its follow-up."""
    from webapp.domain.presence import services as presence
    from webapp.domain.rooms import services

    application = make_application()
    li, wang = guest(application, "li"), guest(application, "wang")
    enter(li, 9)
    enter(wang, 9)
    presence.lose(session_id=li)
    assert services.clear_orphans() == 1
    assert services.clear_orphans() == 0
    assert [left.reason for left in told.of("SeatLeft")] == ["lost"]


def test_closing_a_room_while_everybody_fidgets_neither_hangs_nor_leaves_anybody_seated():
    """Leaving, device changes and wishes take the room before the seat, so that no two wait for each other."""
    from django.db import connection

    from webapp.domain.rooms import devices, services
    from webapp.domain.rooms.models import Room, Seat
    from webapp.kernel.errors import NotSeated, RoomMissing

    application = make_application()
    made = services.create(application_id=application.pk)
    sessions = [guest(application, f"member{n}") for n in range(4)]
    for session_id in sessions:
        enter(session_id, made.id)
    gate, surprises = threading.Barrier(len(sessions) + 1), list[Exception]()

    def act(work: Any) -> None:
        try:
            gate.wait(60)
            work()
        except (NotSeated, RoomMissing):
            pass
        except Exception as error:  # noqa: BLE001  (whatever it is, the test shows it)
            surprises.append(error)
        finally:
            connection.close()

    def fidget(session_id: Any) -> None:
        for _ in range(3):
            devices.open_camera(session_id=session_id)
            devices.close_camera(session_id=session_id)
        services.leave(session_id=session_id)

    works: list[Any] = [partial(fidget, session_id) for session_id in sessions]
    works.append(partial(services.destroy, application_id=application.pk, room_id=made.id))
    threads = [threading.Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert surprises == []
    assert (Seat.objects.count(), Room.objects.get(number=made.id).headcount) == (0, 0)
