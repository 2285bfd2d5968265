"""How playing something changes mirrors: what is played in the room one sits in."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.playback import selectors
from webapp.domain.playback.events import (
    MediaFileUploaded,
    MediaMoved,
    MediaPaused,
    MediaResumed,
    MediaStarted,
    MediaStopped,
)
from webapp.domain.rooms.events import SeatLeft, SeatTaken
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, clear, drop, for_all, for_each, put, row_of
from webapp.kernel.events import Event

PLAYBACK = "playback"


def shown(event: MediaStarted | MediaPaused | MediaResumed | MediaMoved) -> list[Change]:
    """The new row."""
    return [put(PLAYBACK, PLAYBACK, event.playback)]


def ended(event: MediaStopped) -> list[Change]:
    """Nothing is played any more."""
    return [drop(PLAYBACK, PLAYBACK)]


def entered(event: SeatTaken, listener: Actor) -> list[Change]:
    """Whoever sits down learns what is played."""
    if event.account_id != listener.account_id:
        return []
    row = selectors.view_in(event.room_id)
    return [clear(PLAYBACK), *([put(PLAYBACK, PLAYBACK, row)] if row else [])]


def left(event: SeatLeft, listener: Actor) -> list[Change]:
    """Whoever stands up sees nothing of it any more."""
    return [clear(PLAYBACK)] if event.account_id == listener.account_id else []


CHANGES: dict[type[Event], Changes] = {
    MediaFileUploaded: NO_CHANGE,
    MediaStarted: for_all(shown),
    MediaPaused: for_all(shown),
    MediaResumed: for_all(shown),
    MediaMoved: for_all(shown),
    MediaStopped: for_all(ended),
    SeatTaken: for_each(entered, about=lambda e: e.account_id),
    SeatLeft: for_each(left, about=lambda e: e.account_id),
}


def snapshot(actor: Actor) -> State:
    """What is played in the room in which the actor sits."""
    row = selectors.view_in(actor.room_id) if actor.room_id else None
    return {PLAYBACK: {PLAYBACK: row_of(row)}} if row else {}
