"""AnyChat chapters 4.5.3 and 5.5.5: small opaque data."""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat.commands.text import EVERYBODY
from webapp.dialects.base import Actor, Callback, Command, Int, News, Str, said
from webapp.domain.accounts import selectors as accounts
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import ParcelSent
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

MAX_BYTES = 1024


def send(who: Actor, a: Any) -> None:
    """To a person online anywhere, or to everybody in the own room."""
    to_all = a.dwUserId in EVERYBODY
    receiver = None if to_all else accounts.account(who.application_id, AccountId(a.dwUserId))
    messaging.send_parcel(session_id=who.session_id, receiver=receiver, data=a.lpBuf, max_bytes=MAX_BYTES)


def heard(e: ParcelSent) -> list[Callback]:
    """The data as they were sent; the size counts bytes of UTF-8."""
    return [("OnAnyChatTransBuffer", e.sender_id, e.data, len(e.data.encode()))]


COMMANDS: tuple[Command, ...] = (Command("BRAC_TransBuffer", "5.5.5", (Int("dwUserId"), Str("lpBuf")), run=send),)

NEWS: dict[type[Event], News] = {ParcelSent: said(heard, but=lambda e: AccountId(e.sender_id))}
