"""Several act at the same moment: a customer is served once, an agent serves one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domain.hall import at_once
from webapp.kernel.errors import QueueEmpty, QueueUserLeft

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch
    from webapp.domain.accounts.models import Account


@pytest.mark.parametrize("attempt", range(4))
def test_two_agents_take_the_same_head_and_exactly_one_gets_him(branch: Branch, attempt: int) -> None:
    """Issue 2: ticket assignment is a claim; the slower agent hears that nobody waits."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.models import Service

    branch.pulls(branch.agent)
    branch.pulls(branch.colleague)
    branch.take(branch.customer)
    outcomes = at_once(
        lambda: desk.next_customer(account_id=branch.agent.pk),
        lambda: desk.next_customer(account_id=branch.colleague.pk),
    )
    assert sum(isinstance(each, Service) for each in outcomes) == 1
    assert sum(isinstance(each, QueueEmpty) for each in outcomes) == 1
    assert Service.objects.filter(customer=branch.customer.pk).count() == 1
    states = sorted(str(branch.agent_row(who).state) for who in (branch.agent, branch.colleague))
    assert states == ["waiting", "working"]


@pytest.mark.parametrize("attempt", range(4))
def test_two_agents_and_two_customers_and_nobody_is_left_over(branch: Branch, attempt: int) -> None:
    """Where the database can skip what is being decided about, the second agent gets the second customer."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.models import Service

    branch.pulls(branch.agent)
    branch.pulls(branch.colleague)
    branch.take(branch.customer)
    branch.take(branch.second)
    outcomes = at_once(
        lambda: desk.next_customer(account_id=branch.agent.pk),
        lambda: desk.next_customer(account_id=branch.colleague.pk),
    )
    assert {each.customer_id for each in outcomes if isinstance(each, Service)} == {
        branch.customer.pk,
        branch.second.pk,
    }


@pytest.mark.parametrize("attempt", range(4))
def test_accepting_against_leaving_has_one_winner(branch: Branch, attempt: int) -> None:
    """CRVideo 402: the waiting user has given up."""
    from webapp.domain.queues import desk, services
    from webapp.domain.queues.models import Service

    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    outcomes = at_once(
        lambda: desk.accept_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk),
        lambda: services.leave_queue(account_id=branch.customer.pk),
    )
    ticket, agent = branch.ticket_row(branch.customer), branch.agent_row(branch.agent)
    if isinstance(outcomes[0], Service):
        assert (ticket.state, agent.state) == ("served", "working")
    else:
        assert isinstance(outcomes[0], QueueUserLeft)
        assert (ticket.state, agent.state) == ("left", "waiting")


@pytest.mark.parametrize("attempt", range(3))
def test_many_customers_at_once_are_each_offered_once(branch: Branch, attempt: int) -> None:
    """Four tickets and two agents: two offers, two who wait, nobody twice."""
    from webapp.domain.queues import services
    from webapp.domain.queues.models import Ticket

    branch.gets_offers(branch.agent)
    branch.gets_offers(branch.colleague)
    crowd = [branch.hall.person(f"guest{number}") for number in range(4)]
    at_once(*(lambda who=who: branch.take(who) for who in crowd))
    assert Ticket.objects.filter(state="waiting").count() + Ticket.objects.filter(state="offered").count() == 4
    services.sweep()
    offered = list(Ticket.objects.filter(state="offered").values_list("agent", flat=True))
    assert sorted(offered) == sorted([branch.agent.pk, branch.colleague.pk])


@pytest.mark.parametrize("attempt", range(2))
def test_a_busy_hour_loses_nobody(branch: Branch, attempt: int) -> None:
    """Eight people act at random at the same time; nothing fails, nobody is served twice or forgotten."""
    import random

    from webapp.domain.queues import desk, services
    from webapp.domain.queues.models import Agent, Service, Ticket

    crowd = [branch.hall.person(f"guest{number}") for number in range(5)]
    pulling = branch.hall.person("puller")
    branch.pulls(pulling)

    def guest(who: Account, dice: random.Random) -> None:
        for _ in range(8):
            services.take_ticket(account_id=who.pk, queue_id=101)
            if dice.random() < 0.5:
                services.leave_queue(account_id=who.pk)

    def server(who: Account, dice: random.Random) -> None:
        for _ in range(8):
            branch.gets_offers(who)
            offered = Ticket.objects.filter(state="offered", agent=who.pk).first()
            if offered is None:
                continue
            verb = desk.accept_offer if dice.random() < 0.7 else desk.reject_offer
            try:
                verb(account_id=who.pk, customer_id=offered.customer_id)
            except QueueUserLeft:
                continue
            desk.finish(account_id=who.pk)

    def puller() -> None:
        for _ in range(8):
            try:
                desk.next_customer(account_id=pulling.pk)
            except QueueEmpty:
                continue
            desk.finish(account_id=pulling.pk)

    acts = [lambda who=who: guest(who, random.Random(who.pk)) for who in crowd]
    acts += [lambda who=who: server(who, random.Random(who.pk)) for who in (branch.agent, branch.colleague)]
    outcomes = at_once(*acts, puller)
    assert outcomes == [None] * len(outcomes)
    for agent in Agent.objects.all():
        offered = Ticket.objects.filter(agent=agent, state="offered").count()
        assert offered == (agent.state == "offered")
        assert agent.state in {"waiting", "offered"}
    assert not Service.objects.filter(state="running").exists()
    assert Service.objects.count() == Ticket.objects.filter(state="served").count()
