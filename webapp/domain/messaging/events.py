"""Facts about texts and parcels. Told to those they are for, never back to the sender unless a dialect asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.rooms.views import SeatView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId, RoomId


@register
@dataclass(frozen=True, slots=True)
class TextSent(Event):
    """A text for the room (`receiver_id` 0) or for one person in it."""

    room_id: RoomId
    sender: SeatView
    receiver_id: AccountId
    is_secret: bool
    text: str
    color: int  # 0xRRGGBB
    sent_ms: int
    payload: str  # the sender's own packaging of the text when its dialect has one, else empty

    @property
    def sender_id(self) -> AccountId:
        """Who said it."""
        return AccountId(self.sender.account_id)


@register
@dataclass(frozen=True, slots=True)
class ParcelSent(Event):
    """Small opaque data for one person, or for everybody in the room (`receiver_id` 0)."""

    sender_id: AccountId
    sender_external_id: str
    sender_name: str
    receiver_id: AccountId
    data: str
    is_binary: bool
