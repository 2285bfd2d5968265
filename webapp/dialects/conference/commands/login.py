"""Conference SDK: connecting to the MCU with name and password, and the list of its rooms."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said_to_each
from webapp.dialects.conference.errors import RetCode
from webapp.dialects.conference.structs import State, room_info, state, user_info
from webapp.domain.accounts import services as accounts
from webapp.domain.accounts.events import TokenExpiring
from webapp.domain.presence import selectors as presence_selectors
from webapp.domain.presence import services as presence
from webapp.domain.presence.events import (
    FriendsChanged,
    GroupsChanged,
    PersonAbsent,
    PersonArrived,
    PersonChanged,
    PersonLeft,
    PersonReturned,
    RoommateChanged,
    SessionReplaced,
    WatchingChanged,
)
from webapp.domain.presence.models import Session
from webapp.domain.rooms import selectors
from webapp.domain.rooms.models import Room
from webapp.domain.rooms.views import seat_view
from webapp.kernel.errors import AlreadyLoggedIn, InvalidArgument
from webapp.kernel.events import Event

OK = int(RetCode.Success)


def connect(who: Actor, a: Any) -> Session:
    """Log in by name and password; a second login of the same account is refused."""
    if who.account_id:
        raise AlreadyLoggedIn
    session = presence_selectors.session(who.session_id)
    account = accounts.sign_in(
        application_key=None,
        login_name=a.pusername,
        password=a.ppassWord,
        address=who.address,
        server_password=session.server_password,
    )
    return presence.log_in(session_id=who.session_id, account=account, on_duplicate="reject")


def disconnect(who: Actor, a: Any) -> list[Callback]:
    """Out of the room, if in one, and off the MCU."""
    seat = selectors.seat_of(who.account_id)
    presence.log_out(session_id=who.session_id)
    return [state(State.ROOM_EXIT, user_info(seat_view(seat)))] if seat else []


def room_at(who: Actor, a: Any) -> Room:
    """The room at a place of the list, counted from 0."""
    rooms, place = selectors.listed_rooms(who.application_id), int(a.room_idx)
    if not 0 <= place < len(rooms):
        raise InvalidArgument(f"no room at {place}")
    return rooms[place]


def replaced(e: SessionReplaced, who: Actor) -> list[Callback]:
    """A login in another dialect took the account over."""
    return [state(State.USER_CLOSE, result=int(RetCode.ReloginedErr))] if who.session_id == e.session_id else []


def verdict(code: int) -> dict[str, int]:
    """What a function with an out-parameter returns when it refuses."""
    return {"ret": code}


COMMANDS: tuple[Command, ...] = (
    Command(
        "connect_MCU",
        "connect_MCU",
        (Str("pserver_ddr", ""), Int("server_port", 0), Str("pusername"), Str("ppassWord", "")),
        run=connect,
        answer=lambda a, session: [state(State.LOGIN_MCU)],
        refusal=lambda a, code: [state(State.CONNECT_MCU_FAILED, result=code)],
        # The call itself only says that it was taken; a second one on a live link is refused at once as well.
        refused_ret=lambda code: code if code == RetCode.ReloginedErr else OK,
        login_needed=False,
    ),
    Command("disconnect_MCU", "disconnect_MCU", run=disconnect, answer=lambda a, reports: reports),
    Command(
        "get_conference_room_count",
        "get_conference_room_count",
        run=lambda who, a: len(selectors.listed_rooms(who.application_id)),
        ret=lambda a, count: {"ret": OK, "pcount": count},
        refused_ret=verdict,
        returns="unknown",
    ),
    Command(
        "get_conference_room_info",
        "get_conference_room_info",
        (Int("room_idx"),),
        run=room_at,
        ret=lambda a, room: {"ret": OK, "proom_info": room_info(room)},
        refused_ret=verdict,
        returns="unknown",
    ),
)

NEWS: dict[type[Event], News] = {
    PersonArrived: SILENT,
    FriendsChanged: SILENT,
    RoommateChanged: SILENT,
    PersonLeft: SILENT,
    PersonAbsent: SILENT,
    WatchingChanged: SILENT,
    PersonReturned: SILENT,
    PersonChanged: SILENT,  # a new name is reported to the room, by the seat
    SessionReplaced: said_to_each(replaced),
    GroupsChanged: SILENT,
    TokenExpiring: SILENT,  # pages of this language have no tokens
}
