"""Conference SDK: chat."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, Json, News, Str, said
from webapp.dialects.conference.structs import CHAT, CONTENT_BYTES, State, chat_info, state, user_info
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import PrivateChatAnswered, PrivateChatAsked, PrivateChatEnded, TextSent
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

EVERYBODY = (0, -1)
COLOR, RECEIVER, CONTENT = Int("m_i32Color"), Int("m_i32DstID"), Str("m_strContent")


def send(who: Actor, a: Any) -> None:
    """Who sent it is the server's to say, whatever the struct claims."""
    chat = a.pconference_chat_info
    if not isinstance(chat, dict):
        raise InvalidArgument("no chat struct")
    receiver = RECEIVER.read(chat.get("m_i32DstID", 0))
    messaging.send_text(
        session_id=who.session_id,
        text=CONTENT.read(chat.get("m_strContent")),
        receiver_id=messaging.EVERYBODY if receiver in EVERYBODY else AccountId(receiver),
        is_secret=receiver not in EVERYBODY,
        color=COLOR.read(chat.get("m_i32Color", 0)),
        max_bytes=CONTENT_BYTES,
    )


def heard(e: TextSent) -> list[Callback]:
    """Twice, as the document has it: by the chat callback and as a state."""
    if not e.text:
        return []
    chat = chat_info(e)
    return [(CHAT, chat), state(State.USER_CHAT, user_info(e.sender), chat)]


COMMANDS: tuple[Command, ...] = (
    Command("send_chat", "send_chat", (Json("pconference_chat_info", ts="unknown"),), run=send),
)

NEWS: dict[type[Event], News] = {
    TextSent: said(heard, but=lambda e: e.sender_id),
    PrivateChatAsked: SILENT,
    PrivateChatAnswered: SILENT,
    PrivateChatEnded: SILENT,
}
