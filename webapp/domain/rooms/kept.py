"""Seats whose page is waited for: its link is lost, or it is back and has not entered the room again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from webapp.domain.presence.models import Session
from webapp.domain.rooms import selectors
from webapp.domain.rooms.events import SeatChanged
from webapp.domain.rooms.models import Seat
from webapp.domain.rooms.views import seat_view
from webapp.kernel import clock
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import RoomId, SessionId


def seat_of(session_id: SessionId) -> Seat | None:
    """The session's seat, if its page is waited for."""
    return selectors.seats().filter(session_id=session_id, kept_until__isnull=False).first()


@transaction.atomic
def link_lost(*, session_id: SessionId) -> None:
    """The others see that the page is away, unless it has come back before we got here. Raises NotSeated."""
    gone = Session.objects.select_for_update().filter(pk=session_id, absent_until__isnull=False)
    if gone.values_list("pk", flat=True).first() is not None:
        keep(session_id=session_id)


@transaction.atomic
def keep(*, session_id: SessionId) -> None:
    """The page has to enter its room again within `LINK_GRACE_S`, or the seat goes. Raises NotSeated."""
    _owe(selectors.held_seat(session_id), clock.now() + timedelta(seconds=settings.LINK_GRACE_S))


@transaction.atomic
def settle(seat: Seat) -> None:
    """The page has entered again."""
    selectors.hold(RoomId(seat.room_id))
    _owe(seat, None)


def _owe(seat: Seat, until: datetime | None) -> None:
    before = seat_view(seat)
    is_seen = before.is_away != (until is not None)
    Seat.objects.filter(pk=seat.pk).update(kept_until=until, rev=F("rev") + int(is_seen))
    seat.refresh_from_db(fields=["kept_until", "rev"])
    if is_seen:
        room_id = RoomId(seat.room_id)
        publish(SeatChanged(room_id, seat_view(seat), before, "link"), to=[room_audience(room_id)])
