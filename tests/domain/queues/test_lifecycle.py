"""Every pair of state and step of tickets, agents and services: allowed as the table says, refused otherwise."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from webapp.domain.queues.lifecycle import (
    AGENT,
    SERVICE,
    TICKET,
    AgentState,
    AgentStep,
    ServiceState,
    ServiceStep,
    TicketState,
    TicketStep,
)
from webapp.kernel.lifecycle import IllegalStep

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch

TICKETS = {
    "waiting": {"offer": "offered", "serve": "served", "leave": "left", "promise": "callback"},
    "offered": {"take_back": "waiting", "serve": "served", "leave": "left"},
    "served": {},
    "left": {},
    "callback": {},
}
AGENTS = {
    "closed": {"open": "waiting"},
    "waiting": {"offer": "offered", "serve": "working", "pause": "paused", "close": "closed"},
    "offered": {"take_back": "waiting", "serve": "working"},
    "working": {"finish": "waiting", "wrap_up": "wrap_up"},
    "wrap_up": {"ready": "waiting", "pause": "paused", "close": "closed"},
    "paused": {"ready": "waiting", "close": "closed"},
}


def walk(row: Any, life: Any, step: Any, expected: dict[str, str]) -> None:
    """Put the row into the state, try the step, and look what is stored."""
    state = str(row.state)
    after = expected.get(step)
    if after is None:
        with pytest.raises(IllegalStep):
            life.take(row, step)
    else:
        life.take(row, step)
    assert type(row).objects.get(pk=row.pk).state == (after or state)


@pytest.mark.parametrize(("state", "step"), list(product(TicketState, TicketStep)))
def test_a_ticket_takes_exactly_the_steps_of_its_life(branch: Branch, state: TicketState, step: TicketStep) -> None:
    """Issue 2, life cycles: waiting, offered, then served, left or to be called back."""
    ticket = branch.take(branch.customer)
    type(ticket).objects.filter(pk=ticket.pk).update(state=state)
    ticket.refresh_from_db()
    walk(ticket, TICKET, step, TICKETS[state])


@pytest.mark.parametrize(("state", "step"), list(product(AgentState, AgentStep)))
def test_an_agent_takes_exactly_the_steps_of_its_life(branch: Branch, state: AgentState, step: AgentStep) -> None:
    """Issue 2, life cycles: closed, waiting, offered, working, wrap-up, paused."""
    branch.pulls(branch.agent)
    agent = branch.agent_row(branch.agent)
    type(agent).objects.filter(pk=agent.pk).update(state=state)
    agent.refresh_from_db()
    walk(agent, AGENT, step, AGENTS[state])


@pytest.mark.parametrize(("state", "step"), list(product(ServiceState, ServiceStep)))
def test_a_service_is_finished_once(branch: Branch, state: ServiceState, step: ServiceStep) -> None:
    """A service runs until it is finished."""
    from webapp.domain.queues import desk

    branch.take(branch.customer)
    branch.pulls(branch.agent)
    service = desk.next_customer(account_id=branch.agent.pk)
    type(service).objects.filter(pk=service.pk).update(state=state)
    service.refresh_from_db()
    walk(service, SERVICE, step, {"running": {"finish": "finished"}, "finished": {}}[state])
