"""Facts about what is played in rooms; told to the room."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.playback.views import PlaybackView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import RoomId


@register
@dataclass(frozen=True, slots=True)
class MediaFileUploaded(Event):
    """An administrator has uploaded a file, which has to be looked at. Nobody hears it; it wakes a worker."""

    file_id: int


@register
@dataclass(frozen=True, slots=True)
class MediaStarted(Event):
    """Somebody plays something to the room, or has the server do it."""

    room_id: RoomId
    playback: PlaybackView


@register
@dataclass(frozen=True, slots=True)
class MediaPaused(Event):
    """It stands still."""

    room_id: RoomId
    playback: PlaybackView


@register
@dataclass(frozen=True, slots=True)
class MediaResumed(Event):
    """It goes on."""

    room_id: RoomId
    playback: PlaybackView


@register
@dataclass(frozen=True, slots=True)
class MediaMoved(Event):
    """It goes on at another position or volume, or its true position became known."""

    room_id: RoomId
    playback: PlaybackView


@register
@dataclass(frozen=True, slots=True)
class MediaStopped(Event):
    """Nothing is played any more.

    `reason`: "stopped" by who started it, "left" with them, "ended" by itself, "busy" (the server plays as much as it
    can already), "failed" (the file), "lost" (whatever played it died).
    """

    room_id: RoomId
    playback: PlaybackView
    reason: str
