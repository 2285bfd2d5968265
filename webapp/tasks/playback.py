"""Media files are looked at; what media nodes report of those they play; and the sweep of both."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from webapp.domain.playback import library, services, storage
from webapp.domain.playback.events import MediaFileUploaded
from webapp.domain.playback.models import Refusal
from webapp.media.player.probe import Unplayable, probe

log = logging.getLogger(__name__)


def queue_check(event: MediaFileUploaded) -> None:
    """Have a worker look at the file; if the queue is away, the sweep finds it."""
    _queue(event.file_id)


def _queue(file_id: int) -> None:
    try:
        check.delay(file_id)
    except OperationalError as error:
        log.warning("media file %s not queued: %s", file_id, error)


@shared_task(name="playback.check")
def check(file_id: int) -> None:
    """Open the file and decode its beginning; may run twice without harm."""
    file = library.unchecked(file_id)
    if file is None:
        return
    try:
        found = probe(str(storage.root() / file.path))
    except Unplayable as refused:
        log.info("media file %s is refused: %s", file_id, refused)
        library.refuse(file_id=file_id, why=Refusal(refused.why))
        return
    library.on_checked(file_id=file_id, found=found)


@shared_task(name="media.playback_moved")
def playback_moved(playback_id: int, room: int, node: str, position_ms: int, at_ms: int, seeks: int) -> None:
    """A player was at this position at that moment."""
    services.on_moved(playback_id=playback_id, position_ms=position_ms, at_ms=at_ms, seeks=seeks)


@shared_task(name="media.playback_ended")
def playback_ended(playback_id: int, room: int, node: str, reason: str) -> None:
    """A player has ended, or there is none."""
    services.on_ended(playback_id=playback_id, reason=reason)


@shared_task(name="playback.sweep")
def sweep() -> None:
    """Look again at files that nobody looked at, and end what nobody plays."""
    for file_id in library.forgotten():
        _queue(file_id)
    services.sweep()
