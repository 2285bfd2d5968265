"""Marks on a shown screen: when anybody may draw, and the strokes on their way from page to page."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from webapp.domain.rooms import selectors
from webapp.domain.rooms.events import MarkDrawn, ScreenMarkingStarted, ScreenMarkingStopped
from webapp.domain.rooms.models import Seat
from webapp.domain.rooms.views import seat_view
from webapp.kernel.errors import InvalidState, MessageTooLarge
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, RoomId, SessionId

MAX_STROKE_BYTES = 8 * 1024

Marking = ScreenMarkingStarted | ScreenMarkingStopped


@transaction.atomic
def start(*, session_id: SessionId) -> None:
    """Let everybody in the room draw on the screen that is shown there; once more does no harm.

    Refuses with: NotSeated, InvalidState (no screen is shown).
    """
    own = selectors.held_seat(session_id)
    shown = _shown(own)
    if shown is None:
        raise InvalidState("no screen is shown")
    if not shown.is_marked:
        _tell(ScreenMarkingStarted, shown, own, is_marked=True)


@transaction.atomic
def stop(*, session_id: SessionId) -> None:
    """End the drawing; pages wipe what was drawn. Refuses with: NotSeated, InvalidState (nobody draws)."""
    own = selectors.held_seat(session_id)
    shown = _shown(own)
    if shown is None or not shown.is_marked:
        raise InvalidState("no screen is drawn on")
    end(shown, by=own)


def end(shown: Seat, *, by: Seat) -> None:
    """End the drawing on a held seat's screen."""
    _tell(ScreenMarkingStopped, shown, by, is_marked=False)


def draw(*, session_id: SessionId, stroke: str) -> None:
    """Hand a stroke, or the next piece of one, to the others; only pages read it.

    Refuses with: NotSeated, InvalidState (nobody may draw now), MessageTooLarge.
    """
    if len(stroke.encode()) > MAX_STROKE_BYTES:
        raise MessageTooLarge
    own = selectors.seat(session_id)
    if not Seat.objects.filter(room_id=own.room_id, is_marked=True).exists():
        raise InvalidState("no screen is drawn on")
    room_id = RoomId(own.room_id)
    publish(MarkDrawn(room_id, AccountId(own.account_id), stroke), to=[room_audience(room_id)])


def _shown(seat: Seat) -> Seat | None:
    return selectors.seats().filter(room_id=seat.room_id, is_sharing=True).first()


def _tell(event: type[Marking], shown: Seat, by: Seat, *, is_marked: bool) -> None:
    Seat.objects.filter(pk=shown.pk).update(rev=F("rev") + 1, is_marked=is_marked)
    shown.refresh_from_db(fields=["rev", "is_marked"])
    room_id = RoomId(shown.room_id)
    publish(event(room_id, seat_view(shown), by.account.external_id), to=[room_audience(room_id)])
