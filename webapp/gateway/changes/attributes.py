"""Attributes are not mirrored: pages ask for them and hear how they change."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.attributes.events import AttributesChanged
from webapp.gateway.changes.base import NO_CHANGE, Changes, State
from webapp.kernel.events import Event

CHANGES: dict[type[Event], Changes] = {AttributesChanged: NO_CHANGE}


def snapshot(actor: Actor) -> State:
    """Nothing."""
    return {}
