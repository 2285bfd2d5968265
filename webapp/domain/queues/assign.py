"""Who serves whom next, and why. Only chooses; `offers` acts.

An agent serves a customer when they have a kind of business in common (attribute bits, AnyChat manual 3.6.2.1); who
names none may be served by everybody. A ticket goes before another by the customer's priority, then the queue's, then
the longer wait. Of the free agents the one with the best priority for the queue is asked, then the longest idle one.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from webapp.domain.calls.models import LIVE as LIVE_CALLS
from webapp.domain.calls.models import Call
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.domain.queues.lifecycle import AgentState, TicketState
from webapp.domain.queues.models import Agent, Profile, Serving, Ticket
from webapp.domain.rooms.models import Seat
from webapp.kernel import clock

NO_KIND, ANY_KIND = 0, -1
ORDER = ("-priority", "-queue__priority", "taken_at", "id")


def claimable(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Lock what is read and pass over what somebody else is just deciding about, where the database can."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def next_ticket(agent: Agent) -> Ticket | None:
    """The customer whom this agent shall serve next: the head of all queues he serves."""
    declined = Q(declined_by=agent, declined_until__gt=clock.now())
    served = Serving.objects.filter(agent=agent).values("queue")
    waiting = _waiting().filter(queue__in=served)
    common = waiting.exclude(declined).annotate(common=F("attribute").bitand(kinds_of(agent)))
    fitting = common.exclude(common=0, attribute__gt=0).exclude(common=0, attribute__lt=ANY_KIND)
    head: Ticket | None = claimable(fitting.order_by(*ORDER)).first()
    return head


def _waiting() -> QuerySet[Ticket]:
    """Everybody who waits and is there: whose page is absent after a lost link keeps his place, but is passed over."""
    absent = Session.objects.filter(account=OuterRef("customer"), absent_until__isnull=False)
    waiting = Ticket.objects.select_related("customer", "queue").filter(state=TicketState.WAITING)
    return waiting.exclude(Exists(absent))


def kinds_of(agent: Agent) -> int:
    """The kinds of business that an agent does, as bits; -1 is every kind."""
    said = Profile.objects.filter(account=agent.pk).values_list("attribute", flat=True).first()
    return ANY_KIND if said is None else said


def fits(agent: Agent, ticket: Ticket) -> bool:
    """Whether the agent does a kind of business for which the customer comes."""
    return ticket.attribute in (NO_KIND, ANY_KIND) or bool(ticket.attribute & kinds_of(agent))


def claim(ticket: Ticket) -> Ticket | None:
    """The ticket, held for this transaction; none when it does not wait or somebody decides about it."""
    waiting = Ticket.objects.select_related("customer", "queue").filter(pk=ticket.pk, state=TicketState.WAITING)
    claimed: Ticket | None = claimable(waiting).first()
    return claimed


def waiting_tickets() -> list[Ticket]:
    """Everybody who waits where an agent gets offers, in the order in which they are due."""
    offered_to = Serving.objects.filter(
        queue=OuterRef("queue"), agent__state=AgentState.WAITING, agent__is_automatic=True
    )
    return list(_waiting().filter(Exists(offered_to)).order_by(*ORDER))


def best_agent(ticket: Ticket) -> Agent | None:
    """The agent to whom the ticket shall be offered: free, willing, and not the one who has just declined it."""
    servings = Serving.objects.filter(queue=ticket.queue_id, agent__in=free_agents()).select_related("agent")
    if ticket.declined_by_id and ticket.declined_until and ticket.declined_until > clock.now():
        servings = servings.exclude(agent=ticket.declined_by_id)
    for serving in servings.order_by("priority", "agent__idle_since", "agent"):
        if not fits(serving.agent, ticket):
            continue
        agent: Agent | None = claimable(Agent.objects.filter(pk=serving.agent_id, state=AgentState.WAITING)).first()
        if agent is not None:
            return agent
    return None


def free_agents() -> QuerySet[Agent]:
    """The agents who get offers and can take one: waiting, online and willing, in no call and no room."""
    willing = Session.objects.filter(account=OuterRef("pk"), state=SessionState.LOGGED_IN, dnd=0, absent_until=None)
    either_end = Q(caller=OuterRef("pk")) | Q(callee=OuterRef("pk"))
    talking = Call.objects.filter(either_end, state__in=LIVE_CALLS)
    seated = Seat.objects.filter(account=OuterRef("pk"))
    waiting = Agent.objects.filter(state=AgentState.WAITING, is_automatic=True)
    return waiting.filter(Exists(willing)).exclude(Exists(talking)).exclude(Exists(seated))
