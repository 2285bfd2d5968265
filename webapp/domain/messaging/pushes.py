"""What the company's own server says to people: texts, parcels, filter data. It speaks as nobody (user id 0)."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.accounts import selectors as accounts
from webapp.domain.accounts.models import Application
from webapp.domain.messaging import missed
from webapp.domain.messaging.events import FilterDataSent, ParcelSent, TextSent
from webapp.domain.messaging.services import EVERYBODY, MAX_PARCEL_BYTES, MAX_TEXT_BYTES
from webapp.domain.presence import selectors as presence
from webapp.domain.rooms import selectors as rooms
from webapp.domain.rooms.views import SeatView
from webapp.kernel import clock
from webapp.kernel.errors import AddresseeMissing, InvalidArgument, MessageTooLarge
from webapp.kernel.events import Audience, person
from webapp.kernel.events import application as application_audience
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, ApplicationId, RoomId

SERVER = AccountId(0)
NO_ROOM = RoomId(0)


@dataclass(frozen=True, slots=True)
class Target:
    """One user by number or by text id, a room, or with none of them everybody online in the application."""

    user_id: AccountId = EVERYBODY
    external_id: str = ""
    room_id: RoomId = NO_ROOM


def push_text(*, application: Application, target: Target, text: str) -> None:
    """Show a text. Refuses with: AccountMissing, AddresseeMissing, RoomMissing, InvalidArgument, MessageTooLarge."""
    _check(text, MAX_TEXT_BYTES)
    audience, receiver_id = _audience(application, target)
    missed.say(
        TextSent(
            room_id=target.room_id,
            sender=_server(application),
            receiver_id=receiver_id,
            is_secret=receiver_id != EVERYBODY,
            text=text,
            color=0,
            sent_ms=clock.ms(clock.now()),
            payload="",
        ),
        to=[audience],
    )


def push_parcel(*, application: Application, target: Target, data: str) -> None:
    """Hand over a small parcel; refusals as `push_text`."""
    _check(data, MAX_PARCEL_BYTES)
    audience, receiver_id = _audience(application, target)
    missed.say(ParcelSent(SERVER, "", application.name, receiver_id, data, False), to=[audience])


def push_filter_data(*, application: Application, target: Target, data: str) -> None:
    """Hand over filter data; refusals as `push_text`. Rule: AnyChat manual 4.5.5."""
    _check(data, MAX_PARCEL_BYTES)
    audience, receiver_id = _audience(application, target)
    missed.say(FilterDataSent(receiver_id, data), to=[audience])


def _check(text: str, max_bytes: int) -> None:
    if not text:
        raise InvalidArgument("there is nothing to say")
    if len(text.encode()) > max_bytes:
        raise MessageTooLarge(f"more than {max_bytes} bytes")


def _audience(application: Application, target: Target) -> tuple[Audience, AccountId]:
    application_id = ApplicationId(application.pk)
    if target.room_id:
        return room_audience(RoomId(rooms.room(application_id, target.room_id).id)), EVERYBODY
    if not target.user_id and not target.external_id:
        return application_audience(application_id), EVERYBODY
    account_id = accounts.addressed(application_id, target.user_id, target.external_id).pk
    if not presence.is_online(AccountId(account_id)):
        raise AddresseeMissing(f"account {account_id} is not online")
    return person(AccountId(account_id)), AccountId(account_id)


def _server(application: Application) -> SeatView:
    """The server as a speaker: it sits nowhere and has no devices."""
    return SeatView(
        account_id=SERVER,
        external_id="",
        name=application.name,
        camera=0,
        microphone=0,
        has_camera=False,
        has_microphone=False,
        cameras=(),
        camera_names=(),
        default_camera=0,
        is_deaf=False,
        is_sharing=False,
        is_marked=False,
        is_owner=False,
        is_away=False,
        entered_ms=0,
        rev=0,
    )
