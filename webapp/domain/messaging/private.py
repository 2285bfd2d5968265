"""Private chats of two people in one room: asking, answering, ending."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from webapp.domain.messaging import missed
from webapp.domain.messaging.events import PrivateChatAnswered, PrivateChatAsked, PrivateChatEnded
from webapp.domain.messaging.lifecycle import LIVE_STATES, PRIVATE_CHAT, PrivateChatState, PrivateChatStep
from webapp.domain.messaging.models import PrivateChat
from webapp.domain.presence import selectors as presence
from webapp.domain.presence import services as presence_services
from webapp.domain.rooms import selectors as rooms
from webapp.kernel import clock
from webapp.kernel.errors import (
    ChatNotAllowed,
    InvalidArgument,
    InvalidState,
    PrivateChatExists,
    PrivateChatMissing,
)
from webapp.kernel.events import person
from webapp.kernel.ids import AccountId, SessionId

# The vendor's manual gives chat modes no numbers; these are ours, stored per login.
OPEN, NO_PRIVATE_CHATS, NO_SECRETS = 0, 1, 2
CHAT_MODES = (OPEN, NO_PRIVATE_CHATS, NO_SECRETS)


def change_mode(*, session_id: SessionId, mode: int) -> None:
    """Choose what one is open for: everything, no private chats, or neither those nor secret texts.

    Refuses with: NotLoggedIn, InvalidArgument. Rule: AnyChat manual 2.2; the numbers are ours.
    """
    if mode not in CHAT_MODES:
        raise InvalidArgument(f"no chat mode {mode}")
    account_id = presence.live(session_id).account_id
    assert account_id is not None
    presence_services.set_chat_mode(account_id=AccountId(account_id), chat_mode=mode)


def mode_of(account_id: AccountId) -> int:
    """The chat mode of somebody online; a person who is away is open for everything."""
    session = presence.live_session_of(account_id)
    return session.chat_mode if session else OPEN


def live_between(one: AccountId, other: AccountId) -> QuerySet[PrivateChat]:
    """The private chat of a pair that is asked for or open: one at most."""
    lower, higher = sorted((one, other))
    return PrivateChat.objects.filter(lower_id=lower, higher_id=higher, state__in=LIVE_STATES)


def check_secrets(sender_id: AccountId, receiver_id: AccountId) -> None:
    """Whether the receiver wants secret texts; those of his partner in a private chat always. Raises ChatNotAllowed."""
    if mode_of(receiver_id) != NO_SECRETS:
        return
    if not live_between(sender_id, receiver_id).filter(state=PrivateChatState.OPEN).exists():
        raise ChatNotAllowed


@transaction.atomic
def ask(*, session_id: SessionId, asked_id: AccountId) -> PrivateChat:
    """Ask somebody in one's own room for a private chat.

    Refuses with: NotSeated, InvalidArgument (oneself), PeerLeftRoom, ChatNotAllowed (a mode of either),
    PrivateChatExists (asked for or open already). Rule: AnyChat manual 2.2 and chapter 6, 401, 403, 421.
    """
    seat = rooms.seat(session_id)
    asker_id = AccountId(seat.account_id)
    if asked_id == asker_id:
        raise InvalidArgument("Nobody chats with himself.")
    rooms.seat_beside(seat, asked_id)
    if mode_of(asked_id) != OPEN or mode_of(asker_id) != OPEN:
        raise ChatNotAllowed
    lower, higher = sorted((asker_id, asked_id))
    try:
        with transaction.atomic():
            chat = PrivateChat.objects.create(
                room_number=seat.room_id, asker_id=asker_id, asked_id=asked_id, lower_id=lower, higher_id=higher
            )
    except IntegrityError as error:
        raise PrivateChatExists from error
    missed.say(PrivateChatAsked(chat.pk, asker_id, asked_id), to=[person(asked_id)])
    return chat


@transaction.atomic
def answer(*, session_id: SessionId, asker_id: AccountId, chat_id: int, accepts: bool, reason: int = 0) -> PrivateChat:
    """Answer the request of that number; `reason` is passed on with a refusal.

    Refuses with: NotSeated, PeerLeftRoom (the asker went), PrivateChatMissing (no such request, or answered already).
    Rule: AnyChat manual 2.2 and chapter 6, 401, 402, 420.
    """
    seat = rooms.seat(session_id)
    asked_id = AccountId(seat.account_id)
    chat = PrivateChat.objects.filter(pk=chat_id, asker_id=asker_id, asked_id=asked_id).first()
    if chat is None:
        raise PrivateChatMissing
    rooms.seat_beside(seat, asker_id)
    try:
        PRIVATE_CHAT.take(
            chat,
            PrivateChatStep.ACCEPT if accepts else PrivateChatStep.REFUSE,
            ended_at=None if accepts else clock.now(),
        )
    except InvalidState as late:
        raise PrivateChatMissing from late
    answered = PrivateChatAnswered(chat.pk, asker_id, asked_id, accepts, 0 if accepts else reason)
    missed.say(answered, to=[person(asker_id)])
    return chat


@transaction.atomic
def leave(*, session_id: SessionId, partner_id: AccountId) -> PrivateChat:
    """End the private chat with somebody, withdraw one's request to him, or refuse his.

    Refuses with: NotSeated, PrivateChatMissing. Rule: AnyChat manual 2.2.
    """
    own_id = AccountId(rooms.seat(session_id).account_id)
    chat = live_between(own_id, partner_id).first()
    if chat is None:
        raise PrivateChatMissing
    if chat.state == PrivateChatState.ASKED and chat.asked_id == own_id:
        return answer(session_id=session_id, asker_id=partner_id, chat_id=chat.pk, accepts=False)
    step = PrivateChatStep.EXIT if chat.state == PrivateChatState.OPEN else PrivateChatStep.WITHDRAW
    _end(chat, own_id, step)
    return chat


def drop_all(account_id: AccountId) -> None:
    """Somebody has left the room: his private chats end, and his partners are told."""
    for chat in PrivateChat.objects.filter(Q(asker=account_id) | Q(asked=account_id), state__in=LIVE_STATES):
        try:
            with transaction.atomic():
                _end(chat, account_id, PrivateChatStep.LEAVE)
        except InvalidState:
            continue  # ended by his partner meanwhile


def _end(chat: PrivateChat, by_id: AccountId, step: PrivateChatStep) -> None:
    was_open = chat.state == PrivateChatState.OPEN
    try:
        PRIVATE_CHAT.take(chat, step, ended_at=clock.now())
    except InvalidState as late:
        if step == PrivateChatStep.LEAVE:
            raise
        raise PrivateChatMissing from late
    by_asker = chat.asker_id == by_id
    partner_id = AccountId(chat.asked_id if by_asker else chat.asker_id)
    ended = PrivateChatEnded(chat.pk, by_id, partner_id, step == PrivateChatStep.LEAVE, was_open, by_asker)
    missed.say(ended, to=[person(partner_id)])
