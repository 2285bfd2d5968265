"""What attributes do about rooms: they end with the meeting they were said in."""

from __future__ import annotations

from webapp.domain.attributes.models import Attribute
from webapp.domain.rooms.events import RoomDestroyed, SeatLeft


def seat_left(event: SeatLeft) -> None:
    """When everybody has gone, the members' attributes go; who is lost and comes back before finds his."""
    Attribute.objects.filter(room=event.room_id, room__headcount=0, member__isnull=False).delete()


def room_destroyed(event: RoomDestroyed) -> None:
    """A closed room keeps none; a number that is opened again starts over."""
    Attribute.objects.filter(room=event.room_id).delete()
