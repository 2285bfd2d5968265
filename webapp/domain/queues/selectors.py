"""Reads of areas, queues, agents, tickets and services; each view is made here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from webapp.domain.accounts.models import Account, Role
from webapp.domain.playback.views import file_url
from webapp.domain.queues.lifecycle import AgentState, ServiceState, TicketState
from webapp.domain.queues.models import LIVE, Agent, Area, Profile, Queue, Service, Serving, Ticket, Visit
from webapp.domain.queues.views import AgentView, AreaView, ClientView, OfferView, QueueView, ServiceView, TicketView
from webapp.kernel import clock
from webapp.kernel.errors import QueueMissing
from webapp.kernel.ids import AccountId, ApplicationId, AreaId, QueueId

# The four states that pages know (AnyChat manual 3.6.2.5): an offer still counts as waiting, wrap-up as paused.
STATUS = {
    AgentState.CLOSED: 0,
    AgentState.WAITING: 1,
    AgentState.OFFERED: 1,
    AgentState.WORKING: 2,
    AgentState.WRAP_UP: 3,
    AgentState.PAUSED: 3,
}


# --- areas and queues


def area(application_id: ApplicationId, area_id: AreaId) -> Area:
    """The area, if it belongs to the application. Raises QueueMissing."""
    found = Area.objects.filter(pk=area_id, application_id=application_id).first()
    if found is None:
        raise QueueMissing(f"no area {area_id}")
    return found


def queue(application_id: ApplicationId, queue_id: QueueId) -> Queue:
    """The queue with its area, if it belongs to the application. Raises QueueMissing."""
    found = Queue.objects.select_related("area").filter(pk=queue_id, area__application_id=application_id).first()
    if found is None:
        raise QueueMissing(f"no queue {queue_id}")
    return found


def _tally(rows: QuerySet[Any], by: str) -> dict[int, int]:
    """How many rows there are for each value of a column."""
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def _waiting(customer: str) -> Exists:
    return Exists(Ticket.objects.filter(customer=OuterRef(customer), state__in=LIVE))


def area_views(areas: Sequence[Area]) -> list[AreaView]:
    """Areas with their counters: four queries for all of them."""
    ids = [each.pk for each in areas]
    here = Visit.objects.filter(area__in=ids)
    agents = _tally(here.filter(is_agent=True), "area")
    visitors = _tally(here.filter(is_agent=False).exclude(_waiting("account")), "area")
    waiting = _tally(Ticket.objects.filter(queue__area__in=ids, state__in=LIVE), "queue__area")
    queues = _tally(Queue.objects.filter(area__in=ids), "area")
    return [
        AreaView(
            id=each.pk,
            name=each.name,
            description=each.description,
            priority=each.priority,
            attribute=each.attribute,
            int_tag=each.int_tag,
            string_tag=each.string_tag,
            agents=agents.get(each.pk, 0),
            visitors=visitors.get(each.pk, 0),
            waiting=waiting.get(each.pk, 0),
            queues=queues.get(each.pk, 0),
            rev=each.rev,
        )
        for each in areas
    ]


def queue_views(queues: Sequence[Queue]) -> list[QueueView]:
    """Queues with their counters: three queries for all of them."""
    ids = [each.pk for each in queues]
    lengths = _tally(Ticket.objects.filter(queue__in=ids, state__in=LIVE), "queue")
    agents = _tally(Serving.objects.filter(queue__in=ids).exclude(agent__state=AgentState.CLOSED), "queue")
    serving = _tally(Service.objects.filter(queue__in=ids, state=ServiceState.RUNNING), "queue")
    return [
        QueueView(
            id=each.pk,
            area_id=each.area_id,
            name=each.name,
            description=each.description,
            priority=each.priority,
            attribute=each.attribute,
            int_tag=each.int_tag,
            string_tag=each.string_tag,
            length=lengths.get(each.pk, 0),
            agents=agents.get(each.pk, 0),
            serving=serving.get(each.pk, 0),
            rev=each.rev,
        )
        for each in queues
    ]


def all_areas(application_id: ApplicationId) -> list[AreaView]:
    """The areas of an application, by number."""
    return area_views(list(Area.objects.filter(application_id=application_id)))


def all_queues(application_id: ApplicationId) -> list[QueueView]:
    """The queues of an application, by number."""
    return queue_views(list(Queue.objects.filter(area__application_id=application_id)))


# --- tickets


def visit_of(account_id: AccountId) -> Visit | None:
    """Where the account is."""
    return Visit.objects.filter(account=account_id).first()


def tickets() -> QuerySet[Ticket]:
    """All tickets, with customer and queue."""
    return Ticket.objects.select_related("customer", "queue")


def live_ticket(account_id: AccountId) -> Ticket | None:
    """The place in a queue that the account holds."""
    return tickets().filter(customer=account_id, state__in=LIVE).first()


def line(queue: Queue) -> list[tuple[int, TicketView]]:
    """Who waits in the queue, the next one first: the greater priority, then the longer wait."""
    waiting = Ticket.objects.filter(queue=queue, state__in=LIVE).order_by("-priority", "taken_at", "id")
    media = _waiting_media(queue)
    return [
        (
            each.customer_id,
            TicketView(each.pk, queue.pk, position, clock.ms(each.taken_at), str(each.state), queue.rev, *media),
        )
        for position, each in enumerate(waiting)
    ]


def _waiting_media(queue: Queue) -> tuple[str, bool]:
    """Where what is played to those who wait lies, and whether it has a picture: the queue's own, else the area's."""
    file = queue.waiting_media or queue.area.waiting_media
    return (file_url(file), file.has_picture) if file is not None else ("", False)


def ticket_view(ticket: Ticket) -> TicketView:
    """A live ticket with its position."""
    queue = Queue.objects.select_related("area__waiting_media", "waiting_media").get(pk=ticket.queue_id)
    return next(view for _, view in line(queue) if view.id == ticket.pk)


def own_ticket(account_id: AccountId) -> TicketView | None:
    """The place in a queue that the account holds, as its page knows it."""
    ticket = live_ticket(account_id)
    return ticket_view(ticket) if ticket else None


def offers_to(account_id: AccountId) -> list[OfferView]:
    """The customers offered to an agent."""
    return [offer_view(each) for each in tickets().filter(agent=account_id, state=TicketState.OFFERED)]


def offer_view(ticket: Ticket) -> OfferView:
    """An offered ticket as the agent sees it."""
    return OfferView(
        ticket_id=ticket.pk,
        queue_id=ticket.queue_id,
        customer_id=ticket.customer_id,
        customer_external_id=ticket.customer.external_id,
        customer_name=ticket.customer.name,
        taken_ms=clock.ms(ticket.taken_at),
        offered_ms=clock.ms(ticket.offered_at),
        due_ms=clock.ms(ticket.offer_due_at),
        ext=ticket.ext,
    )


# --- clients


def client_view(account: Account) -> ClientView:
    """What the account's page said about it, with the defaults where it said nothing."""
    said = getattr(account, "queue_profile", None) or Profile(account=account, rev=0)
    return ClientView(
        account_id=account.pk,
        name=said.name,
        description=said.description,
        is_agent=account.role == Role.AGENT if said.serves is None else said.serves,
        is_manager=account.role == Role.SUPERVISOR,
        priority=said.priority,
        attribute=said.attribute,
        int_tag=said.int_tag,
        string_tag=said.string_tag,
        rev=said.rev,
    )


def client(account_id: AccountId) -> ClientView:
    """One account as a business object."""
    return client_view(Account.objects.select_related("queue_profile").get(pk=account_id))


def clients_in(area_id: int) -> list[ClientView]:
    """Everybody who is in an area."""
    here = Account.objects.filter(visit__area=area_id).select_related("queue_profile").order_by("pk")
    return [client_view(each) for each in here]


# --- agents and services


def agent_view(agent: Agent) -> AgentView:
    """An agent with the queues he serves."""
    return AgentView(
        account_id=agent.pk,
        area_id=agent.area_id,
        status=STATUS[AgentState(agent.state)],
        customer_id=agent.customer_id,
        queue_id=agent.queue_id,
        service_began_ms=clock.ms(agent.service_began_at),
        served_total=agent.served_total,
        served_total_s=agent.served_total_s,
        queues=tuple(sorted(each.queue_id for each in agent.servings.all())),
        rev=agent.rev,
    )


def agents_in(area_id: int) -> list[AgentView]:
    """The agents who are in an area."""
    here = Visit.objects.filter(area=area_id, is_agent=True).values("account")
    return [agent_view(each) for each in Agent.objects.filter(pk__in=here).prefetch_related("servings").order_by("pk")]


def services() -> QuerySet[Service]:
    """All services, with the people and the queue."""
    return Service.objects.select_related("customer", "queue", "agent")


def running_service(*, agent_id: AccountId | None = None, customer_id: AccountId | None = None) -> Service | None:
    """The service that the agent gives or the customer gets."""
    running = services().filter(state=ServiceState.RUNNING)
    who = {"agent": agent_id} if agent_id is not None else {"customer": customer_id}
    return running.filter(**who).first()


def service_view(service: Service) -> ServiceView:
    """A service as both sides see it."""
    return ServiceView(
        id=service.pk,
        agent_id=service.agent_id,
        customer_id=service.customer_id,
        customer_external_id=service.customer.external_id,
        customer_name=service.customer.name,
        queue_id=service.queue_id,
        area_id=service.queue.area_id,
        began_ms=clock.ms(service.began_at),
    )
