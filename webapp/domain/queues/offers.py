"""What happens between a ticket and an agent: offered, taken back, served. Chosen by `assign`."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from webapp.domain.queues import assign, selectors, telling
from webapp.domain.queues.events import OfferWithdrawn, ServiceStarted, TicketOffered
from webapp.domain.queues.lifecycle import AGENT, TICKET, AgentState, AgentStep, TicketState, TicketStep
from webapp.domain.queues.models import Agent, Service, Ticket
from webapp.domain.queues.settle import settled
from webapp.kernel import clock
from webapp.kernel.errors import InvalidState, QueueUserLeft
from webapp.kernel.events import area, person, publish
from webapp.kernel.ids import AccountId, AreaId

log = logging.getLogger(__name__)

OFFER_TIMEOUT_S = 30  # CRVideo web manual: an assigned customer who is not answered goes back after 30 s
DECLINED_FOR_S = 10  # others are asked first; where there is nobody else, the same agent is asked again


def match_soon() -> None:
    """Match after the commit of what makes it necessary: an offer is a transaction of its own."""
    transaction.on_commit(match)


def match() -> int:
    """Offer waiting customers to free agents until one of both runs out; returns how many offers were made."""
    return sum(_offer_to_best(ticket) for ticket in assign.waiting_tickets())


@settled
def _offer_to_best(ticket: Ticket) -> bool:
    """Offer the ticket to the agent who shall have it; both are claimed first, so that nobody waits for anybody."""
    agent = assign.best_agent(ticket)
    claimed = assign.claim(ticket) if agent else None
    return agent is not None and claimed is not None and try_offer(claimed, agent)


def try_offer(ticket: Ticket, agent: Agent, *, on_request: bool = False) -> bool:
    """Offer the ticket to the agent, unless either was claimed meanwhile."""
    try:
        with transaction.atomic():
            offer(ticket, agent, on_request=on_request)
    except InvalidState:
        return False
    return True


def offer(ticket: Ticket, agent: Agent, *, on_request: bool) -> None:
    """Put the customer before the agent, who has 30 s to answer. Raises StepLost, IllegalStep."""
    now = clock.now()
    due = now + timedelta(seconds=OFFER_TIMEOUT_S)
    TICKET.take(ticket, TicketStep.OFFER, why=f"to {agent.pk}", agent=agent, offered_at=now, offer_due_at=due)
    AGENT.take(agent, AgentStep.OFFER, why=f"ticket {ticket.pk}")
    offered = TicketOffered(selectors.offer_view(ticket), agent.pk, on_request)
    publish(offered, to=[person(AccountId(agent.pk))])
    telling.agent_changed(agent, is_new_status=False)
    telling.queue_changed(ticket.queue_id)


def take_back(ticket: Ticket, reason: str) -> None:
    """Return an offered customer to his place in the queue; the agent is not asked again at once. Raises StepLost."""
    agent = ticket.agent
    assert agent is not None
    until = clock.now() + timedelta(seconds=DECLINED_FOR_S)
    again = {"agent": None, "offered_at": None, "offer_due_at": None}
    TICKET.take(ticket, TicketStep.TAKE_BACK, why=reason, declined_by=agent, declined_until=until, **again)
    withdraw(ticket, agent, reason)
    telling.queue_changed(ticket.queue_id)


def withdraw(ticket: Ticket, agent: Agent, reason: str) -> None:
    """The agent has the customer no longer before him and is free."""
    if agent.state == AgentState.OFFERED:
        AGENT.take(agent, AgentStep.TAKE_BACK, why=reason)
    tell_offer_over(ticket, agent, reason)
    telling.agent_changed(agent, is_new_status=False)


def tell_offer_over(ticket: Ticket, agent: Agent, reason: str) -> None:
    """Say that the offer no longer stands."""
    customer = ticket.customer
    over = OfferWithdrawn(agent.pk, customer.pk, customer.external_id, ticket.queue_id, reason)
    publish(over, to=[person(AccountId(agent.pk))])


def serve(ticket: Ticket, agent: Agent) -> Service:
    """The agent takes the customer. Refuses with: QueueUserLeft (he has gone, or somebody else has him)."""
    was_offered = ticket.state == TicketState.OFFERED
    now = clock.now()
    try:
        with transaction.atomic():
            TICKET.take(ticket, TicketStep.SERVE, why=f"by {agent.pk}", agent=agent, ended_at=now)
            AGENT.take(
                agent,
                AgentStep.SERVE,
                why=f"ticket {ticket.pk}",
                customer=ticket.customer,
                queue=ticket.queue,
                service_began_at=now,
            )
    except InvalidState as lost:
        raise QueueUserLeft(str(lost)) from None
    if was_offered:
        tell_offer_over(ticket, agent, "accepted")
    service = Service.objects.create(
        ticket=ticket, agent=agent, customer=ticket.customer, queue=ticket.queue, began_at=now
    )
    _tell_served(service, agent)
    return service


def _tell_served(service: Service, agent: Agent) -> None:
    """Status first, then the notice, then the shorter line: the order that AnyChat's queue pages rely on."""
    telling.agent_changed(agent)
    view = selectors.service_view(service)
    both = [person(AccountId(service.agent_id)), person(AccountId(service.customer_id))]
    here = {view.area_id, agent.area_id or view.area_id}
    publish(ServiceStarted(view), to=[*both, *(area(AreaId(each)) for each in sorted(here))])
    telling.line_changed(service.queue_id, also=[AccountId(service.customer_id)])
    log.info("service %s: agent %s serves %s", service.pk, service.agent_id, service.customer_id)


def lapse_due() -> int:
    """Take back what nobody answered in time; returns how many."""
    due = Ticket.objects.filter(state=TicketState.OFFERED, offer_due_at__lte=clock.now())
    return sum(_lapse(ticket_id) for ticket_id in due.values_list("pk", flat=True))


@settled
def _lapse(ticket_id: int) -> bool:
    """Take one back, unless it was answered while we looked."""
    late = Ticket.objects.select_related("customer", "queue", "agent").filter(
        pk=ticket_id, state=TicketState.OFFERED, offer_due_at__lte=clock.now()
    )
    ticket = late.first()
    if ticket is None:
        return False
    Agent.objects.select_for_update().filter(pk=ticket.agent_id).first()
    ticket = late.first()
    if ticket is None:
        return False
    take_back(ticket, "lapsed")
    return True
