"""Which services count as served: those in which somebody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webapp.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.domain.queues.conftest import Branch

CALL_S = 40


def _taken(branch: Branch, *, by_offer: bool) -> Any:
    """The agent has taken the customer and rings him; returns the call."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import desk

    if by_offer:
        branch.gets_offers(branch.agent)
        branch.take(branch.customer)
    else:
        branch.pulls(branch.agent)
        branch.take(branch.customer)
        desk.next_customer(account_id=branch.agent.pk)
    return calls.ring(caller_id=branch.agent.pk, callee_id=branch.customer.pk)


def _totals_agree(branch: Branch, served: int) -> None:
    """What the agent's page and the lists of the administrator add up to is the same."""
    from webapp.domain.queues import selectors
    from webapp.domain.queues.models import Service

    agent = branch.agent_row(branch.agent)
    answered = Service.objects.filter(agent=agent, was_answered=True)
    assert (agent.served_total, answered.count()) == (served, served)
    seconds = sum(int((each.finished_at - each.began_at).total_seconds()) for each in answered if each.finished_at)
    view = selectors.agent_view(agent)
    assert (view.served_total, view.served_total_s) == (served, seconds)


@pytest.mark.parametrize("by_offer", [True, False])
def test_a_customer_who_goes_while_it_rings_was_not_served(branch: Branch, by_offer: bool) -> None:
    """AnyChat 3.6.2.5, attributes 604 and 605: an agent's totals are of customers he has spoken to."""
    from webapp.domain.queues.models import Service

    with clock.held():
        _taken(branch, by_offer=by_offer)
        clock.advance(CALL_S)
        branch.hall.lose(branch.customer)
    assert Service.objects.get().was_answered is False
    _totals_agree(branch, 0)
    assert branch.agent_row(branch.agent).customer is None


@pytest.mark.parametrize("by_offer", [True, False])
def test_a_customer_who_goes_from_the_call_was_served(branch: Branch, by_offer: bool) -> None:
    """The same attributes: with the time from the assignment to the end."""
    from webapp.domain.calls import services as calls

    with clock.held():
        calls.accept(call=_taken(branch, by_offer=by_offer), by=branch.customer.pk)
        clock.advance(CALL_S)
        branch.hall.lose(branch.customer)
    _totals_agree(branch, 1)
    assert branch.agent_row(branch.agent).served_total_s == CALL_S


@pytest.mark.parametrize("unanswered", ["reject", "cancel"])
def test_an_agent_who_finishes_after_ringing_in_vain_has_served_nobody(branch: Branch, unanswered: str) -> None:
    """3.6.3.4, control 604: the word "finished" ends the service; it does not make it one."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import desk

    call = _taken(branch, by_offer=False)
    end: Callable[..., Any] = getattr(calls, unanswered)
    end(call=call, by=(branch.customer if unanswered == "reject" else branch.agent).pk)
    desk.finish(account_id=branch.agent.pk)
    _totals_agree(branch, 0)


def test_the_second_ring_may_be_answered(branch: Branch) -> None:
    """One answered call of the service is enough; one of an earlier service is not."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import desk

    with clock.held():
        first = _taken(branch, by_offer=False)
        calls.reject(call=first, by=branch.customer.pk)
        clock.advance(1)
        second = calls.ring(caller_id=branch.customer.pk, callee_id=branch.agent.pk)
        calls.accept(call=second, by=branch.agent.pk)
        calls.hang_up(call=second, by=branch.agent.pk)
        desk.finish(account_id=branch.agent.pk)
        _totals_agree(branch, 1)
        clock.advance(1)
        branch.take(branch.customer)
        desk.next_customer(account_id=branch.agent.pk)
        branch.hall.lose(branch.customer)
        _totals_agree(branch, 1)


def test_who_sits_in_the_agents_room_when_he_goes_was_served_without_a_call(branch: Branch) -> None:
    """AnyChat queue pages enter one room instead of calling."""
    from webapp.domain.queues import desk
    from webapp.domain.rooms import services as rooms

    branch.pulls(branch.agent)
    branch.take(branch.customer)
    desk.next_customer(account_id=branch.agent.pk)
    for who in (branch.agent, branch.customer):
        rooms.enter(session_id=f"s-{who.login_name}", room_id=77)
    branch.hall.lose(branch.customer)
    _totals_agree(branch, 1)
