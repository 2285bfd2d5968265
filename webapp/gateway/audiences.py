"""Which events move a person into or out of a room, an area, the application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from webapp.domain.presence.events import WatchingChanged
from webapp.domain.presence.models import Session
from webapp.domain.queues import selectors as queues
from webapp.domain.queues.events import AreaEntered, AreaLeft
from webapp.domain.rooms.events import SeatLeft, SeatTaken
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId


@dataclass(frozen=True, slots=True)
class Move:
    """One account joins and leaves audiences (by their printed names)."""

    account_id: AccountId
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


def _watching(event: WatchingChanged, audience: str) -> Move:
    return Move(event.account_id, **{"joins" if event.watches else "leaves": (audience,)})


MOVES: dict[type[Event], Callable[[Any], Move]] = {
    SeatTaken: lambda e: Move(e.seat.account_id, joins=(f"room:{e.room_id}",)),
    SeatLeft: lambda e: Move(e.account_id, leaves=(f"room:{e.room_id}",)),
    WatchingChanged: lambda e: _watching(e, f"watchers:{e.application_id}"),
    AreaEntered: lambda e: Move(e.account_id, joins=(f"area:{e.area_id}",)),
    AreaLeft: lambda e: Move(e.account_id, leaves=(f"area:{e.area_id}",)),
}


def places(session: Session) -> set[str]:
    """The room and the area in which a session is."""
    visit = queues.visit_of(AccountId(session.account_id or 0))
    room = {f"room:{session.room_id}"} if session.room_id else set()
    return room | ({f"area:{visit.area_id}"} if visit else set())


def watched(session: Session) -> set[str]:
    """The people whom a session watches."""
    return {f"watchers:{session.application_id}"} if session.watches else set()


def moves(events: Iterable[Event], account_id: AccountId) -> tuple[set[str], set[str]]:
    """(joined, left): the audiences that these events put the account into and took it out of, in total."""
    joined: set[str] = set()
    left: set[str] = set()
    for event in events:
        move = MOVES[type(event)](event) if type(event) in MOVES else None
        if move and move.account_id == account_id:
            joined, left = (joined | set(move.joins)) - set(move.leaves), (left | set(move.leaves)) - set(move.joins)
    return joined, left
