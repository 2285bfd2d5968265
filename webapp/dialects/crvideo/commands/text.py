"""CRVideo: broadcasts in the meeting; chat is one of them, packed as the pages pack it."""

from __future__ import annotations

from typing import Any

import msgspec

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, News, Str, said
from webapp.dialects.crvideo.commands.login import WEB
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import PrivateChatAnswered, PrivateChatAsked, PrivateChatEnded, TextSent
from webapp.kernel.events import Event


def text_of(message: str) -> str:
    """What a person said in a broadcast; nothing when pages only talk to each other, all of it when it is plain text."""
    try:
        parsed = msgspec.json.decode(message)
    except msgspec.DecodeError:
        return message
    match parsed:
        case {"CmdType": "IM", "IMMsg": str(text)}:
            return text
        case dict():
            return ""
        case _:
            return message


def packed(text: str) -> str:
    """A text as the meeting pages pack it."""
    return msgspec.json.encode({"CmdType": "IM", "IMMsg": text}).decode()


def send(who: Actor, a: Any) -> None:
    """To everybody in the meeting, oneself included."""
    messaging.send_text(session_id=who.session_id, text=text_of(a.stringMsg), payload=a.stringMsg)


def heard(e: TextSent) -> list[Callback]:
    """A broadcast of a like page verbatim, a text of another dialect packed."""
    return [("CRVideo_NotifyMeetingCustomMsg", e.sender.external_id, e.payload or packed(e.text))]


COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_SendMeetingCustomMsg",
        WEB + "SendMeetingCustomMsg",
        (Str("stringMsg"), Cookie()),
        run=send,
        answer=lambda a, result: [("CRVideo_SendMeetingCustomMsgRslt", 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_SendMeetingCustomMsgRslt", code, COOKIE)],
        returns="void",
    ),
)

NEWS: dict[type[Event], News] = {
    TextSent: said(heard),
    PrivateChatAsked: SILENT,
    PrivateChatAnswered: SILENT,
    PrivateChatEnded: SILENT,
}
