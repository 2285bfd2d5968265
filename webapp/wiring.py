"""THE page of side effects: which event wakes which subscriber, after the commit that made it true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings

from webapp.business import hook, news
from webapp.business.webhook import Webhook
from webapp.domain.accounts import business
from webapp.domain.attributes import follow as attributes
from webapp.domain.calls import follow as calls
from webapp.domain.calls.events import CallEnded, CallRinging
from webapp.domain.messaging import follow as messaging
from webapp.domain.playback import follow as playback
from webapp.domain.playback.events import MediaFileUploaded
from webapp.domain.presence import links, tokens
from webapp.domain.presence.events import PersonAbsent, PersonLeft, PersonReturned
from webapp.domain.quality import media_now
from webapp.domain.queues import follow as queues
from webapp.domain.recordings import follow as recordings
from webapp.domain.recordings.events import RecordingTracksClosed, SnapshotRequested
from webapp.domain.rooms import follow as rooms
from webapp.domain.rooms.events import MediaPlanChanged, RoomDestroyed, SeatChanged, SeatLeft, SeatTaken
from webapp.domain.transfers import follow as transfers
from webapp.domain.transfers.events import TransferUploaded
from webapp.gateway.fanout import fan_out, is_alive
from webapp.kernel import events
from webapp.kernel.events import Audience, Event
from webapp.kernel.ids import SessionId
from webapp.media import client
from webapp.tasks.business import queue as queue_notice
from webapp.tasks.media import push_plan, settle_direct
from webapp.tasks.playback import queue_check
from webapp.tasks.recordings import queue_film
from webapp.tasks.snapshots import ask_node
from webapp.tasks.transfers import queue_assembly

# In this order: what stands on top lets go first.
FOLLOW_UPS: dict[type[Event], tuple[Callable[[Any], object], ...]] = {
    PersonLeft: (
        queues.person_left,
        calls.person_left,
        recordings.person_left,
        transfers.person_left,
        rooms.person_left,
        tokens.person_left,
        messaging.person_left,
    ),
    PersonAbsent: (rooms.person_absent,),
    PersonReturned: (
        rooms.person_returned,
        calls.person_returned,
        queues.person_returned,
        messaging.person_returned,
    ),
    SeatLeft: (
        messaging.seat_left,
        recordings.seat_left,
        playback.seat_left,
        attributes.seat_left,
    ),
    SeatTaken: (recordings.seat_taken,),
    SeatChanged: (recordings.seat_changed,),
    RoomDestroyed: (attributes.room_destroyed,),
    CallRinging: (queues.call_ringing,),
    CallEnded: (queues.call_ended,),
    # A file has begun before its packets come.
    MediaPlanChanged: (recordings.plan_changed, settle_direct, push_plan),
    TransferUploaded: (queue_assembly,),
    RecordingTracksClosed: (queue_film,),
    SnapshotRequested: (ask_node,),
    MediaFileUploaded: (queue_check,),
}


def follow_up(event: Event, to: Sequence[Audience], told: SessionId | None) -> None:
    """Run what the event entails; each follow-up is a transaction of its own."""
    for act in FOLLOW_UPS.get(type(event), ()):
        act(event)


def connect() -> None:
    """Subscribe every side effect, once per process."""
    business.attach([*([hook.load(settings.BUSINESS_HOOK)] if settings.BUSINESS_HOOK else []), Webhook(queue_notice)])
    links.attach(is_alive)
    media_now.attach(client.look)
    events.subscribe(fan_out)
    events.subscribe(follow_up)
    events.subscribe(news.hear)
