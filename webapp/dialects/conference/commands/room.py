"""Conference SDK: entering and leaving a room, its members, removing one."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, said, said_to_each
from webapp.dialects.conference.commands.login import OK, verdict
from webapp.dialects.conference.errors import RetCode
from webapp.dialects.conference.structs import State, absent_user, state, user_info
from webapp.domain.rooms import selectors
from webapp.domain.rooms import services as rooms
from webapp.domain.rooms.events import MediaPlanChanged, RoomDestroyed, SeatLeft, SeatTaken
from webapp.domain.rooms.views import SeatView, seat_view
from webapp.kernel.errors import AccountMissing
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, RoomId

RESULT = {"kicked": RetCode.KickOut, "lost": RetCode.UserClose, "closed": RetCode.RoomClosed}


def enter(who: Actor, a: Any) -> list[SeatView]:
    """Into the room, hearing everybody; returns all members, oneself first."""
    entry = rooms.enter(
        session_id=who.session_id, room_id=RoomId(a.conference_room_id), hears_all=True, may_create=False
    )
    others = selectors.seat_views(RoomId(entry.room.id))
    return sorted(others, key=lambda seat: seat.account_id != who.account_id)


def entered(a: Any, seats: list[SeatView]) -> list[Callback]:
    """The own data, then each member who is inside already: no function lists their ids."""
    own, *others = seats
    return [state(State.LOGIN_ROOM, user_info(own)), *(state(State.USER_ENTER, user_info(seat)) for seat in others)]


def leave(who: Actor, a: Any) -> SeatView:
    """Out of the room."""
    seat = seat_view(selectors.seat(who.session_id))
    rooms.leave(session_id=who.session_id)
    return seat


def member(who: Actor, a: Any) -> SeatView:
    """A member of the own room by number."""
    room_id = selectors.seat(who.session_id).room_id
    for seat in selectors.seat_views(RoomId(room_id)):
        if seat.account_id == a.user_id:
            return seat
    raise AccountMissing


def left(e: SeatLeft, who: Actor) -> list[Callback]:
    """A removal is told to all; then the one concerned hears of the exit and the others of the leaving."""
    user, result = absent_user(e.account_id, e.external_id, e.name), int(RESULT.get(e.reason, RetCode.Success))
    kicked = [state(State.USER_KICKED, user, e.by_id, result=result)] if e.reason == "kicked" else []
    if who.account_id != e.account_id:
        return [*kicked, state(State.USER_LEAVE, user, result=result)]
    # One's own leaving is the answer to the function that asked for it.
    return [*kicked, state(State.ROOM_EXIT, user, result=result)] if e.reason in ("kicked", "closed") else []


COMMANDS: tuple[Command, ...] = (
    Command(
        "login_conference_room",
        "login_conference_room",
        (Int("conference_room_id"),),
        run=enter,
        answer=entered,
        refusal=lambda a, code: [state(State.LOGIN_ROOM_FAILED, None, a.conference_room_id, result=code)],
        refused_ret=lambda code: code if code in (RetCode.ReloginedErr, RetCode.NotLoginErr) else OK,
    ),
    Command(
        "logout_conference_room",
        "logout_conference_room",
        run=leave,
        answer=lambda a, seat: [state(State.ROOM_EXIT, user_info(seat))],
    ),
    Command(
        "kickout_conference_room",
        "kickout_conference_room",
        (Int("user_id"),),
        run=lambda who, a: rooms.kick(session_id=who.session_id, account_id=AccountId(a.user_id)),
    ),
    Command(
        "get_own_user_info",
        "get_own_user_info",
        run=lambda who, a: seat_view(selectors.seat(who.session_id)),
        ret=lambda a, seat: {"ret": OK, "puser_info": user_info(seat)},
        refused_ret=verdict,
        returns="unknown",
    ),
    Command(
        "get_user_count",
        "get_user_count",
        run=lambda who, a: len(selectors.seats_in(RoomId(selectors.seat(who.session_id).room_id))),
        ret=lambda a, count: {"ret": OK, "pcount": count},
        refused_ret=verdict,
        returns="unknown",
    ),
    Command(
        "get_user_info",
        "get_user_info",
        (Int("user_id"),),
        run=member,
        ret=lambda a, seat: {"ret": OK, "puser_info": user_info(seat)},
        refused_ret=verdict,
        returns="unknown",
    ),
)

NEWS: dict[type[Event], News] = {
    SeatTaken: said(lambda e: [state(State.USER_ENTER, user_info(e.seat))], but=lambda e: AccountId(e.account_id)),
    SeatLeft: said_to_each(left, about=lambda e: e.account_id),
    RoomDestroyed: SILENT,  # each member hears of the own exit
    MediaPlanChanged: SILENT,
}
