"""What the rooms do when something happens below them; named in wiring."""

from __future__ import annotations

from webapp.domain.presence.events import PersonLeft, PersonReturned
from webapp.domain.rooms import services
from webapp.kernel.errors import NotSeated


def person_left(event: PersonLeft) -> None:
    """Whoever logs out, is lost or is replaced gives the seat up."""
    reason = {"logged_out": "left", "replaced": "replaced"}.get(event.reason, "lost")
    try:
        services.leave(session_id=event.session_id, reason=reason)
    except NotSeated:
        return


def person_returned(event: PersonReturned) -> None:
    """Whoever is back keeps the seat until his page has entered again, as pages do after a lost link."""
    services.keep_seat(session_id=event.session_id)
