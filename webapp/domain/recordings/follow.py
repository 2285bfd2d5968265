"""What other subjects' facts mean for recordings; `wiring` names these functions."""

from __future__ import annotations

from webapp.domain.presence.events import PersonLeft
from webapp.domain.recordings import selectors, services, stream_files
from webapp.domain.rooms.events import MediaPlanChanged, SeatChanged, SeatLeft, SeatTaken
from webapp.domain.rooms.models import Seat


def person_left(event: PersonLeft) -> None:
    """A recorder who goes offline stops his recordings."""
    services.stop_each(list(selectors.live_of(event.account_id)), "left")


def seat_left(event: SeatLeft) -> None:
    """A recorder who leaves the room stops his recordings in it; the last one who leaves stops all of them."""
    here = selectors.live(event.room_id)
    services.stop_each(list(here.filter(owner_id=event.account_id)), "left")
    if not Seat.objects.filter(room_id=event.room_id).exists():
        services.stop_each(list(here), "emptied")


def seat_taken(event: SeatTaken) -> None:
    """Who comes (back) may have another default camera than films know of."""
    services.follow_default_cameras(event.room_id)


def seat_changed(event: SeatChanged) -> None:
    """The choice of another default camera changes films that show it."""
    if event.seat.default_camera != event.before.default_camera:
        services.follow_default_cameras(event.room_id)


def plan_changed(event: MediaPlanChanged) -> None:
    """A stream that opens may have to go into a file of its own."""
    for recording in selectors.live(event.room_id):
        if recording.rules:
            stream_files.begin(recording.pk)
