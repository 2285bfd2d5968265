"""How rooms change mirrors: my room and the seats in it."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.rooms import direct, selectors
from webapp.domain.rooms.events import (
    DeviceAsked,
    DirectAllowed,
    DirectEnded,
    DirectSignalled,
    DirectTaken,
    MarkDrawn,
    MediaPlanChanged,
    RoomDestroyed,
    ScreenMarkingStarted,
    ScreenMarkingStopped,
    ScreenSharingStarted,
    ScreenSharingStopped,
    SeatChanged,
    SeatLeft,
    SeatTaken,
)
from webapp.domain.rooms.views import SeatView
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, clear, drop, for_all, for_each, put, row_of
from webapp.kernel.events import Event
from webapp.kernel.ids import RoomId

ROOM, SEATS, DIRECT = "room", "seats", "direct"


def seat_taken(event: SeatTaken, listener: Actor) -> list[Change]:
    """One more seat; whoever sits down sees the whole room for the first time."""
    if event.account_id != listener.account_id:
        return [_seat(event.seat)]
    seats = [_seat(seat) for seat in selectors.seat_views(event.room_id)]
    return [clear(ROOM), clear(SEATS), clear(DIRECT), *_room(event.room_id), *seats]


def seat_left(event: SeatLeft, listener: Actor) -> list[Change]:
    """One seat less; whoever stands up sees no room any more."""
    if event.account_id == listener.account_id:
        return [clear(ROOM), clear(SEATS), clear(DIRECT)]
    return [drop(SEATS, event.account_id)]


SeatNews = SeatChanged | ScreenSharingStarted | ScreenSharingStopped | ScreenMarkingStarted | ScreenMarkingStopped


def seat_changed(event: SeatNews) -> list[Change]:
    """The seat's new row."""
    return [_seat(event.seat)]


def direct_changed(event: DirectAllowed | DirectTaken) -> list[Change]:
    """Whom the page may connect to, and what it takes there."""
    return [put(DIRECT, event.row.other_id, event.row)]


def direct_ended(event: DirectEnded) -> list[Change]:
    """No longer."""
    return [drop(DIRECT, event.other_id)]


def _seat(seat: SeatView) -> Change:
    return put(SEATS, seat.account_id, seat)


def _room(room_id: RoomId) -> list[Change]:
    room = selectors.room_row(room_id)
    return [put(ROOM, ROOM, room)] if room else []


CHANGES: dict[type[Event], Changes] = {
    SeatTaken: for_each(seat_taken, about=lambda e: e.account_id),
    SeatLeft: for_each(seat_left, about=lambda e: e.account_id),
    SeatChanged: for_all(seat_changed),
    ScreenSharingStarted: for_all(seat_changed),
    ScreenSharingStopped: for_all(seat_changed),
    ScreenMarkingStarted: for_all(seat_changed),
    ScreenMarkingStopped: for_all(seat_changed),
    DeviceAsked: NO_CHANGE,
    MarkDrawn: NO_CHANGE,
    RoomDestroyed: NO_CHANGE,
    MediaPlanChanged: NO_CHANGE,
    DirectAllowed: for_all(direct_changed),
    DirectTaken: for_all(direct_changed),
    DirectEnded: for_all(direct_ended),
    DirectSignalled: NO_CHANGE,
}


def snapshot(actor: Actor) -> State:
    """The room the actor sits in."""
    seat = selectors.seat_of(actor.account_id) if actor.account_id else None
    if seat is None or seat.session_id != actor.session_id:
        return {}
    room = selectors.room_row(RoomId(seat.room_id))
    seats = {str(each.account_id): row_of(each) for each in selectors.seat_views(RoomId(seat.room_id))}
    paths = {str(each.other_id): row_of(each) for each in direct.rows_of(seat)}
    return {ROOM: {ROOM: row_of(room)} if room else {}, SEATS: seats, DIRECT: paths}
