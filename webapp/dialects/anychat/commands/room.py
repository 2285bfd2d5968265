"""AnyChat chapters 4.1.4 to 4.1.6 and 5.2.5 to 5.2.7: rooms by number and by name."""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said, said_to_each
from webapp.domain.rooms import selectors
from webapp.domain.rooms import services as rooms
from webapp.domain.rooms.events import MediaPlanChanged, RoomDestroyed, SeatLeft, SeatTaken
from webapp.kernel.errors import NotSeated
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, RoomId

WHATEVER_ROOM = (-1, 0)
ENTERED, LEFT = 1, 0


def entered(a: Any, entry: rooms.Entry) -> list[Callback]:
    """Always both, in this order: pages open their devices in the first and read the user list in the second."""
    number = entry.room.id
    return [("OnAnyChatEnterRoom", number, int(GvErr.SUCCESS)), ("OnAnyChatRoomOnlineUser", entry.headcount, number)]


def leave(who: Actor, a: Any) -> None:
    """Out of that room, or out of whatever room it is."""
    if a.dwRoomid not in WHATEVER_ROOM and selectors.seat(who.session_id).room_id != a.dwRoomid:
        raise NotSeated
    rooms.leave(session_id=who.session_id)


def left(e: SeatLeft, who: Actor) -> list[Callback]:
    """Others hear that somebody left. Whoever was put out hears it as a refused entry: no other word exists."""
    if who.account_id != e.account_id:
        return [("OnAnyChatUserAtRoom", e.account_id, LEFT)]
    match e.reason:
        case "kicked":
            return [("OnAnyChatEnterRoom", e.room_id, int(GvErr.ROOM_REJECT))]
        case "closed":
            return [("OnAnyChatEnterRoom", e.room_id, int(GvErr.ROOM_INVALID))]
        case _:
            return []


COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_EnterRoom",
        "5.2.5",
        (Int("dwRoomid"), Str("lpRoomPass", ""), Int("dwParam", 0)),
        run=lambda who, a: rooms.enter(session_id=who.session_id, room_id=RoomId(a.dwRoomid), password=a.lpRoomPass),
        answer=entered,
        refusal=lambda a, code: [("OnAnyChatEnterRoom", a.dwRoomid, code)],
    ),
    Command(
        "BRAC_EnterRoomEx",
        "5.2.6",
        (Str("lpRoomName"), Str("lpRoomPass", "")),
        run=lambda who, a: rooms.enter_by_name(session_id=who.session_id, name=a.lpRoomName, password=a.lpRoomPass),
        answer=entered,
        refusal=lambda a, code: [("OnAnyChatEnterRoom", 0, code)],
    ),
    Command("BRAC_LeaveRoom", "5.2.7", (Int("dwRoomid", -1),), run=leave),
)

NEWS: dict[type[Event], News] = {
    # Never for oneself: the demo pages would show their own user twice.
    SeatTaken: said(
        lambda e: [("OnAnyChatUserAtRoom", e.seat.account_id, ENTERED)], but=lambda e: AccountId(e.account_id)
    ),
    SeatLeft: said_to_each(left, about=lambda e: e.account_id),
    RoomDestroyed: SILENT,
    MediaPlanChanged: SILENT,
}
