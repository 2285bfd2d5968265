"""Still pictures: asked of the room's media node, and what it reports."""

from __future__ import annotations

import logging

import redis
from celery import shared_task

from webapp.domain.recordings import stills
from webapp.domain.recordings.events import SnapshotRequested
from webapp.kernel.errors import InvalidState, RecordingMissing
from webapp.media import client
from webapp.media.protocol import TakeSnapshot

log = logging.getLogger(__name__)


def ask_node(event: SnapshotRequested) -> None:
    """Pass the wish to the node that holds the room; without one the picture fails at once."""
    wish = TakeSnapshot(event.room_id, event.session_id, "video", event.camera, event.token, event.path, event.quality)
    try:
        if not client.take_snapshot(wish):
            stills.fail(token=event.token, reason=stills.NO_NODE)
    except redis.ConnectionError as error:
        log.warning("snapshot of room %s not asked for: %s", event.room_id, error)  # the sweep says so to the page


@shared_task(name="media.snapshot_taken")
def snapshot_taken(
    token: str, room: int, node: str, taken_ms: int, size: int, sha256: str, width: int, height: int
) -> None:
    """A node has written a picture."""
    try:
        stills.on_taken(token=token, taken_ms=taken_ms, size=size, sha256=sha256, width=width, height=height)
    except (RecordingMissing, InvalidState) as error:
        log.warning("node %s reports a snapshot of room %s too late: %s", node, room, error)


@shared_task(name="media.snapshot_failed")
def snapshot_failed(token: str, room: int, node: str, reason: str) -> None:
    """A node cannot take a picture."""
    try:
        stills.fail(token=token, reason=reason)
    except (RecordingMissing, InvalidState) as error:
        log.warning("node %s gives up a snapshot of room %s too late: %s", node, room, error)


@shared_task(name="snapshots.sweep")
def sweep() -> None:
    """Give up on what no node has answered."""
    stills.sweep()
