"""What the rooms do when something happens below them; named in wiring."""

from __future__ import annotations

from contextlib import suppress

from webapp.domain.presence.events import PersonAbsent, PersonLeft, PersonReturned
from webapp.domain.rooms import kept, services
from webapp.kernel.errors import NotSeated


def person_left(event: PersonLeft) -> None:
    """Whoever logs out, is lost or is replaced gives the seat up."""
    reason = {"logged_out": "left", "replaced": "replaced"}.get(event.reason, "lost")
    try:
        services.leave(session_id=event.session_id, reason=reason)
    except NotSeated:
        return


def person_absent(event: PersonAbsent) -> None:
    """Whoever lost the link keeps the seat for a while, and the room sees it."""
    with suppress(NotSeated):
        kept.link_lost(session_id=event.session_id)


def person_returned(event: PersonReturned) -> None:
    """Whoever is back keeps the seat until his page has entered again, as pages do after a lost link."""
    with suppress(NotSeated):
        kept.keep(session_id=event.session_id)
