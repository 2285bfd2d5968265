"""Entering and leaving rooms, making and closing them. What happens on a seat is in `devices`."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from webapp.domain.accounts import business
from webapp.domain.accounts.models import Application
from webapp.domain.presence import selectors as presence_selectors
from webapp.domain.presence import services as presence
from webapp.domain.presence.models import Session
from webapp.domain.rooms import devices, kept, moderation, selectors
from webapp.domain.rooms.events import MediaPlanChanged, RoomDestroyed, SeatLeft, SeatTaken
from webapp.domain.rooms.models import Room, Seat
from webapp.domain.rooms.unused import NOBODY, close_empty
from webapp.domain.rooms.views import seat_view
from webapp.kernel import clock
from webapp.kernel.errors import (
    AlreadySeated,
    InvalidArgument,
    NotSeated,
    ResourceExhausted,
    RoomFull,
    RoomMissing,
)
from webapp.kernel.events import person, publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import INT31_MAX, AccountId, ApplicationId, RoomId, SessionId

log = logging.getLogger(__name__)

# Numbers the server gives out: 8 digits, because the CRVideo meeting page accepts no others, and out of the way of
# the small numbers that people type.
FIRST_GIVEN, LAST_GIVEN = 10_000_000, 99_999_999
NAME_CHARACTERS = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """The outcome of entering: the seat and how many people are inside now, including the newcomer."""

    seat: Seat
    room: Room
    headcount: int


def enter(
    *, session_id: SessionId, room_id: RoomId, password: str = "", hears_all: bool = False, may_create: bool = True
) -> Entry:
    """Seat the session in the room of that number and tell the people already there.

    Refuses with: NotLoggedIn, AlreadySeated, RoomMissing, RoomLocked, RoomPasswordRequired, WrongRoomPassword,
    RoomFull, RoomEntryRejected, RoomExpired, RoomOwnerAbsent.
    Rule: a session sits in one room at a time (AnyChat manual 5.2.5, error 308); an unknown number makes a room where
    the application allows it, with the first one's password. The company's own server may refuse (error 305).
    A page that is back after a lost link has its seat again without a question.
    """
    seat = kept.seat_of(session_id)
    if seat is not None and seat.room_id == room_id:
        return _take_again(seat)
    _ask_business(session_id, room_id, "")
    return _enter(session_id, room_id, password, hears_all, may_create)


@transaction.atomic
def _enter(session_id: SessionId, room_id: RoomId, password: str, hears_all: bool, may_create: bool) -> Entry:
    session = presence_selectors.live(session_id)
    _check_standing(session)
    if not 0 < room_id <= INT31_MAX:
        raise RoomMissing(f"no room can have the number {room_id}")
    room = _room_by_number(session, room_id, password, may_create)
    return _sit_down(session, room, password, hears_all)


def enter_by_name(*, session_id: SessionId, name: str, password: str = "", hears_all: bool = False) -> Entry:
    """Seat the session in the room of that name; refusals as `enter`, and InvalidArgument for a name like none.

    Rule: an unknown name gets a new number where the application makes rooms on entry (AnyChat manual 5.2.6).
    """
    name = _room_name(name)
    seat = kept.seat_of(session_id)
    if seat is not None and seat.room.name == name:
        return _take_again(seat)
    _ask_business(session_id, RoomId(0), name)
    return _enter_by_name(session_id, name, password, hears_all)


@transaction.atomic
def _enter_by_name(session_id: SessionId, name: str, password: str, hears_all: bool) -> Entry:
    session = presence_selectors.live(session_id)
    _check_standing(session)
    room = _room_by_name(session, name, password)
    return _sit_down(session, room, password, hears_all)


def _take_again(seat: Seat) -> Entry:
    kept.settle(seat)
    return Entry(seat, seat.room, seat.room.headcount)


def _ask_business(session_id: SessionId, room_id: RoomId, name: str) -> None:
    """Outside the transaction: a company's server may take seconds, and nobody else could write meanwhile."""
    session = presence_selectors.live(session_id)
    if kept.seat_of(session_id) is not None:  # of another room than the page enters now
        leave(session_id=session_id)
    _check_standing(session)
    assert session.account is not None
    business.check_room_entry(session.account, room_id, name)


def _check_standing(session: Session) -> None:
    if Seat.objects.filter(Q(session=session) | Q(account_id=session.account_id)).exists():
        raise AlreadySeated


def _room_by_number(session: Session, number: RoomId, password: str, may_create: bool) -> Room:
    application = _application(session)
    room = Room.objects.filter(pk=number).first()
    if room is not None and room.application_id != application.pk:
        raise RoomMissing(f"room {number} belongs to another application")
    if room is not None and room.closed_at is None:
        return room
    if not (may_create and application.rooms_on_entry):
        raise RoomMissing(f"no room {number}")
    return _made_on_entry(application, number, "", password)


def _room_by_name(session: Session, name: str, password: str) -> Room:
    application = _application(session)
    room = selectors.open_rooms(ApplicationId(application.pk)).filter(name=name).first()
    if room is not None:
        return room
    if not application.rooms_on_entry:
        raise RoomMissing(f"no room {name!r:.60}")
    try:
        with transaction.atomic():
            return _made_on_entry(application, _free_number(), name, password)
    except IntegrityError:  # somebody else has just made it
        return selectors.open_rooms(ApplicationId(application.pk)).get(name=name)


def _made_on_entry(application: Application, number: RoomId, name: str, password: str) -> Room:
    """A new ephemeral room; a closed one of the number starts over, so that its media plan keeps counting up."""
    fresh = {"application": application, "name": name, "password": password, "is_ephemeral": True}
    room, is_new = Room.objects.get_or_create(number=number, defaults=fresh)
    if not is_new:
        open_door = {"is_locked": False, "owner": None, "expires_at": None, "needs_owner": False}
        anew = {**fresh, **open_door, "closed_at": None, "created_at": clock.now()}
        Room.objects.filter(pk=number, closed_at__isnull=False).update(**anew)
        room.refresh_from_db()
    return room


def _sit_down(session: Session, room: Room, password: str, hears_all: bool) -> Entry:
    account = session.account
    assert account is not None
    room.admit(account, password)
    claim = Room.objects.filter(pk=room.pk, closed_at__isnull=True, headcount__lt=F("capacity"))
    if not claim.update(headcount=F("headcount") + 1, plan_rev=F("plan_rev") + 1, emptied_at=None):
        raise RoomFull  # the last chair went to someone between our look and our claim
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                room=room,
                session=session,
                account=account,
                has_camera=session.has_camera,
                has_microphone=session.has_microphone,
                hears_all=hears_all,
                entered_at=clock.now(),
            )
    except IntegrityError:
        raise AlreadySeated from None
    room.refresh_from_db()
    account_id, room_id = AccountId(seat.account_id), RoomId(room.id)
    presence.set_room(account_id=account_id, room_id=room_id)
    publish(SeatTaken(room_id, seat_view(seat)), to=[room_audience(room_id), person(account_id)])
    publish(MediaPlanChanged(room_id), to=[])
    log.info("room %s: account %s sits down (%s inside)", room_id, account_id, room.headcount)
    return Entry(seat, room, room.headcount)


@transaction.atomic
def leave(*, session_id: SessionId, reason: str = "left") -> RoomId:
    """Give the seat up; camera, microphone and screen go with it. Returns the room's number. Raises NotSeated."""
    seat = selectors.held_seat(session_id)
    _stand_up(seat, reason)
    return RoomId(seat.room_id)


def _stand_up(seat: Seat, reason: str, by_id: AccountId = NOBODY) -> None:
    room_id, account = RoomId(seat.room_id), seat.account
    if seat.is_sharing and reason != "closed":
        devices.hide_screen(seat)
    gone, _ = Seat.objects.filter(pk=seat.pk).delete()
    if not gone:
        raise NotSeated
    Room.objects.filter(pk=room_id).update(headcount=F("headcount") - 1, plan_rev=F("plan_rev") + 1)
    account_id = AccountId(account.pk)
    presence.set_room(account_id=account_id, room_id=None)
    left = SeatLeft(room_id, account_id, account.external_id, account.name, reason, by_id)
    # When the room is closed, RoomDestroyed tells the others at once.
    audience = [person(account_id)] if reason == "closed" else [room_audience(room_id), person(account_id)]
    publish(left, to=audience)
    publish(MediaPlanChanged(room_id), to=[])
    log.info("room %s: account %s is gone (%s)", room_id, account_id, reason)
    _close_if_empty(room_id)


def _close_if_empty(room_id: RoomId) -> None:
    if Room.objects.filter(pk=room_id, headcount=0).update(emptied_at=clock.now()):
        close_empty(Room.objects.filter(is_ephemeral=True), room_id)


@transaction.atomic
def create(
    *,
    application_id: ApplicationId,
    owner_id: AccountId | None = None,
    name: str = "",
    password: str = "",
    is_ephemeral: bool = False,
) -> Room:
    """Make a room with a number of its own, which `unused` closes in the end.

    Refuses with: InvalidArgument, ResourceExhausted.
    """
    return Room.objects.create(
        number=_free_number(),
        application_id=application_id,
        owner_id=owner_id,
        name=_unused_name(application_id, name.strip()[:NAME_CHARACTERS]),
        password=password,
        is_ephemeral=is_ephemeral,
        closes_unused=True,
    )


def _unused_name(application_id: ApplicationId, name: str) -> str:
    """Subjects of meetings repeat, names that lead to a room may not: a second one goes without."""
    taken = selectors.open_rooms(application_id).filter(name=name).exists()
    return "" if taken else name


@transaction.atomic
def destroy(*, application_id: ApplicationId, room_id: RoomId, by_id: AccountId = NOBODY) -> None:
    """Close the room and unseat everybody. Refuses with: RoomMissing.

    Anybody of the application may: the party that hangs up last closes the room of a call, whoever made it.
    """
    selectors.hold(room_id)
    room = selectors.room(application_id, room_id)
    publish(RoomDestroyed(room_id, by_id), to=[room_audience(room_id)])
    for seat in selectors.seats_in(room_id):
        _stand_up(seat, "closed", by_id)
    Room.objects.filter(pk=room.pk).update(closed_at=clock.now())
    log.info("room %s closed by %s", room_id, by_id)


@transaction.atomic
def kick(*, session_id: SessionId, account_id: AccountId) -> None:
    """Remove somebody from the own room. Refuses with: NotSeated, InvalidArgument, PeerLeftRoom, PermissionDenied.

    Who may is said in `moderation.may_moderate`.
    """
    own, other = moderation.moderated(session_id, account_id)
    if other.pk == own.pk:
        raise InvalidArgument("nobody removes themselves")
    _stand_up(other, "kicked", AccountId(own.account_id))


def clear_orphans() -> int:
    """Unseat sessions that are no longer live (a process died between the loss and its follow-up), and pages that did
    not enter again after a lost link. Returns how many.
    """
    gone = ~Q(session__state="logged_in") | Q(kept_until__lte=clock.now())
    orphans = selectors.seats().filter(gone).values_list("session_id", flat=True)
    return sum(_is_cleared(SessionId(session_id)) for session_id in orphans)


def _is_cleared(session_id: SessionId) -> bool:
    try:
        leave(session_id=session_id, reason="lost")
    except NotSeated:
        return False
    return True


@transaction.atomic
def replan(*, room_id: RoomId) -> None:
    """Something that the media plan is made of has changed outside the room (a recording)."""
    Room.objects.filter(pk=room_id).update(plan_rev=F("plan_rev") + 1)
    publish(MediaPlanChanged(room_id), to=[])


def _application(session: Session) -> Application:
    assert session.account is not None
    return session.account.application


def _room_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_CHARACTERS:
        raise InvalidArgument(f"a room's name has 1 to {NAME_CHARACTERS} characters")
    return name


def _free_number() -> RoomId:
    for _ in range(20):
        number = FIRST_GIVEN + secrets.randbelow(LAST_GIVEN - FIRST_GIVEN + 1)
        if not Room.objects.filter(pk=number).exists():
            return RoomId(number)
    raise ResourceExhausted("no room number is free")
