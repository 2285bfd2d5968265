"""Conference SDK: transparent data."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said
from webapp.dialects.conference.commands.text import EVERYBODY
from webapp.dialects.conference.structs import State, absent_user, state
from webapp.domain.accounts import selectors as accounts
from webapp.domain.attributes.events import AttributesChanged
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import FilterDataSent, ParcelSent
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

BINARY, TEXT = 0, 1


def send(who: Actor, a: Any) -> None:
    """To a user online on the MCU, or to everybody in the own room."""
    if a.data_type not in (BINARY, TEXT):
        raise InvalidArgument(f"no data type {a.data_type}")
    to_all = a.user_id in EVERYBODY
    messaging.send_parcel(
        session_id=who.session_id,
        receiver=None if to_all else accounts.account(who.application_id, AccountId(a.user_id)),
        data=a.pdata,
        is_binary=a.data_type == BINARY,
    )


def heard(e: ParcelSent) -> list[Callback]:
    """The sender may be in no room at all: only who it is can be told."""
    sender = absent_user(e.sender_id, e.sender_external_id, e.sender_name)
    data = {"data": e.data, "data_len": len(e.data.encode()), "data_type": BINARY if e.is_binary else TEXT}
    return [state(State.TRANSPARENT, sender, data)]


COMMANDS: tuple[Command, ...] = (
    Command(
        "send_transparent_data",
        "send_transparent_data",
        (Int("user_id"), Str("pdata"), Int("data_len", 0), Int("data_type", TEXT)),
        run=send,
    ),
)

NEWS: dict[type[Event], News] = {
    ParcelSent: said(heard, but=lambda e: AccountId(e.sender_id)),
    FilterDataSent: SILENT,
    AttributesChanged: SILENT,
}
