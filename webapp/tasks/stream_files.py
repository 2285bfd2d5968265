"""Makes the files of single streams of a recording, one after the other; none is made a second time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from webapp.domain.recordings import files, film, storage
from webapp.domain.recordings.files import NOT_MADE, Made
from webapp.domain.recordings.models import RecordedFile, Recording
from webapp.domain.recordings.separate import Rule, rules_of
from webapp.media.compose import NothingRecorded
from webapp.media.compose.developing import Track, develop
from webapp.media.compose.streams import compose_stream
from webapp.media.core.copying import ending

log = logging.getLogger(__name__)

NOTHING_SENT = "This stream sent nothing."


def make_files(recording: Recording, progress: Callable[[float], None]) -> list[Made]:
    """Make the files that are not there yet; `progress` hears 0.0 to 1.0.

    Before the last attempt a failure is raised (OSError, ValueError, RuntimeError), so that what hinders may go away;
    at the last one the other files are made without the one that failed. Returns what became of each.
    """
    tracks = develop(storage.directory(recording.pk), lambda: progress(0.0))
    rows, rules, made = list(recording.files.all()), rules_of(recording), list[Made]()
    for number, row in enumerate(rows):
        made.append(_made(recording, row, rules[row.rule], tracks, _share(progress, number, len(rows))))
        files.keep(recording.pk, made[-1])
    return made


def _share(progress: Callable[[float], None], done: int, of: int) -> Callable[[float], None]:
    return lambda fraction: progress((done + fraction) / of)


def _made(
    recording: Recording, row: RecordedFile, rule: Rule, tracks: Sequence[Track], progress: Callable[[float], None]
) -> Made:
    if row.path:
        return Made(row.number, row.path, row.file_size, row.sha256, duration_s=row.duration_s)
    try:
        return _compose(recording, row, rule, tracks, progress)
    except NothingRecorded:
        return Made(row.number, failure=NOTHING_SENT)
    except (OSError, ValueError, RuntimeError):
        if recording.attempts < film.MAX_ATTEMPTS:
            raise
        log.exception("recording %s: no file %s", recording.pk, row.file_name)
        return Made(row.number, failure=NOT_MADE)


def _compose(
    recording: Recording, row: RecordedFile, rule: Rule, tracks: Sequence[Track], progress: Callable[[float], None]
) -> Made:
    assert row.account_id is not None
    draft, kind = storage.draft(recording.pk), ending(row.file_name)
    others = storage.recorded_accounts(recording.pk) if rule.hears_everybody else []
    wish = film.wish(recording, [row.account_id, *others], [row.account_id])
    source = (row.account_id, rule.kind, row.index)
    try:
        seconds = compose_stream(storage.directory(recording.pk), tracks, draft, source, kind, wish, progress)
        path, size, sha256 = storage.keep_copy(recording.pk, draft, row.number, kind)
    finally:
        draft.unlink(missing_ok=True)
    return Made(row.number, path, size, sha256, duration_s=seconds)
