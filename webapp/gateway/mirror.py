"""What a page may read synchronously: a snapshot, and the changes that keep it true."""

from __future__ import annotations

from types import ModuleType

from webapp.dialects.base import Actor
from webapp.gateway.changes import (
    accounts,
    attributes,
    calls,
    messaging,
    playback,
    presence,
    queues,
    recordings,
    rooms,
    transfers,
)
from webapp.gateway.changes.base import TABLES, Change, Changes, State, applied, both
from webapp.kernel.events import Event

__all__ = ["CHANGES", "TABLES", "as_patch", "patch", "snapshot"]

_APPS: tuple[ModuleType, ...] = (
    accounts,
    presence,
    rooms,
    playback,
    attributes,
    messaging,
    transfers,
    recordings,
    calls,
    queues,
)


def _merged() -> dict[type[Event], Changes]:
    """One row per event; where two apps have something to show, the lower one's changes come first."""
    rows: dict[type[Event], Changes] = {}
    for app in _APPS:
        for event, row in app.CHANGES.items():
            rows[event] = both(rows[event], row) if event in rows else row
    return rows


CHANGES: dict[type[Event], Changes] = _merged()


def snapshot(actor: Actor) -> State:
    """Everything the actor's page may know right now, table by table; empty tables are left out."""
    state: State = {}
    for app in _APPS:
        # Two apps may fill different fields of one row: the queues know the area in "me".
        state = applied(state, as_patch(app.snapshot(actor)))
    return state


def as_patch(state: State) -> list[Change]:
    """A whole state as changes to an empty mirror."""
    return [["put", table, key, row] for table, rows in state.items() for key, row in rows.items()]


def patch(events: list[Event], actor: Actor) -> list[Change]:
    """The changes that a list of events makes in the actor's mirror, in order."""
    return [change for event in events for change in CHANGES[type(event)].seen_by(event, actor)]
