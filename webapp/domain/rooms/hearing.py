"""Whose sound a page receives, as far as it chooses people by name."""

from __future__ import annotations

from django.db import transaction

from webapp.domain.rooms import selectors, services
from webapp.domain.rooms.models import HearingRule, Seat
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.ids import RoomId, SessionId

MAX_PEOPLE = 1000


@transaction.atomic
def choose(*, session_id: SessionId, rule: str, people: list[str]) -> None:
    """Receive the sound of everybody (""), "only" of the named people, or of all "but" them; they need not be here yet.

    Holds until the seat is given up. Refuses with: NotSeated, InvalidArgument.
    """
    if rule not in HearingRule.values:
        raise InvalidArgument(f"no such rule: {rule!r:.20}")
    if len(people) > MAX_PEOPLE:
        raise InvalidArgument(f"{len(people)} people of {MAX_PEOPLE}")
    seat = selectors.held_seat(session_id)
    if (seat.hearing_rule, seat.hearing_list) == (rule, people):
        return
    Seat.objects.filter(pk=seat.pk).update(hearing_rule=rule, hearing_list=people)
    services.replan(room_id=RoomId(seat.room_id))
