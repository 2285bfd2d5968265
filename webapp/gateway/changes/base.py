"""The vocabulary of mirror changes: put, drop, clear; and whether a change is the same for every listener."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from webapp.dialects.base import Actor
from webapp.kernel.events import Event

Change = list[Any]  # ["put", table, key, row] | ["drop", table, key] | ["clear", table]
Row = dict[str, Any]
State = dict[str, dict[str, Row]]  # table -> key -> row

# The tables a page may have; forgotten together at logout.
TABLES = (
    *(
        "me",
        "people",
        "friends",
        "roommates",
        "groups",
        "room",
        "seats",
        "areas",
        "queues",
        "agents",
        "clients",
        "ticket",
        "offers",
    ),
    *("calls", "transfers", "recordings", "direct", "playback"),
)


def row_of(view: Any) -> Row:
    """A view as a mirror row of plain JSON values."""
    row: Row = msgspec.to_builtins(view)
    return row


def put(table: str, key: object, view: Any) -> Change:
    """Merge the view's fields into the row."""
    return ["put", table, str(key), view if isinstance(view, dict) else row_of(view)]


def drop(table: str, key: object) -> Change:
    """Forget the row."""
    return ["drop", table, str(key)]


def clear(table: str) -> Change:
    """Forget every row of the table."""
    return ["clear", table]


@dataclass(frozen=True, slots=True)
class Changes:
    """How an event changes mirrors; with `to_each` it depends on the listener.

    `about` says that it depends only on whether the listener is that account: two encodings serve everybody.
    """

    of: Callable[..., Sequence[Change]]
    to_each: bool = False
    about: Callable[[Any], int] | None = None

    def seen_by(self, event: Event, listener: Actor) -> list[Change]:
        """The changes of one listener's mirror."""
        return list(self.of(event, listener) if self.to_each else self.of(event))


def for_all(of: Callable[[Any], Sequence[Change]]) -> Changes:
    """The same change for every listener: encoded once."""
    return Changes(of)


def for_each(of: Callable[[Any, Actor], Sequence[Change]], *, about: Callable[[Any], int] | None = None) -> Changes:
    """A change that depends on the listener; with `about`, only on whether it is about the listener."""
    return Changes(of, to_each=True, about=about)


def both(first: Changes, second: Changes) -> Changes:
    """The changes of two apps that show something of the same event."""
    abouts = [row.about for row in (first, second) if row.to_each]
    about = abouts[0] if abouts and all(abouts) else None
    return for_each(
        lambda event, listener: [*first.seen_by(event, listener), *second.seen_by(event, listener)], about=about
    )


NO_CHANGE = Changes(lambda event: ())


def applied(state: State, changes: Sequence[Change]) -> State:
    """The rule of the page (mirror/apply.ts), here so that tests can check: snapshot + patches == snapshot."""
    new = {table: dict(rows) for table, rows in state.items()}
    for change in changes:
        match change:
            case ["put", table, key, row]:
                rows = new.setdefault(table, {})
                old = rows.get(key, {})
                if "rev" in row and row["rev"] < old.get("rev", row["rev"]):
                    continue
                rows[key] = {**old, **row}
            case ["drop", table, key]:
                new.get(table, {}).pop(key, None)
            case ["clear", table]:
                new[table] = {}
            case _:
                raise ValueError(f"no such change: {change!r}")
    return {table: rows for table, rows in new.items() if rows}
