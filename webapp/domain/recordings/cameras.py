"""Which camera a place in a film shows that is of somebody's default camera."""

from __future__ import annotations

from dataclasses import replace

from webapp.domain.rooms.models import Seat
from webapp.kernel.ids import RoomId
from webapp.media.core.style import Pane


def settled(room_id: RoomId, panes: tuple[Pane, ...]) -> tuple[Pane, ...]:
    """The places with the default cameras as they are now; those of people who are not here stay as they were."""
    asked = {pane.account for pane in panes if pane.is_default}
    if not asked:
        return panes
    seats = Seat.objects.filter(room_id=room_id, account_id__in=asked)
    chosen = dict(seats.values_list("account_id", "default_camera"))
    return tuple(
        replace(pane, index=chosen.get(pane.account, pane.index)) if pane.is_default else pane for pane in panes
    )
