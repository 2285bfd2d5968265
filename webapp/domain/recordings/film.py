"""What media nodes and workers report of recordings, and the sweep that finds what they did not report."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from webapp.domain.accounts.models import Account
from webapp.domain.recordings import files, live, masters, selectors, services, storage
from webapp.domain.recordings.events import (
    FilmProgressed,
    RecordingFailed,
    RecordingPlayable,
    RecordingStarted,
    RecordingTracksClosed,
    RecordingWritten,
)
from webapp.domain.recordings.files import Made
from webapp.domain.recordings.lifecycle import LIVE_STATES, RecordingState, RecordingStep
from webapp.domain.recordings.models import Recording
from webapp.domain.recordings.views import view
from webapp.domain.rooms.models import Seat
from webapp.kernel import clock
from webapp.kernel.errors import InvalidState
from webapp.kernel.events import publish
from webapp.media.core.style import Cue, Style
from webapp.media.core.wish import Wish

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # renewed while the work goes on
MAX_ATTEMPTS = 3
UNREPORTED = timedelta(seconds=10)  # a node that has not closed its files by then is dead
UNCLAIMED = timedelta(seconds=60)  # work that nobody has claimed by then is queued again: the queue may have lost it
NOTHING = "Nothing was recorded: nobody sent sound or pictures."


@transaction.atomic
def on_started(*, recording_id: int, node: str, at_ms: int) -> Recording:
    """The first packet was written at `at_ms` (since 1970). A second report, or a late one, changes no state.

    Raises RecordingMissing.
    """
    recording = selectors.recording(recording_id)
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    if recording.started_at is None:
        Recording.objects.filter(pk=recording_id).update(started_at=at, node=node[:64], rev=F("rev") + 1)
    try:
        recording = services.step(recording, RecordingStep.RUN)
    except InvalidState:
        return selectors.recording(recording_id)
    publish(RecordingStarted(view(recording)), to=services.listeners(recording))
    return recording


@transaction.atomic
def on_tracks_written(*, recording_id: int, node: str) -> Recording:
    """The node has closed its files; a film can be made. Ignored unless the recording was stopped.

    Raises RecordingMissing.
    """
    recording = selectors.recording(recording_id)
    to = RecordingStep.COMPOSE if recording.keeps_film else RecordingStep.CLOSE
    ended_at = {} if recording.keeps_film else {"ended_at": clock.now()}
    try:
        recording = services.step(recording, to, lease_until=None, queued_at=clock.now(), **ended_at)
    except InvalidState:
        log.info("recording %s: node %s closed tracks while %s", recording_id, node, recording.state)
        return recording
    live.end(recording, services.listeners(recording))
    recording = selectors.recording(recording_id)
    publish(RecordingTracksClosed(view(recording)), to=services.listeners(recording))
    return recording


@transaction.atomic
def on_output_told(*, recording_id: int, node: str, number: int, state: str, cause: str, reason: str) -> None:
    """The node tells how an output of the live mix is. Where nothing else is made of a recording, it runs with the
    first that runs and fails with the last that fails. Raises RecordingMissing.
    """
    recording = selectors.recording(recording_id)
    to = services.listeners(recording)
    output = live.on_told(recording_id=recording_id, number=number, state=state, cause=cause, reason=reason, to=to)
    if output is None:
        return
    if state == "failed":
        services.replan(recording)
    if recording.keeps_film:
        return
    if state == "running":
        on_started(recording_id=recording_id, node=node, at_ms=clock.ms(clock.now()))
    elif not live.still_runs(selectors.recording(recording_id)):
        fail(recording_id=recording_id, reason=reason)


@transaction.atomic
def on_recorder_failed(*, recording_id: int, node: str, reason: str) -> Recording:
    """The node cannot write any more; what it wrote so far stays. The call goes on, and the room is told.

    A recording that has ended is left alone. Raises RecordingMissing.
    """
    recording = selectors.recording(recording_id)
    try:
        recording = fail(recording_id=recording_id, reason=f"The media node {node} cannot write: {reason}.")
    except InvalidState:
        log.info("recording %s: node %s failed while %s", recording_id, node, recording.state)
        return recording
    services.replan(recording)
    return recording


def claim(recording_id: int) -> Recording | None:
    """Take the making of the film for one lease; None when it is another worker's, or not to be done (any more)."""
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = Recording.objects.filter(free, pk=recording_id, state=RecordingState.COMPOSING)
    if not rows.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return selectors.recording(recording_id)


@transaction.atomic
def renew(recording_id: int, fraction: float) -> None:
    """Keep the claim while the work goes on, and tell how much of the film is made (0.0 to 1.0).

    An attempt that gets further than the one before was not in vain: it counts as the first.
    """
    per_cent, mine = int(fraction * 100), Recording.objects.filter(pk=recording_id, state=RecordingState.COMPOSING)
    mine.update(lease_until=clock.now() + LEASE)
    if mine.filter(progress__lt=per_cent).update(progress=per_cent, attempts=1, rev=F("rev") + 1):
        recording = selectors.recording(recording_id)
        publish(FilmProgressed(view(recording)), to=services.listeners(recording))


@transaction.atomic
def on_developed(*, recording_id: int, sides: list[str]) -> Recording:
    """Single people's files are there (paths below the storage directory); the claim is free for who makes the film.

    Told once. This was no attempt at the film. Raises RecordingMissing.
    """
    mine = Recording.objects.filter(pk=recording_id, state=RecordingState.COMPOSING)
    mine.update(lease_until=None, queued_at=clock.now(), attempts=F("attempts") - 1)
    is_news = mine.exclude(sides=sides).update(sides=sides, rev=F("rev") + 1)
    recording = selectors.recording(recording_id)
    if is_news:
        publish(RecordingPlayable(view(recording)), to=services.listeners(recording))
    return recording


@transaction.atomic
def retry(recording_id: int) -> Recording:
    """Make a film of what was written before a recording failed. Raises RecordingMissing, IllegalStep, StepLost."""
    recording = selectors.recording(recording_id)
    stopped_at = recording.stopped_at or recording.ended_at
    fresh: dict[str, Any] = {
        "failure": "",
        "ended_at": None,
        "lease_until": None,
        "attempts": 0,
        "queued_at": clock.now(),
    }
    recording = services.step(recording, RecordingStep.RETRY, stopped_at=stopped_at, **fresh)
    publish(RecordingTracksClosed(view(recording)), to=services.listeners(recording))
    return recording


def release(recording_id: int) -> None:
    """Give the claim back after a failed attempt: the sweep lets somebody try again."""
    Recording.objects.filter(pk=recording_id).update(lease_until=clock.now())


def in_film(recording: Recording) -> tuple[list[int], list[int]]:
    """Who is heard and seen in the film, and who is seen, the subject first; empty when nothing was recorded."""
    recorded = storage.recorded_accounts(recording.pk)
    subject = [recording.subject_id] if recording.subject_id in recorded else []
    everybody = [*subject, *(account for account in recorded if account != recording.subject_id)]
    return everybody, everybody if recording.mixes_video or not subject else subject


def style(recording: Recording) -> Style:
    """How the film is to be made."""
    return msgspec.convert(recording.style, Style)


def wish(recording: Recording, people: list[int], seen: list[int]) -> Wish:
    """What the film is to be made of, for the composer."""
    return Wish(
        started_at_ms=clock.ms(recording.started_at or recording.created_at),
        stopped_at_ms=clock.ms(recording.stopped_at),
        accounts=people,
        shown=seen,
        width=recording.width,
        height=recording.height,
        video=recording.has_video,
        style=style(recording),
        cues=msgspec.convert(recording.cues, list[Cue]),
        pauses=[
            (clock.ms(pause.began_at), clock.ms(pause.ended_at or recording.stopped_at))
            for pause in recording.pauses.all()
        ],
        names={account.pk: account.name for account in Account.objects.filter(pk__in=people)},
        time_zone=settings.TIME_ZONE,
        font=settings.RECORDING_FONT,
    )


def film_name(recording: Recording) -> str:
    """The name of the film: what the page asked for, else the room and the moment of the start."""
    ending = f".{style(recording).container}"
    if recording.file_name:
        return recording.file_name if recording.file_name.lower().endswith(ending) else recording.file_name + ending
    began = recording.started_at or recording.created_at
    return f"recording-{recording.room_number}-{began:%Y%m%d-%H%M%S}-{recording.pk}{ending}"


def keep(recording_id: int, *, path: str, size: int, sha256: str, duration_s: float) -> None:
    """The film is whole, its copies are not: a worker that takes over goes on with it. Nobody is told yet."""
    mine = Recording.objects.filter(pk=recording_id, state=RecordingState.COMPOSING)
    mine.update(path=path, file_size=size, sha256=sha256, duration_s=round(duration_s, 3))


@transaction.atomic
def on_written(
    *, recording_id: int, path: str, size: int, sha256: str, duration_s: float, copied: Iterable[Made] = ()
) -> Recording:
    """The film is made, and the other files as far as they could be; without a `path` there are only those.

    Raises RecordingMissing, IllegalStep, StepLost.
    """
    recording = selectors.recording(recording_id)
    files.note(recording_id, copied)
    recording = services.step(
        recording,
        RecordingStep.WRITE,
        path=path,
        file_name=film_name(recording) if path else "",
        file_size=size,
        sha256=sha256,
        duration_s=round(duration_s, 3),
        ended_at=clock.now(),
        lease_until=None,
        progress=100,
        sides=recording.sides if style(recording).keeps_sides else [],
    )
    transaction.on_commit(lambda: masters.film_is_made(recording_id, keeps_sides=bool(recording.sides)))
    publish(RecordingWritten(view(recording)), to=services.listeners(recording))
    return recording


@transaction.atomic
def fail(*, recording_id: int, reason: str) -> Recording:
    """There will be no film; `reason` is a sentence. Raw tracks stay for a rescue by hand.

    Raises RecordingMissing, IllegalStep, StepLost.
    """
    recording = services.step(
        selectors.recording(recording_id),
        RecordingStep.FAIL,
        failure=reason[:255],
        ended_at=clock.now(),
        lease_until=None,
    )
    live.end(recording, services.listeners(recording))
    recording = selectors.recording(recording_id)
    publish(RecordingFailed(view(recording), reason), to=services.listeners(recording))
    return recording


def sweep() -> None:
    """Stop what has no owner in the room any more or ran too long; go on where a node or a worker died."""
    now = clock.now()
    running = Recording.objects.select_related("owner").filter(state__in=LIVE_STATES)
    services.stop_each(_abandoned(running), "left")
    longest = timedelta(seconds=settings.RECORDING_LIMIT_S)
    services.stop_each(running.filter(created_at__lt=now - longest), "limit")
    for recording in Recording.objects.filter(state=RecordingState.STOPPING, stopped_at__lt=now - UNREPORTED):
        log.warning("recording %s: no node closed its tracks, using what is on disk", recording.pk)
        on_tracks_written(recording_id=recording.pk, node="")
    _requeue()


def _abandoned(running: QuerySet[Recording]) -> QuerySet[Recording]:
    seat = Seat.objects.filter(room_id=OuterRef("room_number"), account_id=OuterRef("owner_id"))
    return running.filter(~Exists(seat))


def _requeue() -> None:
    now = clock.now()
    forgotten = Q(lease_until__isnull=True, queued_at__lt=now - UNCLAIMED) | Q(lease_until__lt=now)
    for recording in Recording.objects.select_related("owner").filter(forgotten, state=RecordingState.COMPOSING):
        if recording.attempts < MAX_ATTEMPTS:
            log.warning("recording %s: nobody makes its film, queued again", recording.pk)
            Recording.objects.filter(pk=recording.pk).update(queued_at=now, lease_until=None)
            publish(RecordingTracksClosed(view(recording)), to=())
            continue
        try:
            fail(recording_id=recording.pk, reason=f"The film could not be made in {MAX_ATTEMPTS} attempts.")
        except InvalidState:
            log.info("recording %s had ended already", recording.pk)
