"""What happens on a seat: cameras, microphone, screen, name, and whose streams it asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from webapp.domain.accounts import selectors as accounts
from webapp.domain.accounts.models import Account, Role
from webapp.domain.presence import services as presence
from webapp.domain.rooms import direct, marks, selectors
from webapp.domain.rooms.events import MediaPlanChanged, ScreenSharingStarted, ScreenSharingStopped, SeatChanged
from webapp.domain.rooms.models import MICROPHONE_CLOSED, MICROPHONE_OPEN, Policy, Room, Seat, StreamKind, Want
from webapp.domain.rooms.views import SeatView, seat_view
from webapp.kernel.errors import (
    AlreadyExists,
    CameraUnavailable,
    InvalidArgument,
    InvalidState,
    MicrophoneUnavailable,
    PermissionDenied,
)
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

MAX_CAMERAS = 8
CAMERA_NAME_CHARACTERS = 128


@transaction.atomic
def open_camera(*, session_id: SessionId, index: int = 0) -> SeatView:
    """Publish a camera. Refuses with: NotSeated, InvalidArgument, CameraUnavailable."""
    _check_index(index)
    return _change(session_id, "camera", lambda seat: _with_camera(seat, index))


@transaction.atomic
def close_camera(*, session_id: SessionId, index: int = 0) -> SeatView:
    """Stop publishing a camera; a closed one may be closed again. Refuses with: NotSeated, InvalidArgument."""
    _check_index(index)
    return _change(session_id, "camera", lambda seat: {"cameras": [i for i in seat.cameras if i != index]})


@transaction.atomic
def close_all_cameras(*, session_id: SessionId) -> SeatView:
    """Stop publishing every camera. Refuses with: NotSeated."""
    return _change(session_id, "camera", lambda seat: {"cameras": []})


def _with_camera(seat: Seat, index: int) -> dict[str, object]:
    if not seat.has_camera:
        raise CameraUnavailable
    return {"cameras": sorted({*seat.cameras, index})}


@transaction.atomic
def open_microphone(*, session_id: SessionId) -> SeatView:
    """Publish the microphone. Refuses with: NotSeated, MicrophoneUnavailable."""
    return _change(session_id, "microphone", _with_microphone)


@transaction.atomic
def close_microphone(*, session_id: SessionId) -> SeatView:
    """Stop publishing the microphone. Refuses with: NotSeated."""
    return _change(session_id, "microphone", lambda seat: {"microphone": MICROPHONE_CLOSED})


def _with_microphone(seat: Seat) -> dict[str, object]:
    if not seat.has_microphone:
        raise MicrophoneUnavailable
    return {"microphone": MICROPHONE_OPEN}


@transaction.atomic
def set_devices(*, session_id: SessionId, has_camera: bool, has_microphone: bool) -> None:
    """What the page found on its machine, now and for seats to come; a device that has vanished is closed."""

    def found(seat: Seat) -> dict[str, object]:
        return {
            "has_camera": has_camera,
            "has_microphone": has_microphone,
            "cameras": seat.cameras if has_camera else [],
            "microphone": seat.microphone if has_microphone else MICROPHONE_CLOSED,
        }

    presence.set_devices(session_id=session_id, has_camera=has_camera, has_microphone=has_microphone)
    if Seat.objects.filter(session_id=session_id).exists():
        _change(session_id, "devices", found)


@transaction.atomic
def silence(*, session_id: SessionId, account_id: AccountId, kind: str) -> None:
    """Close the microphone ("audio") or the cameras ("video") of somebody in the own room, oneself included.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied (as for removing somebody).
    """
    other = moderated(session_id, account_id)
    close = close_microphone if kind == StreamKind.AUDIO else close_all_cameras
    close(session_id=SessionId(other.session_id))


@transaction.atomic
def set_speaker(*, session_id: SessionId, account_id: AccountId, is_on: bool) -> None:
    """Turn the speaker of somebody in the own room on or off, oneself included: no sound is sent to them meanwhile.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied (as for removing somebody).
    """
    other = moderated(session_id, account_id)
    _change(SessionId(other.session_id), "speaker", lambda seat: {"is_deaf": not is_on})


def moderated(session_id: SessionId, account_id: AccountId) -> Seat:
    """The seat, with its room held, of oneself or of somebody whom one may moderate.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied.
    """
    own = selectors.held_seat(session_id)
    other = selectors.seat_beside(own, account_id)
    if other.pk != own.pk and not may_moderate(own.account, other.account, own.room):
        raise PermissionDenied
    return other


@transaction.atomic
def name_cameras(*, session_id: SessionId, names: list[str], default: int) -> SeatView:
    """Tell the room what the own cameras are called, by their numbers ("": no such camera), and which one is meant
    where none is named. Refuses with: NotSeated, InvalidArgument.
    """
    _check_index(default)
    if len(names) > MAX_CAMERAS:
        raise InvalidArgument(f"{len(names)} cameras of {MAX_CAMERAS}")
    known = [name[:CAMERA_NAME_CHARACTERS] for name in names]
    return _change(session_id, "cameras", lambda seat: {"camera_names": known, "default_camera": default})


@transaction.atomic
def silence_all(*, session_id: SessionId) -> None:
    """Close every microphone in the own room that the caller may close. Refuses with: NotSeated."""
    own = selectors.held_seat(session_id)
    for seat in selectors.seats_in(RoomId(own.room_id)):
        if seat.pk == own.pk or may_moderate(own.account, seat.account, own.room):
            close_microphone(session_id=SessionId(seat.session_id))


def may_moderate(actor: Account, target: Account, room: Room) -> bool:
    """Whether `actor` may remove or silence `target` in the room.

    In a moderated room its owner may, in an open one everybody inside (CRVideo: Kickout), but nobody touches the
    owner or a supervisor except a supervisor.
    """
    if actor.role == Role.SUPERVISOR:
        return True
    if target.role == Role.SUPERVISOR or target.pk == room.owner_id:
        return False
    return room.policy == Policy.OPEN or actor.pk == room.owner_id


@transaction.atomic
def start_sharing(*, session_id: SessionId) -> SeatView:
    """Show the screen to the room. Refuses with: NotSeated, AlreadyExists (one screen at a time)."""
    seat = selectors.held_seat(session_id)
    if selectors.seats().filter(room_id=seat.room_id, is_sharing=True).exclude(pk=seat.pk).exists():
        raise AlreadyExists("somebody else shows a screen")
    if seat.is_sharing:
        return seat_view(seat)
    after = _save(seat, {"is_sharing": True})
    publish(ScreenSharingStarted(RoomId(seat.room_id), after), to=[room_audience(RoomId(seat.room_id))])
    return after


@transaction.atomic
def stop_sharing(*, session_id: SessionId) -> SeatView:
    """No longer show the screen. Refuses with: NotSeated, InvalidState (it was not shown)."""
    seat = selectors.held_seat(session_id)
    if not seat.is_sharing:
        raise InvalidState("no screen is shown")
    return hide_screen(seat)


def hide_screen(seat: Seat) -> SeatView:
    """End the showing of a held seat's screen, and the drawing on it first."""
    if seat.is_marked:
        marks.end(seat, by=seat)
    after = _save(seat, {"is_sharing": False})
    publish(ScreenSharingStopped(RoomId(seat.room_id), after), to=[room_audience(RoomId(seat.room_id))])
    return after


@transaction.atomic
def publish_stream(*, session_id: SessionId, kind: str, index: int, is_on: bool) -> SeatView:
    """Open or close one of the own streams by kind. Refuses as the verb of that kind, and with InvalidArgument."""
    match kind, is_on:
        case "video", True:
            return open_camera(session_id=session_id, index=index)
        case "video", False:
            return close_camera(session_id=session_id, index=index)
        case "audio", True:
            return open_microphone(session_id=session_id)
        case "audio", False:
            return close_microphone(session_id=session_id)
        case "screen", True:
            return start_sharing(session_id=session_id)
        case "screen", False:
            return stop_sharing(session_id=session_id)
        case _:
            raise InvalidArgument(f"no such kind of stream: {kind!r:.20}")


@transaction.atomic
def want(
    *, session_id: SessionId, application_id: ApplicationId, source_id: AccountId, kind: str, index: int = 0
) -> None:
    """Ask for a person's stream; remembered until that person is here. Refuses with: NotSeated, AccountMissing,
    InvalidArgument.
    """
    seat = selectors.held_seat(session_id)
    _check_kind(kind)
    _check_index(index)
    source = accounts.account(application_id, source_id)
    if source.pk == seat.account_id:
        raise InvalidArgument("nobody receives their own stream")
    _, is_new = Want.objects.get_or_create(seat=seat, source=source, kind=kind, index=index)
    if is_new:
        _touch_plan(RoomId(seat.room_id))


@transaction.atomic
def unwant(*, session_id: SessionId, source_id: AccountId, kind: str, index: int = 0) -> None:
    """No longer ask for a person's stream. Refuses with: NotSeated."""
    seat = selectors.held_seat(session_id)
    rows = Want.objects.filter(seat=seat, source_id=source_id, kind=kind, index=index)
    was_direct = rows.filter(is_direct=True).exists()
    gone, _ = rows.delete()
    if gone:
        _touch_plan(RoomId(seat.room_id))
    if was_direct:
        direct.tell_taken(seat, source_id)


@transaction.atomic
def rename(*, account_id: AccountId, nickname: str) -> tuple[str, str]:
    """Change somebody's name, everywhere and on their seat; returns the old and the new. Raises InvalidArgument."""
    seat = selectors.seat_of(account_id)
    if seat is not None:
        selectors.hold(RoomId(seat.room_id))
    before = seat_view(seat) if seat else None
    old, new = presence.rename(account_id=account_id, nickname=nickname)
    if seat is not None and before is not None and old != new:
        Seat.objects.filter(pk=seat.pk).update(rev=F("rev") + 1)
        _tell_changed(seat, before, "name")
    return old, new


@transaction.atomic
def rename_member(*, session_id: SessionId, account_id: AccountId, nickname: str) -> tuple[str, str]:
    """The same in the own room. Refuses with: NotSeated, PeerLeftRoom, PermissionDenied, InvalidArgument."""
    moderated(session_id, account_id)
    return rename(account_id=account_id, nickname=nickname)


def _change(session_id: SessionId, what: str, to: Callable[[Seat], dict[str, object]]) -> SeatView:
    seat = selectors.held_seat(session_id)
    before, fields = seat_view(seat), to(seat)
    if all(getattr(seat, name) == value for name, value in fields.items()):
        return before
    _save(seat, fields)
    return _tell_changed(seat, before, what)


def _save(seat: Seat, fields: dict[str, object]) -> SeatView:
    Seat.objects.filter(pk=seat.pk).update(rev=F("rev") + 1, **fields)
    seat.refresh_from_db(fields=["rev", *fields])
    _touch_plan(RoomId(seat.room_id))
    return seat_view(seat)


def _tell_changed(seat: Seat, before: SeatView, what: str) -> SeatView:
    after = seat_view(selectors.seats().get(pk=seat.pk))
    room_id = RoomId(seat.room_id)
    publish(SeatChanged(room_id, after, before, what), to=[room_audience(room_id)])
    return after


def _touch_plan(room_id: RoomId) -> None:
    Room.objects.filter(pk=room_id).update(plan_rev=F("plan_rev") + 1)
    publish(MediaPlanChanged(room_id), to=[])


def _check_index(index: int) -> None:
    if not 0 <= index < MAX_CAMERAS:
        raise InvalidArgument(f"camera {index} of {MAX_CAMERAS}")


def _check_kind(kind: str) -> None:
    if kind not in StreamKind.values:
        raise InvalidArgument(f"no such kind of stream: {kind!r:.20}")
