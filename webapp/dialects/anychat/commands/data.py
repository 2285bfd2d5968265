"""AnyChat chapters 4.5.3 and 5.5.5: small opaque data."""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat.commands.text import EVERYBODY
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said
from webapp.domain.accounts import selectors as accounts
from webapp.domain.attributes.events import AttributesChanged
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import ParcelSent
from webapp.kernel.errors import InvalidArgument, MessageTooLarge
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

MAX_BYTES = 1024


def send(who: Actor, a: Any) -> None:
    """To a person online anywhere, or to everybody in the own room."""
    size = len(a.lpBuf) if a.binary else len(a.lpBuf.encode())
    if size > MAX_BYTES:
        raise MessageTooLarge(f"{size} bytes are more than {MAX_BYTES}.")
    if not size or (a.binary and not _is_bytes(a.lpBuf)):
        raise InvalidArgument("A buffer has at least one byte, and bytes are one character each.")
    to_all = a.dwUserId in EVERYBODY
    receiver = None if to_all else accounts.account(who.application_id, AccountId(a.dwUserId))
    messaging.send_parcel(session_id=who.session_id, receiver=receiver, data=a.lpBuf, is_binary=bool(a.binary))


def heard(e: ParcelSent) -> list[Callback]:
    """The data as they were sent, text or bytes; the size of a text counts bytes of UTF-8."""
    if e.is_binary and _is_bytes(e.data):
        return [("OnAnyChatTransBuffer", e.sender_id, {"bytes": e.data}, len(e.data))]
    return [("OnAnyChatTransBuffer", e.sender_id, e.data, len(e.data.encode()))]


def _is_bytes(data: str) -> bool:
    """Bytes travel as one character each."""
    return all(character < "\u0100" for character in data)


COMMANDS: tuple[Command, ...] = (
    Command("BRAC_TransBuffer", "5.5.5", (Int("dwUserId"), Str("lpBuf"), Int("binary", 0)), run=send),
)

NEWS: dict[type[Event], News] = {
    ParcelSent: said(heard, but=lambda e: AccountId(e.sender_id)),
    AttributesChanged: SILENT,
}
