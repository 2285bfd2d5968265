"""Still pictures that the server takes of live streams: asked for here, taken by a media node, reported back."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from webapp.domain.recordings import storage
from webapp.domain.recordings.events import SnapshotFailed, SnapshotRequested, SnapshotTaken
from webapp.domain.recordings.lifecycle import SNAPSHOT, SnapshotState, SnapshotStep
from webapp.domain.recordings.models import Snapshot
from webapp.domain.recordings.views import snapshot_view
from webapp.domain.rooms import selectors as rooms
from webapp.kernel import clock
from webapp.kernel.errors import CameraUnavailable, InvalidState, RecordingMissing
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId, SessionId

log = logging.getLogger(__name__)

UNREPORTED = timedelta(seconds=10)  # a node that has not answered by then is dead
NO_NODE = "No media node serves the room."


@transaction.atomic
def ask(
    *, session_id: SessionId, subject_id: AccountId | None = None, camera: int = 0, flags: int = 0, param: int = 0
) -> Snapshot:
    """Have a picture taken of somebody's open camera in one's own room (of oneself by default), in its full size.

    The first open camera stands in for camera 0. The answer is SnapshotTaken or SnapshotFailed.
    Raises NotSeated, PeerLeftRoom, CameraUnavailable. Source: AnyChat manual 5.5.11, the flags of 3.5.
    """
    own = rooms.seat(session_id)
    shown = rooms.seat_beside(own, subject_id or AccountId(own.account_id))
    chosen = min(shown.cameras, default=0) if camera == 0 else camera
    if chosen not in shown.cameras:
        raise CameraUnavailable
    now = clock.now()
    snapshot = Snapshot(
        owner_id=own.account_id,
        subject_id=shown.account_id,
        room_number=own.room_id,
        state=SnapshotState.ASKED,
        file_name=f"snapshot-{now:%Y%m%d-%H%M%S}-{shown.account_id}.jpg",
        flags=flags,
        param=param,
        taken_at=now,
    )
    path = storage.snapshot(f"{snapshot.token}.jpg")
    snapshot.path = str(path.relative_to(storage.root()))
    snapshot.save()
    wish = (snapshot.room_number, shown.session_id, chosen, snapshot.token, str(path), settings.SNAPSHOT_QUALITY)
    publish(SnapshotRequested(*wish), to=[])
    return snapshot


@transaction.atomic
def on_taken(*, token: str, taken_ms: int, size: int, sha256: str, width: int, height: int) -> Snapshot:
    """The node has written the picture that arrived at `taken_ms` (since 1970); a second report changes nothing.

    Raises RecordingMissing, IllegalStep (given up already), StepLost.
    """
    snapshot = _asked(token)
    facts: dict[str, Any] = {"file_size": size, "sha256": sha256, "width": width, "height": height}
    SNAPSHOT.take(snapshot, SnapshotStep.KEEP, taken_at=datetime.fromtimestamp(taken_ms / 1000, UTC), **facts)
    publish(SnapshotTaken(snapshot_view(snapshot)), to=[person(AccountId(snapshot.owner_id))])
    return snapshot


@transaction.atomic
def fail(*, token: str, reason: str) -> Snapshot:
    """There will be no such picture. Raises RecordingMissing, IllegalStep, StepLost."""
    snapshot = _asked(token)
    SNAPSHOT.take(snapshot, SnapshotStep.FAIL, failure=reason[:255])
    publish(SnapshotFailed(snapshot_view(snapshot), reason), to=[person(AccountId(snapshot.owner_id))])
    return snapshot


def _asked(token: str) -> Snapshot:
    snapshot = Snapshot.objects.filter(token=token).first()
    if snapshot is None:
        raise RecordingMissing
    return snapshot


def sweep() -> None:
    """Give up on pictures of which no node has said anything; may run twice without harm."""
    late = Snapshot.objects.filter(state=SnapshotState.ASKED, taken_at__lt=clock.now() - UNREPORTED)
    for token in list(late.values_list("token", flat=True)):
        try:
            fail(token=token, reason="The media node did not answer.")
        except InvalidState:
            log.info("snapshot %s was reported meanwhile", token)
