"""Playing something to a room: one thing at a time, steered by who started it, ended with their seat."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from webapp.domain.accounts.models import Account, Role
from webapp.domain.playback import selectors
from webapp.domain.playback.events import MediaMoved, MediaPaused, MediaResumed, MediaStarted, MediaStopped
from webapp.domain.playback.models import FULL_VOLUME, Playback, PlaybackState
from webapp.domain.playback.views import PlaybackView, playback_view
from webapp.domain.rooms import selectors as rooms
from webapp.domain.rooms.models import Seat
from webapp.domain.rooms.services import replan
from webapp.kernel import clock
from webapp.kernel.errors import AlreadyExists, InvalidArgument, InvalidState, PermissionDenied
from webapp.kernel.events import Event, publish, room
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

log = logging.getLogger(__name__)

NAME_CHARACTERS = 128
STARTS_WITHIN_S = 20
LONGEST_MS = 24 * 3600 * 1000


@transaction.atomic
def start_page(*, session_id: SessionId, name: str, duration_ms: int = 0, has_picture: bool = True) -> PlaybackView:
    """One's own page plays something to the room from now on. Refuses with: NotSeated, AlreadyExists (something is
    played there already), InvalidArgument.
    """
    if not 0 <= duration_ms <= LONGEST_MS:
        raise InvalidArgument(f"a film of {duration_ms} ms")
    seat = rooms.held_seat(session_id)
    shown = {"name": name.strip()[:NAME_CHARACTERS], "duration_ms": duration_ms, "has_picture": has_picture}
    return _start(seat, state=PlaybackState.PLAYING, **shown)


@transaction.atomic
def start_file(*, session_id: SessionId, file_id: int) -> PlaybackView:
    """The server plays a media file to one's room. Refuses with: NotSeated, PermissionDenied (customers do not),
    ObjectMissing, AlreadyExists.
    """
    seat = rooms.held_seat(session_id)
    if not may_play_files(seat.account):
        raise PermissionDenied("files of the house are played by agents")
    file = selectors.playable_file(ApplicationId(seat.room.application_id), file_id)
    shown = {"name": file.name, "duration_ms": file.duration_ms, "has_picture": file.has_picture}
    return _start(seat, file=file, **shown)


def may_play_files(account: Account) -> bool:
    """Who may choose from the media files."""
    return account.role in (Role.AGENT, Role.SUPERVISOR)


def _start(seat: Seat, **facts: Any) -> PlaybackView:
    room_id = RoomId(seat.room_id)
    if selectors.in_room(room_id) is not None:
        raise AlreadyExists("something is played in this room already")
    playback = Playback.objects.create(room_id=room_id, account_id=seat.account_id, placed_at=clock.now(), **facts)
    log.info("room %s: account %s plays %s", room_id, seat.account_id, playback.name)
    return _told(playback, MediaStarted)


@transaction.atomic
def pause(*, session_id: SessionId) -> PlaybackView:
    """Let it stand still; no harm if it does. Refuses with: NotSeated, InvalidState (it is not one's own)."""
    playback = _own(session_id)
    if playback.state == PlaybackState.PAUSED:
        return playback_view(playback)
    return _told(_placed(playback, state=PlaybackState.PAUSED), MediaPaused)


@transaction.atomic
def resume(*, session_id: SessionId) -> PlaybackView:
    """Let it go on; no harm if it does. Refuses with: NotSeated, InvalidState (it is not one's own)."""
    playback = _own(session_id)
    if playback.state != PlaybackState.PAUSED:
        return playback_view(playback)
    return _told(_placed(playback, state=PlaybackState.PLAYING), MediaResumed)


@transaction.atomic
def seek(*, session_id: SessionId, position_ms: int) -> PlaybackView:
    """Go on from another position. Refuses with: NotSeated, InvalidState (it is not one's own), InvalidArgument."""
    playback = _own(session_id)
    if position_ms < 0 or position_ms > (playback.duration_ms or LONGEST_MS):
        raise InvalidArgument(f"{position_ms} ms lie outside of what is played")
    placed = {"position_ms": position_ms, "placed_at": clock.now(), "seeks": F("seeks") + 1}
    return _told(_changed(playback, **placed), MediaMoved)


@transaction.atomic
def set_volume(*, session_id: SessionId, volume: int) -> PlaybackView:
    """How loud it is for everybody, 0 to 100. Refuses with: NotSeated, InvalidState, InvalidArgument."""
    if not 0 <= volume <= FULL_VOLUME:
        raise InvalidArgument(f"volume {volume} of {FULL_VOLUME}")
    return _told(_changed(_own(session_id), volume=volume), MediaMoved)


@transaction.atomic
def stop(*, session_id: SessionId) -> None:
    """Play no more. Refuses with: NotSeated, InvalidState (it is not one's own)."""
    _end(_own(session_id), "stopped")


@transaction.atomic
def end_of(*, room_id: RoomId, account_id: AccountId) -> None:
    """Who played something there has left."""
    playback = selectors.in_room(room_id)
    if playback is not None and playback.account_id == account_id:
        _end(playback, "left")


# ---- what the media node reports


@transaction.atomic
def on_moved(*, playback_id: int, position_ms: int, at_ms: int, seeks: int) -> None:
    """The server's player was at this position at that moment; it is playing unless it was paused meanwhile.

    `seeks` is how many seeks it had obeyed: a word from before the last one must not send it back there.
    """
    playback = _held(playback_id)
    if playback is None or seeks != playback.seeks:
        return
    is_paused = playback.state == PlaybackState.PAUSED
    state = PlaybackState.PAUSED if is_paused else PlaybackState.PLAYING
    placed = {"position_ms": max(0, position_ms), "placed_at": clock.at(at_ms), "state": state}
    _tell(_changed(playback, **placed), MediaMoved)


@transaction.atomic
def on_ended(*, playback_id: int, reason: str) -> None:
    """The server's player is gone; no harm when the playback is, too."""
    playback = _held(playback_id)
    if playback is not None:
        _end(playback, reason)


def sweep() -> None:
    """End what was left over: nobody's (a process died before it could say so), or never begun by any node."""
    seated = Exists(Seat.objects.filter(room_id=OuterRef("room_id"), account_id=OuterRef("account_id")))
    for key in Playback.objects.filter(~seated).values_list("pk", flat=True):
        on_ended(playback_id=key, reason="left")
    overdue = clock.now() - timedelta(seconds=STARTS_WITHIN_S)
    never = Playback.objects.filter(state=PlaybackState.STARTING, placed_at__lt=overdue)
    for key in never.values_list("pk", flat=True):
        on_ended(playback_id=key, reason="lost")


def _held(playback_id: int) -> Playback | None:
    room_id = Playback.objects.filter(pk=playback_id).values_list("room_id", flat=True).first()
    if room_id is None:
        return None
    rooms.hold(RoomId(room_id))
    playback = selectors.in_room(RoomId(room_id))
    return playback if playback is not None and playback.pk == playback_id else None


def _own(session_id: SessionId) -> Playback:
    seat = rooms.held_seat(session_id)
    playback = selectors.in_room(RoomId(seat.room_id))
    if playback is None or playback.account_id != seat.account_id:
        raise InvalidState("one plays nothing here")
    return playback


def _placed(playback: Playback, **fields: Any) -> Playback:
    """The state changes now: from here on the position is counted from now."""
    return _changed(playback, position_ms=playback.position_now_ms(), placed_at=clock.now(), **fields)


def _changed(playback: Playback, **fields: Any) -> Playback:
    Playback.objects.filter(pk=playback.pk).update(rev=F("rev") + 1, **fields)
    changed = selectors.in_room(RoomId(playback.room_id))
    assert changed is not None
    return changed


def _end(playback: Playback, reason: str) -> None:
    room_id, last = RoomId(playback.room_id), playback_view(playback)
    playback.delete()
    publish(MediaStopped(room_id, last, reason), to=[room(room_id)])
    replan(room_id=room_id)
    log.info("room %s: %s is no longer played (%s)", room_id, last.name, reason)


def _told(playback: Playback, fact: type[MediaStarted | MediaPaused | MediaResumed | MediaMoved]) -> PlaybackView:
    view = _tell(playback, fact)
    replan(room_id=RoomId(playback.room_id))
    return view


def _tell(playback: Playback, fact: type[MediaStarted | MediaPaused | MediaResumed | MediaMoved]) -> PlaybackView:
    view, room_id = playback_view(playback), RoomId(playback.room_id)
    event: Event = fact(room_id, view)
    publish(event, to=[room(room_id)])
    return view
