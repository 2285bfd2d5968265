"""What the queues change in a page's mirror: areas, queues, agents and people of my area, my ticket, offers to me."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.queues import selectors
from webapp.domain.queues.events import (
    AgentChanged,
    AreaChanged,
    AreaEntered,
    AreaLeft,
    AreaRemoved,
    ClientDescribed,
    LineMoved,
    OfferWithdrawn,
    QueueChanged,
    QueueRemoved,
    ServiceEvaluated,
    ServiceFinished,
    ServiceStarted,
    TicketLeft,
    TicketOffered,
    TicketTaken,
)
from webapp.domain.queues.views import TicketView
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, clear, drop, for_all, for_each, put, row_of
from webapp.kernel.events import Event

MINE = "ticket"


def line_moved(event: LineMoved, listener: Actor) -> list[Change]:
    """Everybody in the line learns his own place in it."""
    return [put("ticket", MINE, ticket) for account_id, ticket in event.line if account_id == listener.account_id]


def area_entered(event: AreaEntered, listener: Actor) -> list[Change]:
    """The newcomer sees the agents and the people of the area, as they are now; the others see him."""
    if listener.account_id != event.account_id:
        return [put("clients", event.account_id, event.client)]
    here = [put("clients", view.account_id, view) for view in selectors.clients_in(event.area_id)]
    agents = [put("agents", view.account_id, view) for view in selectors.agents_in(event.area_id)]
    ticket = selectors.own_ticket(listener.account_id)
    mine = [put("ticket", MINE, ticket)] if ticket else []
    return [put("me", "me", {"area_id": event.area_id}), clear("agents"), *agents, *here, *mine]


def area_left(event: AreaLeft, listener: Actor) -> list[Change]:
    """Who goes out sees only himself; those who stay no longer see him."""
    if listener.account_id == event.account_id:
        own = put("clients", event.account_id, selectors.client(listener.account_id))
        gone = [clear("agents"), drop("ticket", MINE), clear("clients")]
        return [put("me", "me", {"area_id": None}), *gone, own]
    agent = [drop("agents", event.account_id)] if event.is_agent else []
    return [*agent, drop("clients", event.account_id)]


def ticket_taken(event: TicketTaken, listener: Actor) -> list[Change]:
    """The customer holds a ticket."""
    return [put("ticket", MINE, event.ticket)] if listener.account_id == event.customer_id else []


def ticket_left(event: TicketLeft, listener: Actor) -> list[Change]:
    """The customer holds none any more."""
    return [drop("ticket", MINE)] if listener.account_id == event.customer_id else []


def service_started(event: ServiceStarted, listener: Actor) -> list[Change]:
    """Who is served does not wait any more."""
    return [drop("ticket", MINE)] if listener.account_id == event.service.customer_id else []


def agent_changed(event: AgentChanged) -> list[Change]:
    """Those in the agent's area see him."""
    return [put("agents", event.agent.account_id, event.agent)] if event.agent.area_id else []


CHANGES: dict[type[Event], Changes] = {
    AreaChanged: for_all(lambda event: [put("areas", event.area.id, event.area)]),
    AreaRemoved: for_all(lambda event: [drop("areas", event.area_id)]),
    QueueRemoved: for_all(lambda event: [drop("queues", event.queue_id)]),
    ClientDescribed: for_all(lambda event: [put("clients", event.client.account_id, event.client)]),
    QueueChanged: for_all(lambda event: [put("queues", event.queue.id, event.queue)]),
    LineMoved: for_each(line_moved),
    AreaEntered: for_each(area_entered),
    AreaLeft: for_each(area_left),
    TicketTaken: for_each(ticket_taken),
    TicketLeft: for_each(ticket_left),
    TicketOffered: for_all(lambda event: [put("offers", event.offer.customer_id, event.offer)]),
    OfferWithdrawn: for_all(lambda event: [drop("offers", event.customer_id)]),
    AgentChanged: for_all(agent_changed),
    ServiceStarted: for_each(service_started),
    ServiceFinished: NO_CHANGE,
    ServiceEvaluated: NO_CHANGE,
}


def snapshot(actor: Actor) -> State:
    """The areas and queues of the application, the agents of the actor's area, his ticket and his offers."""
    if not actor.account_id:
        return {}
    visit = selectors.visit_of(actor.account_id)
    ticket: TicketView | None = selectors.own_ticket(actor.account_id)
    agents = selectors.agents_in(visit.area_id) if visit else []
    clients = selectors.clients_in(visit.area_id) if visit else [selectors.client(actor.account_id)]
    return {
        "me": {"me": {"area_id": visit.area_id if visit else None}},
        "areas": {str(view.id): row_of(view) for view in selectors.all_areas(actor.application_id)},
        "queues": {str(view.id): row_of(view) for view in selectors.all_queues(actor.application_id)},
        "agents": {str(view.account_id): row_of(view) for view in agents},
        "clients": {str(view.account_id): row_of(view) for view in clients},
        "ticket": {MINE: row_of(ticket)} if ticket else {},
        "offers": {str(view.customer_id): row_of(view) for view in selectors.offers_to(actor.account_id)},
    }
