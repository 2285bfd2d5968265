"""Work on recordings: what media nodes report, making the film, and the sweep."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import shared_task
from kombu.exceptions import OperationalError

from webapp.domain.recordings import files, film, masters, storage
from webapp.domain.recordings.events import RecordingTracksClosed
from webapp.domain.recordings.files import NOT_MADE, Made
from webapp.domain.recordings.models import Recording
from webapp.kernel.errors import InvalidState, RecordingMissing
from webapp.media.compose import NothingRecorded, compose
from webapp.media.compose.copies import write_copy
from webapp.media.compose.sides import make_sides
from webapp.media.core.copying import ending
from webapp.tasks.stream_files import NOTHING_SENT, make_files

log = logging.getLogger(__name__)

RENEW_EVERY_S = 2.0


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


@shared_task(name="media.output_told")
def output_told(recording_id: int, room: int, node: str, number: int, state: str, cause: str, reason: str) -> None:
    """A node tells how an output of a live mix is."""
    try:
        film.on_output_told(
            recording_id=recording_id, node=node, number=number, state=state, cause=cause, reason=reason
        )
    except (RecordingMissing, InvalidState) as error:
        log.warning("node %s reports recording %s of room %s too late: %s", node, recording_id, room, error)


def queue_film(event: RecordingTracksClosed) -> None:
    """Have a worker develop the tracks; if the queue is away, the sweep finds the recording."""
    _queue(develop, event.recording.id)


def _queue(task: Any, recording_id: int) -> None:
    try:
        task.delay(recording_id)
    except OperationalError as error:
        log.warning("recording %s not queued: %s", recording_id, error)


@shared_task(name="recordings.develop", acks_late=True, reject_on_worker_lost=True)
def develop(recording_id: int) -> None:
    """Make what can be played at once, and have the film made; seconds of work, and may run twice without harm."""
    _work(recording_id, _develop)


@shared_task(name="recordings.compose", acks_late=True, reject_on_worker_lost=True)
def make_film(recording_id: int) -> None:
    """Make one film of the tracks; may run twice without harm."""
    _work(recording_id, _make)


def _work(recording_id: int, work: Callable[[Recording], None]) -> None:
    """Claim the recording and do it; what fails is left for the sweep to have tried again."""
    recording = film.claim(recording_id)
    if recording is None:
        return
    try:
        work(recording)
    except NothingRecorded:
        _give_up(recording, film.NOTHING)
    except (OSError, ValueError, RuntimeError):
        # Codec errors are ValueErrors or OSErrors. A full disk may be emptied: the sweep lets somebody try again.
        log.exception("recording %s: no film at attempt %s", recording.pk, recording.attempts)
        film.release(recording.pk)


def _develop(recording: Recording) -> None:
    if recording.sides:  # done before; the message came twice, or the film's was lost
        film.on_developed(recording_id=recording.pk, sides=recording.sides)
        _queue(make_film, recording.pk)
        return
    still_at_it = _renewing(recording)
    sides = make_sides(storage.directory(recording.pk), storage.sides(recording.pk), lambda: still_at_it(0.0))
    film.on_developed(recording_id=recording.pk, sides=[str(path.relative_to(storage.root())) for path in sides])
    _queue(make_film, recording.pk)


def _make(recording: Recording) -> None:
    if recording.rules:
        _make_files(recording)
        return
    if not recording.path or not (storage.root() / recording.path).exists():
        _compose(recording)
        recording.refresh_from_db()
    facts: dict[str, Any] = {"path": recording.path, "size": recording.file_size, "sha256": recording.sha256}
    _copy(recording, storage.root() / recording.path)
    try:
        film.on_written(recording_id=recording.pk, duration_s=recording.duration_s, **facts)
    except InvalidState:
        log.info("recording %s: another worker was first", recording.pk)


def _compose(recording: Recording) -> None:
    """The film, kept at once: it is not made again when the worker dies among its copies."""
    people, seen = film.in_film(recording)
    if not people:
        raise NothingRecorded(str(recording.pk))
    draft = storage.draft(recording.pk)
    try:
        wish = film.wish(recording, people, seen)
        made = compose(storage.directory(recording.pk), draft, wish, _renewing(recording))
        path, size, sha256 = storage.keep_film(recording.pk, draft, film.film_name(recording))
    finally:
        draft.unlink(missing_ok=True)
    film.keep(recording.pk, path=path, size=size, sha256=sha256, duration_s=made.duration_s)


def _make_files(recording: Recording) -> None:
    """The files of single streams, as far as they can be made."""
    made = make_files(recording, _renewing(recording))
    there = [file for file in made if file.path]
    if not there:
        _give_up(recording, next((file.failure for file in made if file.failure != NOTHING_SENT), film.NOTHING))
        return
    size, seconds = sum(file.size for file in there), max(file.duration_s for file in there)
    try:
        film.on_written(recording_id=recording.pk, path="", size=size, sha256="", duration_s=seconds, copied=made)
    except InvalidState:
        log.info("recording %s: another worker was first", recording.pk)


def _copy(recording: Recording, whole: Path) -> None:
    """Write the film as the other files that were asked for; one that cannot be made does not harm the film.

    Each is kept as soon as it is whole, and not made again when the worker dies among the others.
    """
    still_at_it = _renewing(recording)
    for copy in recording.files.filter(path=""):
        draft, kind = storage.draft(recording.pk), ending(copy.file_name)
        try:
            write_copy(whole, draft, kind, lambda: still_at_it(1.0))
            made = Made(copy.number, *storage.keep_copy(recording.pk, draft, copy.number, kind))
        except (OSError, ValueError, RuntimeError):
            log.exception("recording %s: no copy %s", recording.pk, copy.file_name)
            made = Made(copy.number, failure=NOT_MADE)
        finally:
            draft.unlink(missing_ok=True)
        files.keep(recording.pk, made)


def _renewing(recording: Recording) -> Callable[[float], None]:
    """What the work calls as it goes on: keeps the claim and tells the progress, every RENEW_EVERY_S at most."""
    renewed = time.monotonic()

    def progress(fraction: float) -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEW_EVERY_S:
            renewed = time.monotonic()
            film.renew(recording.pk, fraction)

    return progress


def _give_up(recording: Recording, reason: str) -> None:
    try:
        film.fail(recording_id=recording.pk, reason=reason)
    except InvalidState:
        log.info("recording %s had ended already", recording.pk)


@shared_task(name="recordings.sweep")
def sweep() -> None:
    """Go on where a node, a worker or a follow-up was lost; may run twice without harm."""
    film.sweep()


@shared_task(name="recordings.sweep_masters")
def sweep_masters() -> None:
    """Remove masters that were kept long enough; may run twice without harm."""
    masters.sweep()
