"""How long masters, the packets as they came, outlive the film that was made of them."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings

from webapp.domain.recordings import storage
from webapp.domain.recordings.lifecycle import RecordingState
from webapp.domain.recordings.models import Recording
from webapp.kernel import clock

log = logging.getLogger(__name__)


def film_is_made(recording_id: int, *, keeps_sides: bool) -> None:
    """Remove what was made on the way to the film, and the masters too unless they are kept for some days."""
    storage.drop_tracks(recording_id, keeps_sides=keeps_sides, keeps_masters=settings.MASTERS_KEPT_DAYS > 0)


def sweep() -> None:
    """Remove the masters of films that were made so many days ago; may run twice without harm."""
    over = clock.now() - timedelta(days=settings.MASTERS_KEPT_DAYS)
    found = Recording.objects.filter(pk__in=storage.with_masters(), state=RecordingState.WRITTEN, ended_at__lte=over)
    for recording in found:
        storage.drop_tracks(recording.pk, keeps_sides=bool(recording.sides))
        log.info("recording %s: its masters were kept for %d days", recording.pk, settings.MASTERS_KEPT_DAYS)
