"""Visitors are forgotten in the end; what they took part in is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application
from webapp.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.domain.conftest import Told

DAY_S = 24 * 3600


@pytest.fixture
def visitor(told: Told, settings: Any) -> Iterator[Any]:
    """Somebody who came without an account and went again; visitors are kept for ten days."""
    from webapp.domain.accounts import services
    from webapp.domain.presence import services as presence

    settings.VISITORS_KEPT_DAYS = 10
    with clock.held():
        account = services.visit(make_application(), "passer-by")
        session_id = come_online(account)
        presence.lose(session_id=session_id)
        yield account


def forgotten() -> int:
    """What the periodic task does; how many it was."""
    from webapp.domain.accounts import visitors

    return visitors.forget_visitors()


def test_a_visitor_is_forgotten_when_he_has_been_away_long_enough(visitor: Any, settings: Any) -> None:
    """The day counts from his leaving; 0 days keep everybody."""
    clock.advance(10 * DAY_S)
    assert forgotten() == 0
    clock.advance(1)
    settings.VISITORS_KEPT_DAYS = 0
    assert forgotten() == 0
    settings.VISITORS_KEPT_DAYS = 10
    assert forgotten() == 1
    assert not type(visitor).objects.filter(pk=visitor.pk).exists()


def test_whoever_is_online_or_has_an_account_stays(visitor: Any) -> None:
    """However long ago he came."""
    from webapp.domain.accounts import services

    staying = services.visit(visitor.application, "somebody who stays")
    come_online(staying)
    known = make_account(visitor.application, "li")
    clock.advance(20 * DAY_S)
    assert forgotten() == 1
    assert set(type(visitor).objects.all()) == {staying, known}


def _message(visitor: Any, other: Any) -> None:
    from webapp.domain.messaging.models import Message
    from webapp.domain.rooms.models import Room

    Room.objects.create(number=7, application=visitor.application)
    Message.objects.create(application=visitor.application, sender=other, receiver=visitor, room_id=7, text="hello")


def _call(visitor: Any, other: Any) -> None:
    from webapp.domain.calls.models import Call

    people = {"caller": visitor, "callee": other}
    Call.objects.create(application=visitor.application, key="1", state="ended", ring_due_at=clock.now(), **people)


def _rating(visitor: Any, other: Any) -> None:
    from webapp.domain.queues.models import Agent, Area, Evaluation, Queue, Service, Ticket

    queue = Queue.objects.create(id=1, name="q", area=Area.objects.create(id=1, application=visitor.application))
    agent = Agent.objects.create(account=other)
    ticket = Ticket.objects.create(queue=queue, customer=visitor, state="served")
    service = Service.objects.create(ticket=ticket, agent=agent, customer=visitor, queue=queue, state="finished")
    Evaluation.objects.create(service=service, score=5)


@pytest.mark.parametrize("history", [_message, _call, _rating])
def test_whom_history_names_keeps_his_name(visitor: Any, history: Callable[[Any, Any], None]) -> None:
    """Messages, calls and ratings stay readable: who said it, who was called, who was served."""
    history(visitor, make_account(visitor.application, "li"))
    clock.advance(20 * DAY_S)
    assert forgotten() == 0
    assert str(type(visitor).objects.get(pk=visitor.pk)).startswith("passer-by")


def test_every_kind_of_history_holds_an_account_back() -> None:
    """A table that is added later counts as history unless somebody says that it may go."""
    from webapp.domain.accounts import visitors

    labels = {relation.related_model._meta.label for relation in visitors._history()}
    kept = {"recordings.Recording", "recordings.Snapshot", "messaging.Message", "transfers.Transfer", "calls.Call"}
    assert kept | {"queues.Ticket", "queues.Service"} <= labels
    assert not labels & visitors.PASSING
