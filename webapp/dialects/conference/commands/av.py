"""Conference SDK: how members' devices show. Floor, grants and streams of the recorder itself are not offered yet."""

from __future__ import annotations

from webapp.dialects.base import SILENT, Callback, Command, News, said
from webapp.dialects.conference.structs import State, state, user_info
from webapp.domain.rooms.events import (
    ScreenMarkingStarted,
    ScreenMarkingStopped,
    ScreenSharingStarted,
    ScreenSharingStopped,
    SeatChanged,
)
from webapp.kernel.events import Event


def seat_changed(e: SeatChanged) -> list[Callback]:
    """Sound, picture and name each have a state of their own; told to everybody, the member included."""
    user, news = user_info(e.seat), []
    if e.seat.microphone != e.before.microphone:
        news.append(state(State.USER_TALK, user))
    if e.seat.camera != e.before.camera:
        news.append(state(State.USER_BCAST, user))
    if e.what == "name":
        news.append(state(State.NICK_NAME, user))
    return news


COMMANDS: tuple[Command, ...] = ()

NEWS: dict[type[Event], News] = {
    SeatChanged: said(seat_changed),
    ScreenSharingStarted: SILENT,
    ScreenSharingStopped: SILENT,
    ScreenMarkingStarted: SILENT,
    ScreenMarkingStopped: SILENT,
}
