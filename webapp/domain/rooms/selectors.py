"""Reads of rooms and seats."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from webapp.domain.rooms.models import Room, Seat
from webapp.domain.rooms.views import RoomView, SeatView, room_view, seat_view
from webapp.kernel import clock
from webapp.kernel.errors import NotSeated, PeerLeftRoom, RoomMissing
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

JUST_EMPTIED_S = 60


def seats() -> QuerySet[Seat]:
    """All seats, with their rooms and people."""
    return Seat.objects.select_related("room", "account")


def seat(session_id: SessionId) -> Seat:
    """The seat of a session. Raises NotSeated."""
    found = seats().filter(session_id=session_id).first()
    if found is None:
        raise NotSeated
    return found


def hold(room_id: RoomId) -> None:
    """Keep others from changing the room until the end of the transaction.

    Taken before any seat of it is changed: two changes that lock seat and room in different orders would wait for
    each other for ever.
    """
    Room.objects.select_for_update().filter(pk=room_id).values_list("pk").first()


def held_seat(session_id: SessionId) -> Seat:
    """The seat of a session, with its room held. Raises NotSeated."""
    hold(RoomId(seat(session_id).room_id))
    return seat(session_id)  # read again: it may have gone while we waited


def seat_beside(seat: Seat, account_id: AccountId) -> Seat:
    """The seat of a person in the same room, oneself included. Raises PeerLeftRoom."""
    found = seats().filter(room_id=seat.room_id, account_id=account_id).first()
    if found is None:
        raise PeerLeftRoom
    return found


def seat_of(account_id: AccountId) -> Seat | None:
    """The seat of a person."""
    return seats().filter(account_id=account_id).first()


def share_room(account_id: AccountId, other_id: AccountId) -> bool:
    """Whether the two sit in one room now."""
    return Seat.objects.filter(account_id=account_id, room__seats__account_id=other_id).exists()


def seats_in(room_id: RoomId) -> list[Seat]:
    """The seats of a room, in order of entry."""
    return list(seats().filter(room_id=room_id))


def seat_views(room_id: RoomId) -> list[SeatView]:
    """Everybody in the room, as pages see them."""
    return [seat_view(each) for each in seats_in(room_id)]


def room(application_id: ApplicationId, room_id: RoomId) -> Room:
    """The open room of that number, if it belongs to the application. Raises RoomMissing."""
    found = open_rooms(application_id).filter(pk=room_id).first()
    if found is None:
        raise RoomMissing(f"no room {room_id}")
    return found


def room_row(room_id: RoomId) -> RoomView | None:
    """The room as pages see it."""
    found = Room.objects.filter(pk=room_id).first()
    return room_view(found) if found else None


def open_rooms(application_id: ApplicationId) -> QuerySet[Room]:
    """The rooms of an application that can be entered."""
    return Room.objects.select_related("owner").filter(application_id=application_id, closed_at__isnull=True)


def listed_rooms(application_id: ApplicationId) -> list[Room]:
    """The rooms that outlive their visitors, by number: what a room list shows."""
    return list(open_rooms(application_id).filter(is_ephemeral=False).order_by("number"))


def rooms_with_plans() -> list[RoomId]:
    """The rooms with people inside, and those that everybody has left in the last minute."""
    recent = clock.now() - timedelta(seconds=JUST_EMPTIED_S)
    occupied = Seat.objects.values_list("room_id", flat=True).distinct()
    emptied = Room.objects.filter(emptied_at__gt=recent).values_list("pk", flat=True)
    return [RoomId(number) for number in sorted({*occupied, *emptied})]
