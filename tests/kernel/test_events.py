"""Facts are told after the commit, to whom it concerns, and the speaker's own come back to the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import transaction

from webapp.kernel import events
from webapp.kernel.events import Audience, Event, person, room
from webapp.kernel.ids import AccountId, RoomId, SessionId


@dataclass(frozen=True, slots=True)
class BellRang(Event):
    times: int


Told = list[tuple[Event, tuple[Audience, ...], SessionId | None]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    heard: Told = []

    def subscriber(event: Event, to: Sequence[Audience], session: SessionId | None) -> None:
        heard.append((event, tuple(to), session))

    monkeypatch.setattr(events, "_subscribers", [subscriber])
    return heard


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_fact_is_never_told(told: Told) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        events.publish(BellRang(1), to=[room(RoomId(1))])
        raise RuntimeError
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_a_fact_waits_for_the_outermost_commit(told: Told) -> None:
    with transaction.atomic():
        with transaction.atomic():
            events.publish(BellRang(2), to=[room(RoomId(1))])
        assert told == []
    assert [event for event, _, _ in told] == [BellRang(2)]


@pytest.mark.django_db(transaction=True)
def test_the_speaker_gets_what_concerns_it_and_nothing_else(told: Told) -> None:
    me, other = person(AccountId(1)), person(AccountId(2))
    with events.spoken_by(SessionId("s1"), [me, room(RoomId(7))]) as speech:
        events.publish(BellRang(1), to=[room(RoomId(7))])
        events.publish(BellRang(2), to=[other])
        events.publish(BellRang(3), to=[other, me])
    assert speech.own == [BellRang(1), BellRang(3)]
    assert [session for _, _, session in told] == ["s1", None, "s1"]


@pytest.mark.django_db(transaction=True)
def test_an_audience_named_twice_counts_once(told: Told) -> None:
    events.publish(BellRang(1), to=[room(RoomId(7)), room(RoomId(7)), person(AccountId(1))])
    assert told[0][1] == (room(RoomId(7)), person(AccountId(1)))
