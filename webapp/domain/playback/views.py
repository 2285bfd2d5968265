"""The shapes in which pages know what is played."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from webapp.domain.playback.models import FileState, MediaFile, Playback
from webapp.kernel import clock


@dataclass(frozen=True, slots=True)
class PlaybackView:
    """What is played in my room: picture as "screen" 1 and sound as "audio" 1 of `account_id`.

    It was at `position_ms` at `at_ms` and moves on from there while `state` is "playing"; `duration_ms` is 0 where
    nobody knows. `by` says what plays: the person's "page", or the "server".
    """

    account_id: int
    external_id: str
    name: str
    by: str
    state: str
    has_picture: bool
    position_ms: int
    at_ms: int
    duration_ms: int
    volume: int
    rev: int


def playback_view(playback: Playback) -> PlaybackView:
    """A playback as pages know it."""
    return PlaybackView(
        account_id=playback.account_id,
        external_id=playback.account.external_id,
        name=playback.name,
        by="page" if playback.is_of_page else "server",
        state=str(playback.state),
        has_picture=playback.has_picture,
        position_ms=playback.position_ms,
        at_ms=clock.ms(playback.placed_at),
        duration_ms=playback.duration_ms,
        volume=playback.volume,
        rev=playback.rev,
    )


@dataclass(frozen=True, slots=True)
class MediaFileView:
    """A file that can be played."""

    id: int
    name: str
    duration_ms: int
    has_sound: bool
    has_picture: bool


def file_url(file: MediaFile) -> str:
    """Where a browser plays it from; empty until it was found playable."""
    ready = file.state == FileState.READY
    return f"/files/media/{file.token}/{quote(file.file_name, safe='')}" if ready else ""


def file_view(file: MediaFile) -> MediaFileView:
    """A file as those who may play it know it."""
    return MediaFileView(file.pk, file.name, file.duration_ms, file.has_sound, file.has_picture)
