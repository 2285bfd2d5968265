"""What other subjects' facts mean for what is played; `wiring` names these functions."""

from __future__ import annotations

from webapp.domain.playback import services
from webapp.domain.rooms.events import SeatLeft


def seat_left(event: SeatLeft) -> None:
    """Who leaves takes along what they played."""
    services.end_of(room_id=event.room_id, account_id=event.account_id)
