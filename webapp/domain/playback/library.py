"""The media files of the house: uploaded by administrators, opened once by a worker, then ready or refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from webapp.domain.accounts.models import Application
from webapp.domain.playback import storage
from webapp.domain.playback.events import MediaFileUploaded
from webapp.domain.playback.models import FileState, MediaFile, Refusal
from webapp.kernel import clock
from webapp.kernel.events import publish
from webapp.media.core.findings import Findings

FORGOTTEN_S = 30


@transaction.atomic
def add(*, application: Application, name: str, content: Iterable[bytes]) -> MediaFile:
    """Keep an uploaded file; it can be played once a worker has found it playable. Raises OSError."""
    file = MediaFile(application=application, name=name)
    keep(file, content)
    file.save()
    publish(MediaFileUploaded(file.pk), to=[])
    return file


def keep(file: MediaFile, content: Iterable[bytes]) -> None:
    """Give a file that is not saved yet its bytes. Raises OSError."""
    file.path, file.size = storage.keep(file.token, content)
    file.state = FileState.CHECKING


def unchecked(file_id: int) -> MediaFile | None:
    """The file, while it waits for its check."""
    return MediaFile.objects.filter(pk=file_id, state=FileState.CHECKING).first()


@transaction.atomic
def on_checked(*, file_id: int, found: Findings) -> None:
    """A worker has opened the file and decoded its beginning."""
    MediaFile.objects.filter(pk=file_id, state=FileState.CHECKING).update(
        state=FileState.READY,
        media_type=found.media_type,
        duration_ms=found.duration_ms,
        width=found.width,
        height=found.height,
        has_sound=found.has_sound,
        has_picture=found.has_picture,
    )


@transaction.atomic
def refuse(*, file_id: int, why: Refusal) -> None:
    """A worker could not, or browsers could not; its bytes are of no use."""
    file = unchecked(file_id)
    if file is not None:
        MediaFile.objects.filter(pk=file_id).update(state=FileState.REFUSED, failure=why, path="")
        storage.drop(file.path)


def forgotten() -> list[int]:
    """Files that have waited for their check too long: the worker that had them is gone."""
    since = clock.now() - timedelta(seconds=FORGOTTEN_S)
    return list(MediaFile.objects.filter(state=FileState.CHECKING, created_at__lt=since).values_list("pk", flat=True))
