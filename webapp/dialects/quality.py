"""What every page may tell of the quality it measures, whatever its vendor's language ("sb.quality")."""

from __future__ import annotations

from webapp.dialects.base import Command, Json, News
from webapp.domain.quality import services as quality
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = (
    Command(
        "sb.quality",
        "neutral",
        (Json("rows", ts="unknown[]"),),
        run=lambda who, a: quality.note(
            application_id=who.application_id, room_id=who.room_id, reporter_id=who.account_id, rows=a.rows
        ),
        doc="How well the page sends (account 0) and receives others: [account, score 0..10, reason, loss %, round trip ms].",
    ),
)

NEWS: dict[type[Event], News] = {}
