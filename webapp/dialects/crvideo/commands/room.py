"""CRVideo: making, entering, leaving and closing meetings; removing and renaming members."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import (
    COOKIE,
    SILENT,
    Actor,
    Callback,
    Command,
    Cookie,
    Int,
    News,
    Param,
    Str,
    said,
    said_to_each,
)
from webapp.dialects.crvideo.commands import media
from webapp.dialects.crvideo.commands.login import SEED, WEB
from webapp.domain.accounts import selectors as accounts
from webapp.domain.rooms import devices, moderation, selectors
from webapp.domain.rooms import services as rooms
from webapp.domain.rooms.events import MediaPlanChanged, RoomDestroyed, SeatLeft, SeatTaken
from webapp.domain.rooms.models import Room
from webapp.domain.rooms.views import SeatView
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, RoomId

SUBJECT_CHARACTERS = 50
DROPPED_TIMEOUT = 0  # why one's own seat was lost, in the numbers of MeetingDropped
WORD_FOR = {"kicked": "kick", "lost": "extrude"}  # pages read why somebody left in a second argument


def create(who: Actor, a: Any) -> Room:
    """A permanent room without a password, under a number of 8 digits."""
    subject = getattr(a, "meetSubject", "")
    if len(subject) > SUBJECT_CHARACTERS:
        raise InvalidArgument(f"a subject has at most {SUBJECT_CHARACTERS} characters")
    return rooms.create(application_id=who.application_id, owner_id=who.account_id, name=subject)


def meeting(room: Room) -> dict[str, object]:
    """The room as pages know it."""
    return {
        "ID": room.id,
        "pswd": room.password,
        "subject": room.name,
        "pubMeetUrl": "",
        "creator": room.owner.external_id if room.owner else "",
        "memberCount": room.headcount,
        "startTime": clock.ms(room.created_at) // 1000,
    }


def enter(who: Actor, a: Any) -> list[Callback]:
    """Into the meeting, hearing everybody. Whoever comes late hears afterwards what is shown and played.

    The old form brings a name along; it is the member's from now on.
    """
    if getattr(a, "nickName", ""):
        devices.rename(account_id=who.account_id, nickname=a.nickName)
    entry = rooms.enter(
        session_id=who.session_id,
        room_id=RoomId(a.meetID),
        password=getattr(a, "pswd", ""),
        hears_all=True,
        may_create=False,
    )
    seats = selectors.seat_views(RoomId(entry.room.id))
    shown = [news for seat in seats if seat.is_sharing for news in _shown(seat)]
    return [*shown, *media.running(RoomId(entry.room.id))]


def _shown(seat: SeatView) -> list[Callback]:
    shown: list[Callback] = [("CRVideo_NotifyScreenShareStarted", seat.external_id)]
    return [*shown, ("CRVideo_NotifyScreenMarkStarted", seat.external_id)] if seat.is_marked else shown


def destroy(who: Actor, a: Any) -> None:
    """Close a meeting, whoever made it, from inside or outside."""
    rooms.destroy(application_id=who.application_id, room_id=RoomId(a.meetID), by_id=who.account_id)


def kick(who: Actor, a: Any) -> None:
    """Put a member out."""
    target = accounts.account_by_external_id(who.application_id, a.UID)
    rooms.kick(session_id=who.session_id, account_id=AccountId(target.pk))


def rename(who: Actor, a: Any) -> tuple[str, str]:
    """A new name for oneself, or for a member whom one may moderate."""
    target = accounts.account_by_external_id(who.application_id, a.UID)
    member_id = AccountId(target.pk)
    if member_id == who.account_id:
        return devices.rename(account_id=member_id, nickname=a.newName)
    return moderation.rename_member(session_id=who.session_id, account_id=member_id, nickname=a.newName)


def left(e: SeatLeft, who: Actor) -> list[Callback]:
    """Others hear it with the reason; oneself only when put out, and in other words when the seat was lost."""
    if who.account_id == e.account_id and e.reason != "kicked":
        return [("CRVideo_MeetingDropped", DROPPED_TIMEOUT)] if e.reason == "lost" else []
    return [("CRVideo_UserLeftMeeting", e.external_id, WORD_FOR.get(e.reason, ""))]


def _enter(name: str, source: str, *params: Param) -> Command:
    return Command(
        name,
        source,
        (Int("meetID"), *params, Cookie()),
        run=enter,
        answer=lambda a, shown: [("CRVideo_EnterMeetingRslt", 0, COOKIE), *shown],
        refusal=lambda a, code: [("CRVideo_EnterMeetingRslt", code, COOKIE)],
        returns="void",
    )


def _create(name: str, source: str, *params: Param) -> Command:
    return Command(
        name,
        source,
        (*params, Cookie()),
        run=create,
        answer=lambda a, room: [("CRVideo_CreateMeetingSuccess", meeting(room), COOKIE)],
        refusal=lambda a, code: [("CRVideo_CreateMeetingFail", code, COOKIE)],
        returns="void",
    )


COMMANDS: tuple[Command, ...] = (
    _create("CRVideo_CreateMeeting", SEED + "CreateMeeting", Str("meetSubject", "")),
    _create("CRVideo_CreateMeeting2", WEB + "CreateMeeting2"),
    _enter("CRVideo_EnterMeeting", SEED + "EnterMeeting", Str("pswd", ""), Str("userID", ""), Str("nickName", "")),
    _enter("CRVideo_EnterMeeting3", WEB + "EnterMeeting3"),
    Command(
        "CRVideo_ExitMeeting",
        SEED + "ExitMeeting",
        (Str("reason", ""),),
        run=lambda who, a: rooms.leave(session_id=who.session_id),
        returns="void",
        doc="Leaving twice does no harm; the argument that two pages pass means nothing.",
    ),
    Command(
        "CRVideo_DestroyMeeting",
        WEB + "DestroyMeeting",
        (Int("meetID"), Cookie()),
        run=destroy,
        answer=lambda a, result: [("CRVideo_DestroyMeetingRslt", 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_DestroyMeetingRslt", code, COOKIE)],
        returns="void",
    ),
    Command(
        "CRVideo_StopMeeting",
        "CRVideo plugin docs, StopMeeting",
        (Int("meetID"), Str("reserve", "")),
        run=destroy,
        answer=lambda a, result: [("CRVideo_StopMeetingRslt", 0)],
        refusal=lambda a, code: [("CRVideo_StopMeetingRslt", code)],
        returns="void",
        doc="The older name of DestroyMeeting.",
    ),
    Command(
        "CRVideo_Kickout",
        WEB + "Kickout",
        (Str("UID"),),
        run=kick,
        ret=lambda a, done: {"errCode": 0, "userID": a.UID},
        returns="Promise<unknown>",
    ),
    Command(
        "CRVideo_SetNickName",
        WEB + "SetNickName",
        (Str("UID"), Str("newName")),
        run=rename,
        ret=lambda a, names: {"errCode": 0, "userID": a.UID, "newname": names[1]},
        returns="Promise<unknown>",
    ),
)

NEWS: dict[type[Event], News] = {
    # Never to oneself: two pages would show their own tile twice.
    SeatTaken: said(
        lambda e: [("CRVideo_UserEnterMeeting", e.seat.external_id)], but=lambda e: AccountId(e.account_id)
    ),
    SeatLeft: said_to_each(left, about=lambda e: e.account_id),
    RoomDestroyed: said(lambda e: [("CRVideo_MeetingStopped",)] if not e.was_empty else []),
    MediaPlanChanged: SILENT,
}
