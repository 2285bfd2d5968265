"""How recordings change mirrors: those of the room one sits in."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.recordings import selectors
from webapp.domain.recordings.events import (
    FilmProgressed,
    LiveOutputChanged,
    RecordedFileBegun,
    RecordingFailed,
    RecordingPaused,
    RecordingPlayable,
    RecordingRearranged,
    RecordingRequested,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    RecordingTracksClosed,
    RecordingWritten,
    SnapshotFailed,
    SnapshotRequested,
    SnapshotTaken,
)
from webapp.domain.rooms.events import SeatLeft, SeatTaken
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, clear, for_each, put, row_of
from webapp.kernel.events import Event

RECORDINGS = "recordings"
_Shown = (
    RecordingRequested
    | RecordingStarted
    | RecordingPaused
    | RecordingResumed
    | RecordedFileBegun
    | RecordingRearranged
    | RecordingStopped
    | RecordingTracksClosed
    | RecordingPlayable
    | FilmProgressed
    | LiveOutputChanged
)
_Ended = RecordingWritten | RecordingFailed


def shown(event: _Shown | _Ended, listener: Actor) -> list[Change]:
    """The recording's new row, unless the listener (who asked for it) sits elsewhere by now."""
    if listener.room_id != event.recording.room_id:
        return []
    return [put(RECORDINGS, event.recording.id, event.recording)]


def entered(event: SeatTaken, listener: Actor) -> list[Change]:
    """Whoever sits down sees what is being recorded in the room."""
    if event.account_id != listener.account_id:
        return []
    views = selectors.seen_by(listener.session_id)
    return [clear(RECORDINGS), *(put(RECORDINGS, view.id, view) for view in views)]


def left(event: SeatLeft, listener: Actor) -> list[Change]:
    """Whoever stands up sees no recordings any more."""
    return [clear(RECORDINGS)] if event.account_id == listener.account_id else []


CHANGES: dict[type[Event], Changes] = {
    RecordingRequested: for_each(shown),
    RecordingStarted: for_each(shown),
    RecordingPaused: for_each(shown),
    RecordingResumed: for_each(shown),
    RecordedFileBegun: for_each(shown),
    RecordingRearranged: for_each(shown),
    RecordingStopped: for_each(shown),
    RecordingTracksClosed: for_each(shown),
    RecordingPlayable: for_each(shown),
    FilmProgressed: for_each(shown),
    LiveOutputChanged: for_each(shown),
    RecordingWritten: for_each(shown),
    RecordingFailed: for_each(shown),
    SnapshotRequested: NO_CHANGE,
    SnapshotTaken: NO_CHANGE,
    SnapshotFailed: NO_CHANGE,
    # Beside what the rooms themselves make of these.
    SeatTaken: for_each(entered, about=lambda e: e.account_id),
    SeatLeft: for_each(left, about=lambda e: e.account_id),
}


def snapshot(actor: Actor) -> State:
    """The recordings of the room the actor sits in."""
    views = selectors.seen_by(actor.session_id) if actor.account_id else []
    return {RECORDINGS: {str(view.id): row_of(view) for view in views}}
