"""AnyChat chapters 2.2 and 6 (401 to 421): private chats and chat modes.

The manual names the functions only. Chat modes are ours: 0 open for everything, 1 no private chats, 2 no secret texts
either. A refused request is told as an answer with the refusal's number, so that pages need one handler only.
"""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat.errors import ERRORS
from webapp.dialects.base import Actor, Callback, Command, Int, News, said
from webapp.domain.messaging import private
from webapp.domain.messaging.events import PrivateChatAnswered, PrivateChatAsked, PrivateChatEnded
from webapp.kernel.errors import PeerLeftRoom, PrivateChatRejected
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

REJECTED, LEFT = int(ERRORS[PrivateChatRejected]), int(ERRORS[PeerLeftRoom])


def change_mode(who: Actor, a: Any) -> None:
    """Everybody reads it with BRAC_GetUserChatMode."""
    private.change_mode(session_id=who.session_id, mode=a.dwChatMode)


def ask(who: Actor, a: Any) -> None:
    """The other one hears OnAnyChatPrivateRequest."""
    private.ask(session_id=who.session_id, asked_id=AccountId(a.dwUserId))


def echo(who: Actor, a: Any) -> None:
    """Yes or no."""
    _answer(who, a, accepts=bool(a.bAccept))


def echo_ex(who: Actor, a: Any) -> None:
    """0 is yes, any other number is the reason of the no."""
    _answer(who, a, accepts=a.dwErrorCode == 0, reason=a.dwErrorCode)


def _answer(who: Actor, a: Any, *, accepts: bool, reason: int = 0) -> None:
    asker_id = AccountId(a.dwUserId)
    private.answer(session_id=who.session_id, asker_id=asker_id, chat_id=a.dwRequestId, accepts=accepts, reason=reason)


def leave(who: Actor, a: Any) -> None:
    """The partner hears OnAnyChatPrivateExit."""
    private.leave(session_id=who.session_id, partner_id=AccountId(a.dwUserId))


def not_begun(a: Any, code: int) -> list[Callback]:
    """A page has one place for the outcome of a request."""
    return [("OnAnyChatPrivateEcho", a.dwUserId, code)]


def not_ended(a: Any, code: int) -> list[Callback]:
    """There was nothing to end."""
    return [("OnAnyChatPrivateExit", a.dwUserId, code)]


def asked(e: PrivateChatAsked) -> list[Callback]:
    """Told to the one who is asked."""
    return [("OnAnyChatPrivateRequest", e.asker_id, e.chat_id)]


def answered(e: PrivateChatAnswered) -> list[Callback]:
    """Told to the asker: 0, 402, or the number that the other one gave."""
    return [("OnAnyChatPrivateEcho", e.asked_id, 0 if e.is_accepted else e.reason or REJECTED)]


def ended(e: PrivateChatEnded) -> list[Callback]:
    """Told to the partner: 0 when the other one ended it, 401 when he is out of the room.

    An asker whose addressee goes before answering hears it as the answer.
    """
    unanswered = not e.was_open and not e.by_asker
    name = "OnAnyChatPrivateEcho" if unanswered else "OnAnyChatPrivateExit"
    return [(name, e.by_id, LEFT if e.has_left else 0)]


COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_ChangeChatMode",
        "2.2",
        (Int("dwChatMode"),),
        run=change_mode,
        doc="Chooses what one is open for: 0 everything, 1 no private chats, 2 no secret texts either.",
    ),
    Command(
        "BRAC_PrivateChatRequest",
        "2.2",
        (Int("dwUserId"),),
        run=ask,
        refusal=not_begun,
        doc="Asks somebody in the room for a private chat.",
    ),
    Command(
        "BRAC_PrivateChatEcho",
        "2.2",
        (Int("dwUserId"), Int("dwRequestId"), Int("bAccept")),
        run=echo,
        refusal=not_begun,
        doc="Accepts (1) or refuses (0) a request.",
    ),
    Command(
        "BRAC_PrivateChatEchoEx",
        "2.2",
        (Int("dwUserId"), Int("dwRequestId"), Int("dwErrorCode")),
        run=echo_ex,
        refusal=not_begun,
        doc="Accepts a request (0) or refuses it with a reason (any other number).",
    ),
    Command(
        "BRAC_PrivateChatExit",
        "2.2",
        (Int("dwUserId"),),
        run=leave,
        refusal=not_ended,
        doc="Ends a private chat, or withdraws one's own request.",
    ),
)

NEWS: dict[type[Event], News] = {
    PrivateChatAsked: said(asked),
    PrivateChatAnswered: said(answered),
    PrivateChatEnded: said(ended),
}
