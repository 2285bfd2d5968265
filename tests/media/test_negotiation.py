"""When a connection offers: one offer at a time, the last state always in the end, lost messages repeated."""

from __future__ import annotations

from itertools import pairwise

from webapp.media.core.negotiation import LAST_RESEND_S, Negotiation


def test_nothing_is_offered_before_something_changed() -> None:
    """No empty first offer."""
    assert Negotiation().next_version(0.0) is None


def test_changes_during_an_offer_make_one_more_offer() -> None:
    """RFC 8829 5.5.2: the answer is for the offer before it."""
    talk = Negotiation()
    talk.want()
    assert talk.next_version(0.0) == 1
    talk.want()
    talk.want()
    assert talk.next_version(0.0) is None
    assert talk.answer(1)
    assert talk.next_version(0.0) == 2
    assert talk.answer(2)
    assert talk.next_version(0.0) is None
    assert talk.answered == 2


def test_only_the_outstanding_offer_can_be_answered() -> None:
    """A late or doubled answer is not taken."""
    talk = Negotiation()
    talk.want()
    talk.next_version(0.0)
    assert not talk.answer(0)
    assert not talk.answer(2)
    assert talk.answer(1)
    assert not talk.answer(1)


def test_an_unanswered_offer_is_repeated_ever_more_rarely() -> None:
    """2, 4, 8 … seconds, at most half a minute: a page may never answer."""
    talk = Negotiation()
    assert not talk.is_overdue(100.0)
    talk.want()
    talk.next_version(0.0)
    sent: list[int] = []
    for second in range(1, 200):
        if talk.is_overdue(float(second)):
            sent.append(second)
            talk.give_up_waiting()
            assert talk.next_version(float(second)) == len(sent) + 1
    assert sent[:4] == [2, 6, 14, 30]
    assert all(b - a <= LAST_RESEND_S for a, b in pairwise(sent))


def test_a_repeated_offer_is_a_new_version() -> None:
    """The answer to the lost one is not taken any more, the answer to the repeated one is."""
    talk = Negotiation()
    talk.give_up_waiting()
    assert talk.next_version(0.0) is None, "nothing was ever offered"
    talk.want()
    talk.next_version(0.0)
    talk.give_up_waiting()
    assert talk.next_version(1.0) == 2
    assert not talk.answer(1)
    assert talk.answer(2)
    assert not talk.is_overdue(1000.0)
