"""What somebody does to others in the own room: closes their devices, asks for them to be opened, renames them."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from webapp.domain.accounts.models import Account, Role
from webapp.domain.rooms import devices, selectors
from webapp.domain.rooms.events import DeviceAsked
from webapp.domain.rooms.models import Policy, Room, Seat, StreamKind
from webapp.kernel import clock
from webapp.kernel.errors import CameraUnavailable, MicrophoneUnavailable, PeerLeftRoom, PermissionDenied
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId, RoomId, SessionId

# A browser opens a device within this time; one that opens later was opened by its own person.
OPENS_WITHIN_S = 10


def may_moderate(actor: Account, target: Account, room: Room) -> bool:
    """Whether `actor` may remove, silence or open the devices of `target` in the room.

    In a moderated room its owner may, in an open one everybody inside (CRVideo: Kickout), but nobody touches the
    owner or a supervisor except a supervisor.
    """
    if actor.role == Role.SUPERVISOR:
        return True
    if target.role == Role.SUPERVISOR or target.pk == room.owner_id:
        return False
    return room.policy == Policy.OPEN or actor.pk == room.owner_id


def moderated(session_id: SessionId, account_id: AccountId) -> tuple[Seat, Seat]:
    """One's own seat, and that of oneself or of somebody whom one may moderate; their room is held.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied.
    """
    own = selectors.held_seat(session_id)
    other = selectors.seat_beside(own, account_id)
    if other.pk != own.pk and not may_moderate(own.account, other.account, own.room):
        raise PermissionDenied
    return own, other


@transaction.atomic
def ask_to_open(*, session_id: SessionId, account_id: AccountId, kind: str) -> None:
    """Have the microphone ("audio") or the default camera ("video") of somebody else in the own room opened.

    Only a page can open its devices: it is asked to, and does so as far as its browser lets it. Until then, and if it
    never does, the seat stays as it is. What is open already needs no asking.
    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied, MicrophoneUnavailable, CameraUnavailable.
    """
    own, other = moderated(session_id, account_id)
    _check_there(other, kind)
    if _is_open(other, kind):
        return
    what = devices.MICROPHONE if kind == StreamKind.AUDIO else devices.CAMERA
    until = clock.ms(clock.now() + timedelta(seconds=OPENS_WITHIN_S))
    Seat.objects.filter(pk=other.pk).update(asked={**other.asked, what: [own.account.external_id, until]})
    _tell(other, kind, is_on=True)


def _check_there(seat: Seat, kind: str) -> None:
    """Raises PeerLeftRoom (its page is away), MicrophoneUnavailable, CameraUnavailable."""
    if seat.kept_until is not None:
        raise PeerLeftRoom
    if kind == StreamKind.AUDIO and not seat.has_microphone:
        raise MicrophoneUnavailable
    if kind == StreamKind.VIDEO and not seat.has_camera:
        raise CameraUnavailable


def _is_open(seat: Seat, kind: str) -> bool:
    return bool(seat.microphone if kind == StreamKind.AUDIO else seat.cameras)


@transaction.atomic
def silence(*, session_id: SessionId, account_id: AccountId, kind: str) -> None:
    """Close the microphone ("audio") or the cameras ("video") of somebody in the own room, oneself included.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied.
    """
    own, other = moderated(session_id, account_id)
    _close(other, kind, by=own)


@transaction.atomic
def silence_all(*, session_id: SessionId) -> None:
    """Close every microphone in the own room that the caller may close. Refuses with: NotSeated."""
    own = selectors.held_seat(session_id)
    for seat in selectors.seats_in(RoomId(own.room_id)):
        if seat.pk == own.pk or may_moderate(own.account, seat.account, own.room):
            _close(seat, StreamKind.AUDIO, by=own)


def _close(seat: Seat, kind: str, *, by: Seat) -> None:
    close = devices.close_microphone if kind == StreamKind.AUDIO else devices.close_all_cameras
    close(session_id=SessionId(seat.session_id), by=by.account.external_id)
    if seat.pk != by.pk and _is_open(seat, kind):  # the row as it was: its page captures still
        _tell(seat, kind, is_on=False)


def _tell(seat: Seat, kind: str, *, is_on: bool) -> None:
    account_id = AccountId(seat.account_id)
    publish(DeviceAsked(RoomId(seat.room_id), account_id, kind, is_on), to=[person(account_id)])


@transaction.atomic
def set_speaker(*, session_id: SessionId, account_id: AccountId, is_on: bool) -> None:
    """Turn the speaker of somebody in the own room on or off, oneself included.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied.
    """
    own, other = moderated(session_id, account_id)
    devices.set_speaker(session_id=SessionId(other.session_id), is_on=is_on, by=own.account.external_id)


@transaction.atomic
def rename_member(*, session_id: SessionId, account_id: AccountId, nickname: str) -> tuple[str, str]:
    """Change the name of somebody in the own room, oneself included; returns the old and the new.

    Refuses with: NotSeated, PeerLeftRoom, PermissionDenied, InvalidArgument.
    """
    moderated(session_id, account_id)
    return devices.rename(account_id=account_id, nickname=nickname)
