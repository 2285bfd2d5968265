"""What happens on a seat: cameras, microphone, speaker, screen, name, and whose streams it asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from webapp.domain.accounts import selectors as accounts
from webapp.domain.presence import services as presence
from webapp.domain.rooms import direct, marks, selectors
from webapp.domain.rooms.events import MediaPlanChanged, ScreenSharingStarted, ScreenSharingStopped, SeatChanged
from webapp.domain.rooms.models import MICROPHONE_CLOSED, MICROPHONE_OPEN, Room, Seat, StreamKind, Want
from webapp.domain.rooms.views import SeatView, seat_view
from webapp.kernel.errors import (
    AlreadyExists,
    CameraUnavailable,
    InvalidArgument,
    InvalidState,
    MicrophoneUnavailable,
)
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

# What of a seat changes.
CAMERA, MICROPHONE = "camera", "microphone"
MAX_CAMERAS = 8
CAMERA_NAME_CHARACTERS = 128


@transaction.atomic
def open_camera(*, session_id: SessionId, index: int = 0) -> SeatView:
    """Publish a camera. Refuses with: NotSeated, InvalidArgument, CameraUnavailable."""
    _check_index(index)
    return _change(session_id, CAMERA, lambda seat: _with_camera(seat, index))


@transaction.atomic
def close_camera(*, session_id: SessionId, index: int = 0) -> SeatView:
    """Stop publishing a camera; a closed one may be closed again. Refuses with: NotSeated, InvalidArgument."""
    _check_index(index)
    return _change(session_id, CAMERA, lambda seat: {"cameras": [i for i in seat.cameras if i != index]})


@transaction.atomic
def close_all_cameras(*, session_id: SessionId, by: str = "") -> SeatView:
    """Stop publishing every camera; `by` is the external id of somebody else who does it. Refuses with: NotSeated."""
    return _change(session_id, CAMERA, lambda seat: {"cameras": []}, by)


def _with_camera(seat: Seat, index: int) -> dict[str, object]:
    if not seat.has_camera:
        raise CameraUnavailable
    return {"cameras": sorted({*seat.cameras, index})}


@transaction.atomic
def open_microphone(*, session_id: SessionId) -> SeatView:
    """Publish the microphone. Refuses with: NotSeated, MicrophoneUnavailable."""
    return _change(session_id, MICROPHONE, _with_microphone)


@transaction.atomic
def close_microphone(*, session_id: SessionId, by: str = "") -> SeatView:
    """Stop publishing the microphone; `by` as for the cameras. Refuses with: NotSeated."""
    return _change(session_id, MICROPHONE, lambda seat: {"microphone": MICROPHONE_CLOSED}, by)


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
def set_speaker(*, session_id: SessionId, is_on: bool, by: str = "") -> SeatView:
    """Turn the speaker on or off: no sound is sent to the seat meanwhile; `by` as above. Refuses with: NotSeated."""
    return _change(session_id, "speaker", lambda seat: {"is_deaf": not is_on}, by)


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


def _change(session_id: SessionId, what: str, to: Callable[[Seat], dict[str, object]], by: str = "") -> SeatView:
    """What a page was asked for by somebody is that person's doing."""
    seat = selectors.held_seat(session_id)
    before, fields = seat_view(seat), to(seat)
    if all(getattr(seat, name) == value for name, value in fields.items()):
        return before
    by = by or seat.asker(what)
    _save(seat, {**fields, "asked": {each: word for each, word in seat.asked.items() if each != what}})
    return _tell_changed(seat, before, what, by)


def _save(seat: Seat, fields: dict[str, object]) -> SeatView:
    Seat.objects.filter(pk=seat.pk).update(rev=F("rev") + 1, **fields)
    seat.refresh_from_db(fields=["rev", *fields])
    _touch_plan(RoomId(seat.room_id))
    return seat_view(seat)


def _tell_changed(seat: Seat, before: SeatView, what: str, by: str = "") -> SeatView:
    after = seat_view(selectors.seats().get(pk=seat.pk))
    room_id = RoomId(seat.room_id)
    publish(SeatChanged(room_id, after, before, what, by), to=[room_audience(room_id)])
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
