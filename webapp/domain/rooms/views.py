"""Rows of the page's mirror: my room and the seats in it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.rooms.models import Room, Seat
from webapp.kernel import clock


@dataclass(frozen=True, slots=True)
class RoomView:
    """The room somebody sits in."""

    id: int
    name: str
    owner_id: int | None
    capacity: int
    is_locked: bool
    policy: str
    has_password: bool
    created_ms: int


@dataclass(frozen=True, slots=True)
class SeatView:
    """Somebody in my room, and what is open there."""

    account_id: int
    external_id: str
    name: str
    camera: int
    microphone: int
    has_camera: bool
    has_microphone: bool
    cameras: tuple[int, ...]
    camera_names: tuple[str, ...]  # by number; "": there is none
    default_camera: int
    is_deaf: bool
    is_sharing: bool
    is_marked: bool  # everybody may draw on the shown screen
    is_owner: bool  # of the room
    is_away: bool  # the link is lost, or back and the room not entered again: the page is waited for
    entered_ms: int
    rev: int


@dataclass(frozen=True, slots=True)
class DirectView:
    """Somebody to whose page mine may connect. `taken`: which of their streams I take there ("video/0").

    `ice_servers` is a JSON list as RTCPeerConnection takes it.
    """

    other_id: int
    pair_id: int
    is_caller: bool
    taken: tuple[str, ...]
    ice_servers: str
    rev: int


def room_view(room: Room) -> RoomView:
    """The room without its password."""
    return RoomView(
        id=room.id,
        name=room.name,
        owner_id=room.owner_id,
        capacity=room.capacity,
        is_locked=room.is_locked,
        policy=room.policy,
        has_password=bool(room.password),
        created_ms=clock.ms(room.created_at),
    )


def seat_view(seat: Seat) -> SeatView:
    """The seat with the person on it."""
    return SeatView(
        account_id=seat.account_id,
        external_id=seat.account.external_id,
        name=seat.account.name,
        camera=seat.camera,
        microphone=seat.microphone,
        has_camera=seat.has_camera,
        has_microphone=seat.has_microphone,
        cameras=tuple(seat.cameras),
        camera_names=tuple(seat.camera_names),
        default_camera=seat.default_camera,
        is_deaf=seat.is_deaf,
        is_sharing=seat.is_sharing,
        is_marked=seat.is_marked,
        is_owner=seat.room.owner_id == seat.account_id,
        is_away=seat.kept_until is not None,
        entered_ms=clock.ms(seat.entered_at),
        rev=seat.rev,
    )
