"""What other subjects' facts mean for private chats; `wiring` names these functions."""

from __future__ import annotations

from webapp.domain.messaging import private
from webapp.domain.rooms.events import SeatLeft


def seat_left(event: SeatLeft) -> None:
    """Whoever leaves the room, or is put out of it by a lost link, ends his private chats."""
    private.drop_all(event.account_id)
