"""What other subjects' facts mean for what people say to each other; `wiring` names these functions."""

from __future__ import annotations

from webapp.domain.messaging import missed, private
from webapp.domain.presence.events import PersonLeft, PersonReturned
from webapp.domain.rooms.events import SeatLeft


def seat_left(event: SeatLeft) -> None:
    """Whoever leaves the room, or is put out of it by a lost link, ends his private chats."""
    private.drop_all(event.account_id)


def person_returned(event: PersonReturned) -> None:
    """Whoever is back after a lost link hears what was said meanwhile."""
    missed.tell(session_id=event.session_id, account_id=event.account_id)


def person_left(event: PersonLeft) -> None:
    """Nobody will ask for what was kept."""
    missed.forget(session_id=event.session_id)
