"""The media plane's Celery door: plans are sent whole, on every change and again every few seconds."""

from __future__ import annotations

import logging

import redis
from celery import shared_task

from webapp.domain.playback.plan import with_playback
from webapp.domain.presence import services as presence
from webapp.domain.recordings import selectors as recordings
from webapp.domain.rooms import direct, selectors
from webapp.domain.rooms import plan as plans
from webapp.domain.rooms.events import MediaPlanChanged
from webapp.media import client

log = logging.getLogger(__name__)


def settle_direct(event: MediaPlanChanged) -> None:
    """Who may send straight to whom now; what is recorded goes over the node."""
    if direct.may_concern(event.room_id):
        taped = {stream.peer for recording in recordings.planned(event.room_id) for stream in recording.streams}
        direct.settle(room_id=event.room_id, taped=taped)


def push_plan(event: MediaPlanChanged) -> None:
    """Send the room's plan as it is now; if Redis is away, the next resend carries it."""
    try:
        client.push_plan(with_playback(plans.plan_for(event.room_id, recordings.planned(event.room_id))))
    except redis.ConnectionError as error:
        log.warning("plan of room %s not sent: %s", event.room_id, error)


@shared_task(name="media.resend_plans")
def resend_plans() -> None:
    """Send every living room's plan again, and an empty one for rooms that everybody has just left."""
    for room_id in selectors.rooms_with_plans():
        settle_direct(MediaPlanChanged(room_id))  # a process that died may have left this undone
        push_plan(MediaPlanChanged(room_id))


@shared_task(name="media.nodes_changed")
def nodes_changed(nodes: list[str], node: str) -> None:
    """Nodes came, died or are emptied: every room's plan goes out at once, to wherever the room belongs now."""
    log.info("node %s reports a change of %s", node, ", ".join(nodes))
    resend_plans()


@shared_task(name="media.peer_lost")
def peer_lost(room: int, peer: str, node: str) -> None:
    """A node hears nothing of a page: look at once whether its session still lives, instead of at the next round."""
    log.info("node %s lost the media of session %s in room %s", node, peer, room)
    presence.sweep()
