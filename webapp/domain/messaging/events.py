"""Facts about texts and parcels. Told to those they are for, never back to the sender unless a dialect asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.domain.rooms.views import SeatView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId, RoomId


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Something said once; who is in `kept_for` hears it when the lost link is back, and not here (see `missed`)."""

    kept_for: tuple[AccountId, ...] = field(default=(), kw_only=True)


@register
@dataclass(frozen=True, slots=True)
class TextSent(Said):
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
class ParcelSent(Said):
    """Small opaque data for one person, or for everybody in the room (`receiver_id` 0)."""

    sender_id: AccountId
    sender_external_id: str
    sender_name: str
    receiver_id: AccountId
    data: str
    is_binary: bool


@register
@dataclass(frozen=True, slots=True)
class FilterDataSent(Said):
    """Opaque data of the company's own server for one person, or for all it was told to (`receiver_id` 0)."""

    receiver_id: AccountId
    data: str


@register
@dataclass(frozen=True, slots=True)
class PrivateChatAsked(Said):
    """Somebody would like to talk to one other person alone; the answer names `chat_id`."""

    chat_id: int
    asker_id: AccountId
    asked_id: AccountId


@register
@dataclass(frozen=True, slots=True)
class PrivateChatAnswered(Said):
    """The one who was asked has answered; `reason` is his own number for a refusal, 0 if he gave none."""

    chat_id: int
    asker_id: AccountId
    asked_id: AccountId
    is_accepted: bool
    reason: int


@register
@dataclass(frozen=True, slots=True)
class PrivateChatEnded(Said):
    """`by_id` ended it, or withdrew his request; `has_left` when he left the room or lost the link instead."""

    chat_id: int
    by_id: AccountId
    partner_id: AccountId
    has_left: bool
    was_open: bool
    by_asker: bool
