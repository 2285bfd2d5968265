"""Facts about rooms and seats. Told to the room, and by name to a person who is no longer or not yet in it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.rooms.views import DirectView, SeatView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId, RoomId


@register
@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """Somebody entered the room."""

    room_id: RoomId
    seat: SeatView

    @property
    def account_id(self) -> AccountId:
        """Who entered."""
        return AccountId(self.seat.account_id)


@register
@dataclass(frozen=True, slots=True)
class SeatLeft(Event):
    """Somebody left ("left"), was lost ("lost"), replaced ("replaced"), removed ("kicked"), or the room "closed"."""

    room_id: RoomId
    account_id: AccountId
    external_id: str
    name: str
    reason: str
    by_id: AccountId  # who removed them; 0 for nobody


@register
@dataclass(frozen=True, slots=True)
class SeatChanged(Event):
    """A device was opened, closed, found or lost, or the link was; `before` tells from what."""

    room_id: RoomId
    seat: SeatView
    before: SeatView
    what: str  # "camera" | "microphone" | "speaker" | "cameras" | "devices" | "name" | "link"
    by_external_id: str = ""  # who did it, if not the member


@register
@dataclass(frozen=True, slots=True)
class DeviceAsked(Event):
    """Somebody else asks the account's page to open a device, or has closed it. Told to the account alone."""

    room_id: RoomId
    account_id: AccountId
    kind: str  # "audio" | "video"
    is_on: bool


@register
@dataclass(frozen=True, slots=True)
class RoomDestroyed(Event):
    """The room was closed for good, or closed because the last person left."""

    room_id: RoomId
    by_id: AccountId  # 0: by itself or by an administrator
    was_empty: bool = False


@register
@dataclass(frozen=True, slots=True)
class ScreenSharingStarted(Event):
    """Somebody shows their screen."""

    room_id: RoomId
    seat: SeatView


@register
@dataclass(frozen=True, slots=True)
class ScreenSharingStopped(Event):
    """Somebody no longer shows their screen."""

    room_id: RoomId
    seat: SeatView


@register
@dataclass(frozen=True, slots=True)
class ScreenMarkingStarted(Event):
    """Everybody may draw on the shown screen; `seat` shows it."""

    room_id: RoomId
    seat: SeatView
    by_external_id: str


@register
@dataclass(frozen=True, slots=True)
class ScreenMarkingStopped(Event):
    """Nobody draws any more, and what was drawn is gone."""

    room_id: RoomId
    seat: SeatView
    by_external_id: str


@register
@dataclass(frozen=True, slots=True)
class MarkDrawn(Event):
    """Somebody draws on the shown screen; the stroke is text that only pages understand."""

    room_id: RoomId
    sender_id: AccountId
    stroke: str


@register
@dataclass(frozen=True, slots=True)
class MediaPlanChanged(Event):
    """Who sends or receives what in the room is different now. Nobody hears it; it wakes the media plane."""

    room_id: RoomId


@register
@dataclass(frozen=True, slots=True)
class DirectAllowed(Event):
    """The account's page may connect to another page of the room. Told to the account alone."""

    room_id: RoomId
    account_id: AccountId
    row: DirectView


@register
@dataclass(frozen=True, slots=True)
class DirectTaken(Event):
    """The account takes other streams directly than before. Told to the account alone."""

    room_id: RoomId
    account_id: AccountId
    row: DirectView


@register
@dataclass(frozen=True, slots=True)
class DirectEnded(Event):
    """The two may no longer send to each other; the media node forwards again. Told to the account alone."""

    room_id: RoomId
    account_id: AccountId
    other_id: AccountId


@register
@dataclass(frozen=True, slots=True)
class DirectSignalled(Event):
    """A page says something about the connection to another page. Told to that page's person alone."""

    sender_id: AccountId
    receiver_id: AccountId
    message: str
