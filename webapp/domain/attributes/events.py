"""The one fact about attributes; told to the room where the writer wanted it told."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.attributes.views import AttributeView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId, RoomId


@register
@dataclass(frozen=True, slots=True)
class AttributesChanged(Event):
    """Attributes of the room, or of the member, came, changed or went."""

    room_id: RoomId
    member_id: AccountId  # 0: the room's own
    member_external_id: str
    added: dict[str, AttributeView]
    updated: dict[str, AttributeView]
    removed: tuple[str, ...]
