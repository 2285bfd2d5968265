"""Facts about areas, queues, tickets, offers, agents and services."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.queues.views import AgentView, AreaView, ClientView, OfferView, QueueView, ServiceView, TicketView
from webapp.kernel.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class AreaChanged(Event):
    """Counters or attributes of an area changed; to the whole application."""

    area: AreaView


@register
@dataclass(frozen=True, slots=True)
class QueueChanged(Event):
    """Counters or attributes of a queue changed; to the whole application."""

    queue: QueueView


@register
@dataclass(frozen=True, slots=True)
class LineMoved(Event):
    """Who waits in a queue, and in which order, may have changed; to those in the area, after QueueChanged.

    `line` pairs each waiting customer's account with its ticket, the next one first.
    """

    queue: QueueView
    line: tuple[tuple[int, TicketView], ...]


@register
@dataclass(frozen=True, slots=True)
class AreaRemoved(Event):
    """An area is no more; to the whole application. `account_ids` were in it."""

    area_id: int
    account_ids: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class QueueRemoved(Event):
    """A queue is no more; to the whole application. `account_ids` waited in it."""

    queue_id: int
    area_id: int
    account_ids: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class ClientDescribed(Event):
    """A page said something about its person; to him and to those in his area."""

    client: ClientView


@register
@dataclass(frozen=True, slots=True)
class AreaEntered(Event):
    """Somebody came into an area; to those in it and to himself."""

    area_id: int
    account_id: int
    is_agent: bool
    client: ClientView


@register
@dataclass(frozen=True, slots=True)
class AreaLeft(Event):
    """Somebody left an area; to those in it and to himself. `code` is the number that his page gave for it."""

    area_id: int
    account_id: int
    is_agent: bool
    code: int = 0


@register
@dataclass(frozen=True, slots=True)
class TicketTaken(Event):
    """A customer joined a queue; to those in the area and to himself."""

    ticket: TicketView
    customer_id: int
    area_id: int


@register
@dataclass(frozen=True, slots=True)
class TicketLeft(Event):
    """A customer gave up waiting, or was lost; to those in the area and to himself."""

    ticket_id: int
    queue_id: int
    area_id: int
    customer_id: int
    reason: str


@register
@dataclass(frozen=True, slots=True)
class TicketOffered(Event):
    """A customer was offered to an agent; to the agent. `on_request`: he had asked for one."""

    offer: OfferView
    agent_id: int
    on_request: bool


@register
@dataclass(frozen=True, slots=True)
class OfferWithdrawn(Event):
    """An offer is over; to the agent. Reason: accepted, rejected, lapsed, left, closed."""

    agent_id: int
    customer_id: int
    customer_external_id: str
    queue_id: int
    reason: str


@register
@dataclass(frozen=True, slots=True)
class AgentChanged(Event):
    """An agent's status or numbers changed; to those in his area and to himself."""

    agent: AgentView
    is_new_status: bool


@register
@dataclass(frozen=True, slots=True)
class ServiceStarted(Event):
    """A customer was assigned to an agent; to those in the area and to both."""

    service: ServiceView


@register
@dataclass(frozen=True, slots=True)
class ServiceFinished(Event):
    """An agent finished with a customer; to both."""

    service: ServiceView
    reason: str


@register
@dataclass(frozen=True, slots=True)
class ServiceEvaluated(Event):
    """The customer rated a service; to the agent."""

    service: ServiceView
    score: int
    text: str
