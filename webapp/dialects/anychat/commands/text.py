"""AnyChat chapters 4.4 and 5.5.4: text in the room."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import Actor, Callback, Command, Int, News, Str, said
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import TextSent
from webapp.kernel.errors import NotSupported
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

EVERYBODY = (-1, 0)  # the manual has -1, two demos pass 0


def send(who: Actor, a: Any) -> None:
    """To everybody in the room, or to one person in it; only a text to one person can be secret."""
    to_all = a.dwUserId in EVERYBODY
    messaging.send_text(
        session_id=who.session_id,
        text=a.lpMsgBuf,
        receiver_id=messaging.EVERYBODY if to_all else AccountId(a.dwUserId),
        is_secret=bool(a.bSecret) and not to_all,
    )


def heard(e: TextSent) -> list[Callback]:
    """The text exactly as it was said; the length counts bytes of UTF-8."""
    if not e.text:
        return []  # another dialect's page spoke to its like in a format of its own
    receiver = e.receiver_id or -1
    return [("OnAnyChatTextMessage", e.sender_id, receiver, int(e.is_secret), e.text, len(e.text.encode()))]


def not_offered(who: Actor, a: Any) -> None:
    """Refuse openly what the server does not do."""
    raise NotSupported


COMMANDS: tuple[Command, ...] = (
    Command("BRAC_SendTextMessage", "5.5.4", (Int("dwUserId"), Int("bSecret", 0), Str("lpMsgBuf")), run=send),
)

NEWS: dict[type[Event], News] = {TextSent: said(heard, but=lambda e: e.sender_id)}
