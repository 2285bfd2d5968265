"""Private chats: every pair of state and step, who is told what, what is refused."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application
from webapp.domain.messaging.lifecycle import PRIVATE_CHAT, PrivateChatState, PrivateChatStep
from webapp.kernel import errors
from webapp.kernel.lifecycle import IllegalStep, StepLost

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)

EXPECTED = {
    "asked": {"accept": "open", "refuse": "refused", "withdraw": "ended", "leave": "ended"},
    "open": {"exit": "ended", "leave": "ended"},
}


class Pair:
    """Li and Wang in room 9."""

    def __init__(self) -> None:
        from webapp.domain.rooms import services

        application = make_application()
        self.li, self.wang = make_account(application, "li"), make_account(application, "wang")
        self.of_li, self.of_wang = come_online(self.li), come_online(self.wang)
        for session_id in (self.of_li, self.of_wang):
            services.enter(session_id=session_id, room_id=9)

    def ask(self) -> Any:
        from webapp.domain.messaging import private

        return private.ask(session_id=self.of_li, asked_id=self.wang.pk)

    def answer(self, chat: Any, accepts: bool, reason: int = 0) -> Any:
        from webapp.domain.messaging import private

        return private.answer(
            session_id=self.of_wang, asker_id=self.li.pk, chat_id=chat.pk, accepts=accepts, reason=reason
        )


@pytest.fixture
def pair() -> Pair:
    """Two people who might talk alone."""
    return Pair()


@pytest.mark.parametrize(("state", "step"), list(product(PrivateChatState, PrivateChatStep)))
def test_every_pair(pair: Pair, state: PrivateChatState, step: PrivateChatStep) -> None:
    """AnyChat 2.2: asked, accepted or refused, ended by either side or by leaving; nothing leads out of an end."""
    from webapp.domain.messaging.models import PrivateChat

    chat = pair.ask()
    PrivateChat.objects.filter(pk=chat.pk).update(state=state)
    chat.refresh_from_db()
    other = PrivateChat.objects.get(pk=chat.pk)
    after = EXPECTED.get(state, {}).get(step)
    if after is None:
        with pytest.raises(IllegalStep):
            PRIVATE_CHAT.take(chat, step)
        return
    PRIVATE_CHAT.take(chat, step)
    assert PrivateChat.objects.get(pk=chat.pk).state == after
    with pytest.raises(StepLost):
        PRIVATE_CHAT.take(other, step)


def test_only_the_one_concerned_is_told(pair: Pair, told: Told) -> None:
    """AnyChat 2.2: the request goes to the asked, the answer to the asker, the end to the partner."""
    from webapp.domain.messaging import private

    chat = pair.answer(pair.ask(), accepts=True)
    private.leave(session_id=pair.of_wang, partner_id=pair.li.pk)
    assert [(type(e).__name__, to) for e, to in told.all] == [
        ("PrivateChatAsked", (f"person:{pair.wang.pk}",)),
        ("PrivateChatAnswered", (f"person:{pair.li.pk}",)),
        ("PrivateChatEnded", (f"person:{pair.li.pk}",)),
    ]
    chat.refresh_from_db()
    assert chat.ended_at is not None


def test_a_pair_has_one_private_chat_whoever_asks(pair: Pair) -> None:
    """Chapter 6, 421: asked or open already, in either direction; free again once it ended."""
    from webapp.domain.messaging import private

    chat = pair.ask()
    for session_id, asked_id in ((pair.of_li, pair.wang.pk), (pair.of_wang, pair.li.pk)):
        with pytest.raises(errors.PrivateChatExists):
            private.ask(session_id=session_id, asked_id=asked_id)
    pair.answer(chat, accepts=False)
    assert pair.ask().pk > chat.pk


def test_a_request_is_answered_once_by_the_one_who_was_asked(pair: Pair) -> None:
    """Chapter 6, 420: a number that is unknown, another's, or answered already."""
    from webapp.domain.messaging import private

    chat = pair.ask()
    for session_id, asker_id, number in (
        (pair.of_li, pair.li.pk, chat.pk),
        (pair.of_wang, pair.wang.pk, chat.pk),
        (pair.of_wang, pair.li.pk, chat.pk + 1),
    ):
        with pytest.raises(errors.PrivateChatMissing):
            private.answer(session_id=session_id, asker_id=asker_id, chat_id=number, accepts=True)
    pair.answer(chat, accepts=True)
    with pytest.raises(errors.PrivateChatMissing):
        pair.answer(chat, accepts=False)


def test_leaving_the_room_ends_what_is_asked_and_what_is_open(pair: Pair, told: Told) -> None:
    """Chapter 6, 401: a private chat lives in the room; its partner is told who is gone."""
    from webapp.domain.messaging import follow
    from webapp.domain.messaging.models import PrivateChat
    from webapp.domain.rooms import services as rooms

    for accepts in (None, True):
        chat = pair.ask()
        if accepts:
            pair.answer(chat, accepts=True)
        rooms.leave(session_id=pair.of_li)
        [left] = told.of("SeatLeft")
        follow.seat_left(left)
        follow.seat_left(left)  # twice does no harm
        [ended] = told.of("PrivateChatEnded")
        assert (ended.by_id, ended.partner_id, ended.has_left) == (pair.li.pk, pair.wang.pk, True)
        assert (ended.was_open, PrivateChat.objects.get(pk=chat.pk).state) == (bool(accepts), "ended")
        with pytest.raises(errors.PeerLeftRoom):
            pair.answer(chat, accepts=True)
        rooms.enter(session_id=pair.of_li, room_id=9)
        told.forget()


@pytest.mark.parametrize(("mode", "asks", "whispers"), [(0, True, True), (1, False, True), (2, False, False)])
def test_a_chat_mode_refuses_what_it_names(pair: Pair, mode: int, asks: bool, whispers: bool) -> None:
    """Chapter 6, 403: 1 refuses private chats, 2 secret texts as well; what is said to all is never refused."""
    from webapp.domain.messaging import private, services

    private.change_mode(session_id=pair.of_wang, mode=mode)
    assert private.mode_of(pair.wang.pk) == mode
    services.send_text(session_id=pair.of_li, text="to all")
    services.send_text(session_id=pair.of_li, text="aloud", receiver_id=pair.wang.pk)
    for allowed, act in (
        (asks, pair.ask),
        (
            whispers,
            lambda: services.send_text(session_id=pair.of_li, text="psst", receiver_id=pair.wang.pk, is_secret=True),
        ),
    ):
        if allowed:
            act()
        else:
            with pytest.raises(errors.ChatNotAllowed):
                act()


def test_partners_of_a_private_chat_may_always_whisper(pair: Pair) -> None:
    """AnyChat 2.2: who has accepted somebody does not lose him by a mode for the others."""
    from webapp.domain.messaging import private, services

    pair.answer(pair.ask(), accepts=True)
    private.change_mode(session_id=pair.of_wang, mode=private.NO_SECRETS)
    services.send_text(session_id=pair.of_li, text="psst", receiver_id=pair.wang.pk, is_secret=True)
    private.leave(session_id=pair.of_li, partner_id=pair.wang.pk)
    with pytest.raises(errors.ChatNotAllowed):
        services.send_text(session_id=pair.of_li, text="psst", receiver_id=pair.wang.pk, is_secret=True)


def test_nobody_asks_himself_and_no_mode_is_invented(pair: Pair) -> None:
    """AnyChat 2.2: a private chat has two people; a mode has one of three numbers."""
    from webapp.domain.messaging import private

    with pytest.raises(errors.InvalidArgument):
        private.ask(session_id=pair.of_li, asked_id=pair.li.pk)
    for mode in (-1, 3):
        with pytest.raises(errors.InvalidArgument):
            private.change_mode(session_id=pair.of_li, mode=mode)
