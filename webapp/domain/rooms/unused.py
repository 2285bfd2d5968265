"""Rooms that pages made on purpose stand open while nobody is inside; in the end they are closed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from webapp.domain.rooms.events import RoomDestroyed
from webapp.domain.rooms.models import Room
from webapp.kernel import clock
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, RoomId

log = logging.getLogger(__name__)

NOBODY = AccountId(0)
AT_ONCE = 1000


def close_unused() -> int:
    """Close the rooms of pages that nobody has been in for `ROOMS_KEPT_DAYS`, the longest empty first.

    Returns how many. What was recorded, said and called in them stays. Source: crvideo-pages.md section 5.
    """
    if not settings.ROOMS_KEPT_DAYS:
        return 0
    numbers = list(_unused().values_list("pk", flat=True)[:AT_ONCE])
    closed = sum(close_empty(_unused(), RoomId(number)) for number in numbers)
    if closed:
        log.info("%s unused rooms closed", closed)
    return closed


def _unused() -> QuerySet[Room]:
    long_ago = clock.now() - timedelta(days=settings.ROOMS_KEPT_DAYS)
    left = Q(emptied_at__lt=long_ago) | Q(emptied_at=None, created_at__lt=long_ago)
    return Room.objects.filter(left, closes_unused=True, headcount=0, closed_at=None).order_by("emptied_at", "pk")


@transaction.atomic
def close_empty(rooms: QuerySet[Room], room_id: RoomId) -> bool:
    """Close this one of the rooms unless somebody is inside or it is closed already; returns whether it was done."""
    empty = rooms.filter(pk=room_id, headcount=0, closed_at=None)
    if not empty.update(closed_at=clock.now()):  # somebody may have come in since it was looked at
        return False
    publish(RoomDestroyed(room_id, NOBODY, was_empty=True), to=[room_audience(room_id)])
    return True
