"""CRVideo: microphones, cameras and the shown screen. Everybody's sound is received without asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from webapp.dialects.base import Actor, Callback, Command, Int, News, Param, Str, said
from webapp.dialects.crvideo.commands.login import WEB
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.accounts import selectors as accounts
from webapp.domain.rooms import devices, moderation
from webapp.domain.rooms.events import ScreenSharingStarted, ScreenSharingStopped, SeatChanged
from webapp.domain.rooms.views import SeatView
from webapp.kernel.errors import AlreadyExists
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

# The pages' numbers for a device: 1 there is none, 2 closed, 3 open.
NONE, CLOSED, OPEN = 1, 2, 3
FIRST_CAMERA = 1  # ours count from 0


def audio_status(seat: SeatView) -> int:
    """The state of a member's microphone."""
    if not seat.has_microphone:
        return NONE
    return OPEN if seat.microphone else CLOSED


def speaker_status(seat: SeatView) -> int:
    """Whether a member hears the others; a speaker is always there."""
    return CLOSED if seat.is_deaf else OPEN


def video_status(seat: SeatView) -> int:
    """The state of a member's cameras: ours counts from 0."""
    return seat.camera + 1


def open_microphone(who: Actor, a: Any) -> None:
    """The own one, or that of a member whom one may moderate: their page is asked to open it."""
    member_id = _member(who, a.UID)
    if member_id == who.account_id:
        devices.open_microphone(session_id=who.session_id)
    else:
        moderation.ask_to_open(session_id=who.session_id, account_id=member_id, kind="audio")


def open_camera(who: Actor, a: Any) -> None:
    """The own default camera, whose number (from 1) the page adds, or that of a member, as with the microphone."""
    member_id = _member(who, a.UID)
    if member_id == who.account_id:
        devices.open_camera(session_id=who.session_id, index=a.videoID - FIRST_CAMERA)
    else:
        moderation.ask_to_open(session_id=who.session_id, account_id=member_id, kind="video")


def speaker(*, is_on: bool) -> Callable[[Actor, Any], None]:
    """The own speaker, or that of a member whom one may moderate."""

    def run(who: Actor, a: Any) -> None:
        moderation.set_speaker(session_id=who.session_id, account_id=_member(who, a.UID), is_on=is_on)

    return run


def close(kind: Literal["audio", "video"]) -> Callable[[Actor, Any], None]:
    """A closing of the own device, or of a member's whom one may moderate."""

    def run(who: Actor, a: Any) -> None:
        moderation.silence(session_id=who.session_id, account_id=_member(who, a.UID), kind=kind)

    return run


def _member(who: Actor, external_id: str) -> AccountId:
    if not external_id or external_id == who.external_id:
        return who.account_id
    return AccountId(accounts.account_by_external_id(who.application_id, external_id).pk)


def start_sharing(who: Actor, a: Any) -> int:
    """0, or the number for "somebody else shares already", which is theirs alone."""
    try:
        devices.start_sharing(session_id=who.session_id)
    except AlreadyExists:
        return int(CrErr.CODE_700)
    return int(CrErr.NOERR)


def seat_changed(e: SeatChanged) -> list[Callback]:
    """Told to everybody in the room, the member included, and who did it; the getters agree already."""
    uid, old, new = e.seat.external_id, e.before, e.seat
    statuses = (
        ("CRVideo_AudioStatusChanged", audio_status),
        ("CRVideo_VideoStatusChanged", video_status),
        ("CRVideo_SpkStatusChanged", speaker_status),
    )
    news: list[Callback] = [
        (name, uid, status(old), status(new), e.by_external_id or uid)
        for name, status in statuses
        if status(old) != status(new)
    ]
    if (old.cameras, old.has_camera, old.camera_names) != (new.cameras, new.has_camera, new.camera_names):
        news.append(("CRVideo_VideoDevChanged", uid))
    if old.default_camera != new.default_camera:
        news.append(("CRVideo_DefVideoChanged", uid, new.default_camera + FIRST_CAMERA))
    if old.name != new.name:
        news.append(("CRVideo_NotifyNickNameChanged", uid, old.name, new.name))
    return news


UID = Str("UID", "")


def _device(name: str, run: Callable[[Actor, Any], None], failed: str = "", *params: Param) -> Command:
    def refusal(a: Any, code: int) -> list[Callback]:
        # Of a camera with its number, by which pages look for its name.
        return [(failed, code, "", *(getattr(a, param.name) for param in params))] if failed else []

    return Command(name, WEB + name.removeprefix("CRVideo_"), (UID, *params), run=run, refusal=refusal, returns="void")


COMMANDS: tuple[Command, ...] = (
    _device("CRVideo_OpenMic", open_microphone, "CRVideo_OpenMicFailed"),
    _device("CRVideo_CloseMic", close("audio")),
    _device("CRVideo_OpenSpk", speaker(is_on=True)),
    _device("CRVideo_CloseSpk", speaker(is_on=False)),
    _device("CRVideo_OpenVideo", open_camera, "CRVideo_OpenVideoFailed", Int("videoID", 1)),
    _device("CRVideo_CloseVideo", close("video")),
    Command(
        "CRVideo_SetAllAudioClose",
        WEB + "SetAllAudioClose",
        run=lambda who, a: moderation.silence_all(session_id=who.session_id),
        returns="void",
    ),
    Command(
        "CRVideo_StartScreenShare",
        WEB + "StartScreenShare",
        run=start_sharing,
        ret=lambda a, code: code,
        answer=lambda a, code: [("CRVideo_StartScreenShareRslt", code)],
        refusal=lambda a, code: [("CRVideo_StartScreenShareRslt", code)],
        returns="void",
    ),
    Command(
        "CRVideo_StopScreenShare",
        WEB + "StopScreenShare",
        run=lambda who, a: devices.stop_sharing(session_id=who.session_id),
        answer=lambda a, seat: [("CRVideo_StopScreenShareRslt", 0)],
        refusal=lambda a, code: [("CRVideo_StopScreenShareRslt", code)],
        returns="void",
    ),
)

NEWS: dict[type[Event], News] = {
    SeatChanged: said(seat_changed),
    ScreenSharingStarted: said(lambda e: [("CRVideo_NotifyScreenShareStarted", e.seat.external_id)]),
    ScreenSharingStopped: said(lambda e: [("CRVideo_NotifyScreenShareStopped", e.seat.external_id)]),
}
