"""Work on recordings: what media nodes report, making the film, and the sweep."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from celery import shared_task
from kombu.exceptions import OperationalError

from webapp.domain.recordings import film, storage
from webapp.domain.recordings.events import RecordingTracksClosed
from webapp.domain.recordings.models import Recording
from webapp.kernel.errors import InvalidState, RecordingMissing
from webapp.media.compose import Composed, NothingRecorded, compose

log = logging.getLogger(__name__)

RENEW_EVERY_S = 10.0


@shared_task(name="media.recording_started")
def recording_started(recording_id: int, room: int, node: str, at_ms: int) -> None:
    """A node has written the first packet."""
    try:
        film.on_started(recording_id=recording_id, node=node, at_ms=at_ms)
    except RecordingMissing:
        log.warning("node %s reports recording %s of room %s, which does not exist", node, recording_id, room)


@shared_task(name="media.tracks_written")
def tracks_written(recording_id: int, room: int, node: str) -> None:
    """A node has closed all files of a recording."""
    try:
        film.on_tracks_written(recording_id=recording_id, node=node)
    except RecordingMissing:
        log.warning("node %s reports recording %s of room %s, which does not exist", node, recording_id, room)


@shared_task(name="media.recording_failed")
def recording_failed(recording_id: int, room: int, node: str, reason: str) -> None:
    """A node cannot write a recording any more."""
    try:
        film.on_recorder_failed(recording_id=recording_id, node=node, reason=reason)
    except RecordingMissing:
        log.warning("node %s reports recording %s of room %s, which does not exist", node, recording_id, room)


def queue_film(event: RecordingTracksClosed) -> None:
    """Have a worker make the film; if the queue is away, the sweep finds the recording."""
    try:
        make_film.delay(event.recording.id)
    except OperationalError as error:
        log.warning("recording %s not queued: %s", event.recording.id, error)


@shared_task(name="recordings.compose", acks_late=True, reject_on_worker_lost=True)
def make_film(recording_id: int) -> None:
    """Make one film of the raw tracks; may run twice without harm."""
    recording = film.claim(recording_id)
    if recording is None:
        return
    try:
        _make(recording)
    except NothingRecorded:
        _give_up(recording, film.NOTHING)
    except (OSError, ValueError, RuntimeError):
        # Codec errors are ValueErrors or OSErrors. A full disk may be emptied: the sweep lets somebody try again.
        log.exception("recording %s: no film at attempt %s", recording.pk, recording.attempts)
        film.release(recording.pk)


def _make(recording: Recording) -> None:
    people, seen = film.in_film(recording)
    if not people:
        raise NothingRecorded(str(recording.pk))
    draft = storage.draft(recording.pk)
    try:
        made = _compose(recording, people, seen, draft)
        path, size, sha256 = storage.keep_film(recording.pk, draft, film.film_name(recording))
    finally:
        draft.unlink(missing_ok=True)
    try:
        film.on_written(recording_id=recording.pk, path=path, size=size, sha256=sha256, duration_s=made.duration_s)
    except InvalidState:
        log.info("recording %s: another worker was first", recording.pk)


def _compose(recording: Recording, people: list[int], seen: list[int], draft: Path) -> Composed:
    renewed = time.monotonic()

    def progress(fraction: float) -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEW_EVERY_S:
            renewed = time.monotonic()
            film.renew(recording.pk)
            log.debug("recording %s: film at %.0f %%", recording.pk, fraction * 100)

    return compose(storage.directory(recording.pk), draft, film.wish(recording, people, seen), progress)


def _give_up(recording: Recording, reason: str) -> None:
    try:
        film.fail(recording_id=recording.pk, reason=reason)
    except InvalidState:
        log.info("recording %s had ended already", recording.pk)


@shared_task(name="recordings.sweep")
def sweep() -> None:
    """Go on where a node, a worker or a follow-up was lost; may run twice without harm."""
    film.sweep()
