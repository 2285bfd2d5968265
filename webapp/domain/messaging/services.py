"""Saying something: a text in the room, a small parcel to anybody online."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from webapp.domain.accounts.models import Account
from webapp.domain.messaging import missed, private
from webapp.domain.messaging.events import ParcelSent, TextSent
from webapp.domain.messaging.models import Message
from webapp.domain.presence import selectors as presence
from webapp.domain.rooms import selectors as rooms
from webapp.domain.rooms.models import Seat
from webapp.domain.rooms.views import seat_view
from webapp.kernel import clock
from webapp.kernel.errors import AddresseeMissing, InvalidArgument, MessageTooLarge
from webapp.kernel.events import person
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, RoomId, SessionId

MAX_TEXT_BYTES = 8 * 1024
MAX_PARCEL_BYTES = 64 * 1024
EVERYBODY = AccountId(0)


@transaction.atomic
def send_text(
    *,
    session_id: SessionId,
    text: str,
    receiver_id: AccountId = EVERYBODY,
    is_secret: bool = False,
    color: int = 0,
    payload: str = "",
    max_bytes: int = MAX_TEXT_BYTES,
) -> None:
    """Say something to the room, or to one person in it; a text to one person that is not secret is heard by all.

    `payload` is the speaker's own packaging of the text, passed on to pages that know it; sizes in bytes of UTF-8.
    Refuses with: NotSeated, PeerLeftRoom, ChatNotAllowed, MessageTooLarge, InvalidArgument. AnyChat manual 5.5.4.
    """
    seat = rooms.seat(session_id)
    if not text and not payload:
        raise InvalidArgument("an empty text")
    _check_size(payload or text, max_bytes)
    receiver = _addressee(seat, receiver_id, is_secret=is_secret)
    said_at = clock.now()
    if text:
        _keep(seat, receiver, text, said_at, is_secret=is_secret)
    sent = TextSent(
        room_id=RoomId(seat.room_id),
        sender=seat_view(seat),
        receiver_id=receiver_id,
        is_secret=is_secret,
        text=text,
        color=color,
        sent_ms=clock.ms(said_at),
        payload=payload,
    )
    missed.say(sent, to=[person(receiver_id) if receiver and is_secret else room_audience(sent.room_id)])


def _addressee(seat: Seat, receiver_id: AccountId, *, is_secret: bool) -> Account | None:
    """Whom a text in the room is for; None is everybody. Refuses with: PeerLeftRoom, ChatNotAllowed."""
    if receiver_id == EVERYBODY:
        return None
    other = rooms.seat_beside(seat, receiver_id)
    if is_secret:
        private.check_secrets(AccountId(seat.account_id), receiver_id)
    return other.account


def _keep(seat: Seat, receiver: Account | None, text: str, said_at: datetime, *, is_secret: bool) -> None:
    Message.objects.create(
        application_id=seat.account.application_id,
        room_id=seat.room_id,
        sender=seat.account,
        receiver=receiver,
        is_secret=is_secret,
        text=text,
        sent_at=said_at,
    )


@transaction.atomic
def send_parcel(
    *,
    session_id: SessionId,
    receiver: Account | None,
    data: str,
    is_binary: bool = False,
    max_bytes: int = MAX_PARCEL_BYTES,
) -> None:
    """Pass small opaque data on: to one person online in the application, or without one to everybody in the room.

    Refuses with: NotLoggedIn, NotSeated (for everybody), AddresseeMissing, MessageTooLarge. Rule: AnyChat manual 5.5.5.
    """
    session = presence.live(session_id)
    sender = session.account
    assert sender is not None
    _check_size(data, max_bytes)
    if receiver is None:
        audience, receiver_id = room_audience(RoomId(rooms.seat(session_id).room_id)), EVERYBODY
    else:
        receiver_id = AccountId(receiver.pk)
        if receiver.application_id != sender.application_id or not presence.is_online(receiver_id):
            raise AddresseeMissing
        audience = person(receiver_id)
    sent = ParcelSent(AccountId(sender.pk), sender.external_id, sender.name, receiver_id, data, is_binary)
    missed.say(sent, to=[audience])


def _check_size(text: str, max_bytes: int) -> None:
    if len(text.encode()) > max_bytes:
        raise MessageTooLarge(f"more than {max_bytes} bytes")
