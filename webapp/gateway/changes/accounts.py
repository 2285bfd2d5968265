"""Accounts show in mirrors only through presence: a person is a row while online."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.accounts.events import TokenExpiring
from webapp.gateway.changes.base import NO_CHANGE, Changes, State
from webapp.kernel.events import Event

CHANGES: dict[type[Event], Changes] = {TokenExpiring: NO_CHANGE}


def snapshot(actor: Actor) -> State:
    """Nothing of its own."""
    return {}
