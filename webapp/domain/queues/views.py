"""What pages know of areas, queues, agents, tickets and offers: rows of the mirror and of the events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaView:
    """A service area with its counters; `visitors` are those without a ticket."""

    id: int
    name: str
    description: str
    priority: int
    attribute: int
    int_tag: int
    string_tag: str
    agents: int
    visitors: int
    waiting: int
    queues: int
    rev: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue; `length` counts the waiting and the offered, `agents` who serve it, `serving` running services."""

    id: int
    area_id: int
    name: str
    description: str
    priority: int
    attribute: int
    int_tag: int
    string_tag: str
    length: int
    agents: int
    serving: int
    rev: int


@dataclass(frozen=True, slots=True)
class AgentView:
    """An agent; status: 0 closed, 1 waiting, 2 working, 3 paused (an offer still counts as waiting)."""

    account_id: int
    area_id: int | None
    status: int
    customer_id: int | None
    queue_id: int | None
    service_began_ms: int
    served_total: int
    served_total_s: int
    queues: tuple[int, ...]
    rev: int


@dataclass(frozen=True, slots=True)
class ClientView:
    """What a page said about its person; an empty name: the account's own. `rev` is 0 where it said nothing."""

    account_id: int
    name: str
    description: str
    is_agent: bool
    is_manager: bool
    priority: int
    attribute: int
    int_tag: int
    string_tag: str
    rev: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """A place in a queue; position 0 is next. `rev` is the queue's, which moves whenever a position does.

    `media_url` is what the page may play while its person waits; empty for nothing.
    """

    id: int
    queue_id: int
    position: int
    taken_ms: int
    state: str
    rev: int
    media_url: str = ""
    media_has_picture: bool = False


@dataclass(frozen=True, slots=True)
class OfferView:
    """A customer offered to an agent, who has until `due_ms` to answer."""

    ticket_id: int
    queue_id: int
    customer_id: int
    customer_external_id: str
    customer_name: str
    taken_ms: int
    offered_ms: int
    due_ms: int
    ext: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """An agent serves a customer."""

    id: int
    agent_id: int
    customer_id: int
    customer_external_id: str
    customer_name: str
    queue_id: int
    area_id: int
    began_ms: int
