"""AnyChat chapters 4.3 and 5.3: the own camera and microphone, and whose streams to receive."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said
from webapp.domain.rooms import devices
from webapp.domain.rooms.events import (
    ScreenMarkingStarted,
    ScreenMarkingStopped,
    ScreenSharingStarted,
    ScreenSharingStopped,
    SeatChanged,
)
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

SELF, NOBODY = -1, 0


def camera(who: Actor, a: Any) -> None:
    """Open or close the first camera, or (un)subscribe to somebody's."""
    _control(who, a, "video", 0)


def camera_ex(who: Actor, a: Any) -> None:
    """The same for one of several cameras."""
    _control(who, a, "video", a.dwStreamIndex)


def microphone(who: Actor, a: Any) -> None:
    """Open or close the microphone, or (un)subscribe to somebody's sound."""
    _control(who, a, "audio", 0)


def _control(who: Actor, a: Any, kind: str, index: int) -> None:
    if a.dwUserId == NOBODY:
        return  # the multi-camera demo passes 0, which the manual does not know: accepted without effect
    if a.dwUserId in (SELF, who.account_id):
        devices.publish_stream(session_id=who.session_id, kind=kind, index=index, is_on=bool(a.bOpen))
        return
    # Never touches the other one's device; remembered until they are in the room.
    source: dict[str, Any] = {"source_id": AccountId(a.dwUserId), "kind": kind, "index": index}
    if a.bOpen:
        devices.want(session_id=who.session_id, application_id=who.application_id, **source)
    else:
        devices.unwant(session_id=who.session_id, **source)


def seat_changed(e: SeatChanged) -> list[Callback]:
    """Told to everybody in the room, the person included, and only what really changed."""
    news: list[Callback] = []
    if e.seat.camera != e.before.camera:
        news.append(("OnAnyChatCameraStateChange", e.seat.account_id, e.seat.camera))
    if e.seat.microphone != e.before.microphone:
        news.append(("OnAnyChatMicStateChange", e.seat.account_id, e.seat.microphone))
    return news


COMMANDS: tuple[Command, ...] = (
    Command("BRAC_UserSpeakControl", "5.3.1", (Int("dwUserId"), Int("bOpen")), run=microphone),
    Command("BRAC_UserCameraControl", "5.3.2", (Int("dwUserId"), Int("bOpen")), run=camera),
    Command(
        "BRAC_UserCameraControlEx",
        "SDK file",
        (Int("dwUserId"), Int("bOpen"), Int("dwStreamIndex", 0), Int("dwFlags", 0), Str("szStrParam", "")),
        run=camera_ex,
    ),
)

NEWS: dict[type[Event], News] = {
    SeatChanged: said(seat_changed),
    ScreenSharingStarted: SILENT,
    ScreenSharingStopped: SILENT,
    ScreenMarkingStarted: SILENT,
    ScreenMarkingStopped: SILENT,
}
