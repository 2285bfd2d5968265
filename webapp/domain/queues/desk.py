"""Verbs of agents: open and close, serve queues, take the next customer, answer offers, finish."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from webapp.domain.accounts.models import Account
from webapp.domain.calls import selectors as call_selectors
from webapp.domain.queues import assign, halls, offers, selectors, telling
from webapp.domain.queues.events import ServiceFinished
from webapp.domain.queues.lifecycle import AGENT, SERVICE, AgentState, AgentStep, ServiceStep, TicketState
from webapp.domain.queues.models import Agent, Queue, Service, Serving, Ticket
from webapp.domain.queues.settle import settled
from webapp.domain.rooms import selectors as room_selectors
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument, InvalidState, QueueClosed, QueueEmpty, QueueUserLeft
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId, ApplicationId, QueueId

DONE = "finished"  # the agent's own word
BEST_PRIORITY, WORST_PRIORITY = 0, 1000
ATTEMPTS = 5


def agent_of(account_id: AccountId) -> Agent:
    """The agent row of an account, locked for this transaction; made when there was none."""
    Agent.objects.get_or_create(account_id=account_id)
    return Agent.objects.select_for_update().get(pk=account_id)


def open_desk(account: Account, agent: Agent, queues: list[Queue]) -> None:
    """Serve these queues of the area just entered; the agent asks for customers himself."""
    Serving.objects.filter(agent=agent).delete()
    Serving.objects.bulk_create(Serving(agent=agent, queue=queue) for queue in queues)
    agent.is_automatic = False
    agent.save(update_fields=["area", "is_automatic"])
    if agent.state == AgentState.CLOSED:
        AGENT.take(agent, AgentStep.OPEN, idle_since=clock.now())
    telling.agent_changed(agent)
    for queue in queues:
        telling.queue_changed(queue.pk, also=[AccountId(account.pk)])


def change_queues(agent: Agent, queues: list[Queue]) -> None:
    """Serve these queues from now on, where the agent chooses by kinds of business; a customer stays with him."""
    before = set(Serving.objects.filter(agent=agent).values_list("queue_id", flat=True))
    after = {queue.pk for queue in queues}
    if agent.is_automatic or agent.area_id is None or before == after:
        return
    Serving.objects.filter(agent=agent).exclude(queue__in=after).delete()
    Serving.objects.bulk_create(Serving(agent=agent, queue_id=queue_id) for queue_id in sorted(after - before))
    telling.agent_changed(agent, is_new_status=False)
    for queue_id in sorted(before ^ after):
        telling.queue_changed(queue_id)


@settled
def start_serving(*, account_id: AccountId, queue_id: QueueId, priority: int = 0) -> None:
    """Get offers of one more queue; the first one opens the desk in that queue's area.

    Priority: 0 (asked first) to 1000. Refuses with: QueueMissing, InvalidArgument.
    """
    if not BEST_PRIORITY <= priority <= WORST_PRIORITY:
        raise InvalidArgument(f"priority {priority} is not between {BEST_PRIORITY} and {WORST_PRIORITY}")
    account = Account.objects.get(pk=account_id)
    queue = selectors.queue(ApplicationId(account.application_id), queue_id)
    agent = agent_of(account_id)
    _take_place(account_id, agent, queue)
    Serving.objects.update_or_create(agent=agent, queue=queue, defaults={"priority": priority})
    agent.is_automatic = True
    agent.save(update_fields=["area", "is_automatic"])
    is_new = agent.state == AgentState.CLOSED
    if is_new:
        AGENT.take(agent, AgentStep.OPEN, why=f"queue {queue_id}", idle_since=clock.now())
    telling.agent_changed(agent, is_new_status=is_new)
    telling.line_changed(queue.pk, also=[account_id])
    offers.match_soon()


def _take_place(account_id: AccountId, agent: Agent, queue: Queue) -> None:
    """An agent without an area is seated in the queue's."""
    visit = selectors.visit_of(account_id)
    if visit is not None and not visit.is_agent:
        if selectors.live_ticket(account_id) is not None:
            raise InvalidState("a waiting customer cannot serve")
        halls.go_out(visit)
        visit = None
    if visit is None:
        visit = halls.come_in(account_id, queue.area, is_agent=True, is_implicit=True)
    agent.area_id = visit.area_id


@settled
def stop_serving(*, account_id: AccountId, queue_id: QueueId) -> None:
    """Get no more offers of a queue; the last one closes the desk. Refuses with: QueueMissing, QueueClosed."""
    account = Account.objects.get(pk=account_id)
    queue = selectors.queue(ApplicationId(account.application_id), queue_id)
    agent = agent_of(account_id)
    gone, _ = Serving.objects.filter(agent=agent, queue=queue).delete()
    if not gone:
        raise QueueClosed(f"queue {queue_id} was not served")
    _give_back(agent, queue_id)
    telling.agent_changed(agent, is_new_status=False)
    telling.line_changed(queue.pk)
    _close_if_idle(agent)


def _give_back(agent: Agent, queue_id: QueueId | None = None) -> None:
    """Return the customer before the agent, if any (of that queue)."""
    offered = Ticket.objects.select_related("customer", "queue", "agent").filter(agent=agent, state=TicketState.OFFERED)
    for ticket in offered.filter(queue=queue_id) if queue_id else offered:
        offers.take_back(ticket, "closed")
    agent.refresh_from_db()


def _close_if_idle(agent: Agent) -> None:
    """Without a queue there is nothing to wait for; a service going on is finished first."""
    agent.refresh_from_db()
    if agent.state == AgentState.WORKING or Serving.objects.filter(agent=agent).exists():
        return
    close_desk(agent)
    halls.go_out_if_implicit(AccountId(agent.pk))


def close_desk(agent: Agent, reason: str = "closed") -> None:
    """Serve nobody and no queue any more; the area still knows the agent until he goes out."""
    finish(account_id=AccountId(agent.pk), reason=reason)
    _give_back(agent)
    served = list(Serving.objects.filter(agent=agent).values_list("queue_id", flat=True))
    Serving.objects.filter(agent=agent).delete()
    if AGENT.allows(AgentState(agent.state), AgentStep.CLOSE):
        AGENT.take(agent, AgentStep.CLOSE, why=reason)
        telling.agent_changed(agent)
    Agent.objects.filter(pk=agent.pk).update(area=None, rev=F("rev") + 1)
    for queue_id in sorted(served):
        telling.queue_changed(queue_id)


@settled
def set_status(*, account_id: AccountId, status: int) -> None:
    """Close (0), wait (1) or pause (3) on the agent's own wish; working (2) comes with a customer.

    Refuses with: InvalidArgument, InvalidState. Rule: AnyChat manual 3.6.3.4, control 601.
    """
    steps = {0: (AgentStep.CLOSE,), 1: (AgentStep.READY, AgentStep.OPEN), 3: (AgentStep.PAUSE,)}
    if status not in steps:
        raise InvalidArgument(f"an agent cannot set the status {status}")
    agent = agent_of(account_id)
    if agent.area_id is None:
        raise halls.NotInArea
    _give_back(agent)
    if selectors.STATUS[AgentState(agent.state)] == status:
        return
    state = AgentState(agent.state)
    step = next((each for each in steps[status] if AGENT.allows(state, each)), steps[status][0])
    _step(agent, step, "by himself")
    offers.match_soon()


def _step(agent: Agent, step: AgentStep, why: str) -> None:
    """Change the status; a desk that opens or closes changes how many serve its queues."""
    was_closed = agent.state == AgentState.CLOSED
    AGENT.take(agent, step, why=why, idle_since=clock.now())
    telling.agent_changed(agent)
    if was_closed or agent.state == AgentState.CLOSED:
        for queue_id in Serving.objects.filter(agent=agent).order_by("queue").values_list("queue_id", flat=True):
            telling.queue_changed(queue_id)


@settled
def next_customer(*, account_id: AccountId) -> Service:
    """Take the head of the agent's queues at once, without an offer.

    Refuses with: QueueClosed (serves no queue), InvalidState (has a customer), QueueEmpty.
    Rule: AnyChat manual 3.6.3.4, control 602.
    """
    agent = _ready(account_id)
    for _ in range(ATTEMPTS):
        ticket = assign.next_ticket(agent)
        if ticket is None:
            break
        try:
            with transaction.atomic():
                return offers.serve(ticket, agent)
        except QueueUserLeft:  # he left, or another agent was faster: the one behind him is next
            agent.refresh_from_db()
    raise QueueEmpty


def _ready(account_id: AccountId) -> Agent:
    """The agent, waiting: whoever asks for a customer is neither closed nor paused."""
    agent = agent_of(account_id)
    if not Serving.objects.filter(agent=agent).exists():
        raise QueueClosed
    for step in (AgentStep.OPEN, AgentStep.READY):
        if AGENT.allows(AgentState(agent.state), step):
            _step(agent, step, "asks for a customer")
    if agent.state != AgentState.WAITING:
        raise InvalidState(f"agent {agent.pk} is {agent.state}")
    return agent


@settled
def request_offer(*, account_id: AccountId) -> Ticket:
    """Be offered the head of the agent's queues, do-not-disturb or not. Refuses with: QueueClosed, QueueEmpty,
    InvalidState.
    """
    before = selectors.tickets().filter(agent=account_id, state=TicketState.OFFERED).first()
    if before is not None:
        return before
    agent = _ready(account_id)
    for _ in range(ATTEMPTS):
        ticket = assign.next_ticket(agent)
        if ticket is None:
            break
        if offers.try_offer(ticket, agent, on_request=True):
            return ticket
        agent.refresh_from_db()
    raise QueueEmpty


@settled
def accept_offer(*, account_id: AccountId, customer_id: AccountId) -> Service:
    """Take the offered customer; a second time is harmless. Refuses with: QueueUserLeft."""
    running = selectors.running_service(agent_id=account_id)
    if running is not None and running.customer_id == customer_id:
        return running
    agent = agent_of(account_id)
    return offers.serve(_offered(account_id, customer_id), agent)


@settled
def reject_offer(*, account_id: AccountId, customer_id: AccountId) -> None:
    """Decline the offered customer, who goes back to his place for another agent. Refuses with: QueueUserLeft."""
    agent_of(account_id)
    try:
        offers.take_back(_offered(account_id, customer_id), "rejected")
    except InvalidState as late:
        raise QueueUserLeft(str(late)) from None
    offers.match_soon()


def _offered(account_id: AccountId, customer_id: AccountId) -> Ticket:
    offered = selectors.tickets().select_related("agent").filter(state=TicketState.OFFERED)
    ticket = offered.filter(agent=account_id, customer=customer_id).first()
    if ticket is None:
        raise QueueUserLeft(f"customer {customer_id} is not offered to {account_id}")
    return ticket


@settled
def finish(*, account_id: AccountId, reason: str = DONE) -> Service | None:
    """End the agent's running service; without one nothing happens: pages say it twice (AnyChat queue demo)."""
    agent = agent_of(account_id)
    service = selectors.running_service(agent_id=account_id)
    if service is None:
        return None
    now, answered = clock.now(), _was_answered(service, reason)
    ended = {"finished_at": now, "end_reason": reason, "was_answered": answered}
    SERVICE.take(service, ServiceStep.FINISH, why=reason, **ended)
    AGENT.take(
        agent,
        AgentStep.FINISH,
        why=reason,
        customer=None,
        queue=None,
        service_began_at=None,
        idle_since=now,
        served_total=agent.served_total + answered,
        served_total_s=agent.served_total_s + answered * int((now - service.began_at).total_seconds()),
    )
    _tell_finished(service, agent, reason)
    return service


def _was_answered(service: Service, reason: str) -> bool:
    """Whether the customer was really served: a call that rang in vain, or a customer who went before, is not."""
    agent_id, customer_id = AccountId(service.agent_id), AccountId(service.customer_id)
    answered = call_selectors.was_answered(agent_id, customer_id, since=service.began_at)
    if answered is not None:
        return answered
    # Some pages never call: both meet in a room, or the agent alone knows when it is done.
    return reason == DONE or room_selectors.share_room(agent_id, customer_id)


def _tell_finished(service: Service, agent: Agent, reason: str) -> None:
    telling.agent_changed(agent)
    both = [person(AccountId(service.agent_id)), person(AccountId(service.customer_id))]
    publish(ServiceFinished(selectors.service_view(service), reason), to=both)
    telling.queue_changed(service.queue_id)
    halls.go_out_if_implicit(AccountId(service.customer_id))
    if agent.is_automatic:
        _close_if_idle(agent)
    offers.match_soon()
