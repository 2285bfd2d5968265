"""Texts, parcels and private chats are heard, never mirrored."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.messaging.events import (
    FilterDataSent,
    ParcelSent,
    PrivateChatAnswered,
    PrivateChatAsked,
    PrivateChatEnded,
    TextSent,
)
from webapp.gateway.changes.base import NO_CHANGE, Changes, State
from webapp.kernel.events import Event

CHANGES: dict[type[Event], Changes] = {
    TextSent: NO_CHANGE,
    ParcelSent: NO_CHANGE,
    FilterDataSent: NO_CHANGE,
    PrivateChatAsked: NO_CHANGE,
    PrivateChatAnswered: NO_CHANGE,
    PrivateChatEnded: NO_CHANGE,
}


def snapshot(actor: Actor) -> State:
    """Nothing of its own."""
    return {}
