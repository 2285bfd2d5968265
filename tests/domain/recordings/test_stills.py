"""Still pictures that the server takes: asked for, taken, failed, given up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.domain.recordings.conftest import ROOM

if TYPE_CHECKING:
    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Snapshot

TAKEN = {"taken_ms": 1_700_000_000_123, "size": 9, "sha256": "ab" * 32, "width": 1280, "height": 720}


def open_camera(name: str, *cameras: int) -> None:
    """Somebody's cameras are open."""
    from webapp.domain.rooms.models import Seat

    Seat.objects.filter(session_id=f"s-{name}").update(cameras=list(cameras))


def ask(studio: Studio, **more: int) -> Snapshot:
    """Li wants a picture of Wang."""
    from webapp.domain.recordings import stills

    return stills.ask(session_id="s-li", subject_id=studio.id("wang"), **more)


def test_the_node_is_told_whose_camera_and_where_to_write(studio: Studio, settings: object) -> None:
    """Issue 4: the picture lies below the storage directory, under a name that nobody can guess."""
    from django.conf import settings as django

    open_camera("wang", 2, 3)
    row = ask(studio)
    (event,) = studio.told
    assert (event.room_id, event.session_id, event.camera) == (ROOM, "s-wang", 2)  # type: ignore[attr-defined]
    assert event.path == f"{django.STORAGE_DIR}/snapshots/{row.token}.jpg"  # type: ignore[attr-defined]
    assert event.quality == django.SNAPSHOT_QUALITY  # type: ignore[attr-defined]
    assert ask(studio, camera=3).state == "asked"
    assert studio.told[-1].camera == 3  # type: ignore[attr-defined]


def test_a_taken_picture_has_hash_size_and_server_time(studio: Studio) -> None:
    """Issue 4: with hash and server time; it can be fetched only from then on."""
    from webapp.domain.recordings import selectors, stills
    from webapp.kernel import clock
    from webapp.kernel.errors import RecordingMissing

    open_camera("wang", 0)
    row = ask(studio, param=7)
    with pytest.raises(RecordingMissing):
        selectors.snapshot_by_token(row.token)
    stills.on_taken(token=row.token, **TAKEN)
    kept = selectors.snapshot_by_token(row.token)
    assert (kept.sha256, kept.file_size, kept.width, kept.height) == ("ab" * 32, 9, 1280, 720)
    assert clock.ms(kept.taken_at) == 1_700_000_000_123
    assert studio.names() == ["SnapshotRequested", "SnapshotTaken"]
    told = studio.told[-1].snapshot  # type: ignore[attr-defined]
    assert (told.owner_id, told.subject_id, told.param) == (studio.id("li"), studio.id("wang"), 7)
    assert told.url.startswith(f"/files/shot/{row.token}/")


def test_what_nobody_answers_is_given_up(studio: Studio) -> None:
    """A node that was killed says nothing: after ten seconds the page is told that there is no picture."""
    from webapp.domain.recordings import stills
    from webapp.domain.recordings.models import Snapshot
    from webapp.kernel.lifecycle import IllegalStep

    open_camera("wang", 0)
    row = ask(studio)
    stills.sweep()
    assert studio.names() == ["SnapshotRequested"]
    Snapshot.objects.update(taken_at=row.taken_at - timedelta(seconds=11))
    stills.sweep()
    stills.sweep()
    assert studio.names() == ["SnapshotRequested", "SnapshotFailed"]
    with pytest.raises(IllegalStep):
        stills.on_taken(token=row.token, **TAKEN)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "The media node did not answer.")


def test_what_cannot_be_pictured_is_refused(studio: Studio) -> None:
    """AnyChat 5.5.11: from within a room, somebody who sits there, whose camera is open."""
    from webapp.domain.recordings import stills
    from webapp.kernel.errors import CameraUnavailable, NotSeated, PeerLeftRoom

    with pytest.raises(NotSeated):
        stills.ask(session_id="s-zhao")
    with pytest.raises(PeerLeftRoom):
        stills.ask(session_id="s-li", subject_id=studio.id("zhao"))
    with pytest.raises(CameraUnavailable):
        ask(studio)
    open_camera("wang", 1)
    with pytest.raises(CameraUnavailable):
        ask(studio, camera=2)
