"""Reads of media files and of what is played."""

from __future__ import annotations

from django.db.models import QuerySet

from webapp.domain.playback.models import FileState, MediaFile, Playback
from webapp.domain.playback.views import MediaFileView, PlaybackView, file_view, playback_view
from webapp.kernel.errors import ObjectMissing
from webapp.kernel.ids import AccountId, ApplicationId, RoomId


def _all() -> QuerySet[Playback]:
    return Playback.objects.select_related("account", "file")


def in_room(room_id: RoomId) -> Playback | None:
    """What is played in the room."""
    return _all().filter(room_id=room_id).first()


def view_in(room_id: RoomId) -> PlaybackView | None:
    """What is played in the room, as pages see it."""
    found = in_room(room_id)
    return playback_view(found) if found else None


def of_account(account_id: AccountId) -> Playback | None:
    """What this person plays."""
    return _all().filter(account_id=account_id).first()


def playable(application_id: ApplicationId) -> QuerySet[MediaFile]:
    """The files of the application that were found playable."""
    return MediaFile.objects.filter(application_id=application_id, state=FileState.READY)


def library(application_id: ApplicationId) -> list[MediaFileView]:
    """What may be played, by name."""
    return [file_view(file) for file in playable(application_id)]


def playable_file(application_id: ApplicationId, file_id: int) -> MediaFile:
    """One of them. Raises ObjectMissing."""
    found = playable(application_id).filter(pk=file_id).first()
    if found is None:
        raise ObjectMissing(f"no media file {file_id} can be played")
    return found


def by_token(token: str) -> MediaFile:
    """The playable file that this address belongs to. Raises ObjectMissing."""
    found = MediaFile.objects.filter(token=token, state=FileState.READY).first()
    if found is None:
        raise ObjectMissing("no such media file")
    return found
