"""Verbs of customers and visitors: enter an area, take a ticket, leave, rate a service; and the queues' timers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from webapp.domain.accounts.models import Account
from webapp.domain.calls import selectors as call_selectors
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.queues import desk, halls, offers, selectors, telling
from webapp.domain.queues.events import ServiceEvaluated, ServiceStarted, TicketLeft, TicketTaken
from webapp.domain.queues.lifecycle import TICKET, ServiceState, TicketState, TicketStep
from webapp.domain.queues.models import LIVE, Agent, Area, Evaluation, Queue, Service, Ticket, Visit
from webapp.domain.queues.settle import settled
from webapp.kernel import clock
from webapp.kernel.errors import (
    AlreadyExists,
    AlreadyInQueue,
    InvalidArgument,
    InvalidState,
    ObjectMissing,
    PermissionDenied,
)
from webapp.kernel.events import area, person, publish
from webapp.kernel.ids import AccountId, ApplicationId, AreaId, QueueId

EXT_CHARACTERS = 8192
# An agent who gets offers has no word for "finished": his service ends with the call, or when none comes about.
SERVICE_WITHOUT_CALL_S = 60
SCORES = range(-100, 1001)


@settled
def enter_area(*, account_id: AccountId, area_id: AreaId, is_agent: bool | None = None) -> Area:
    """Come into an area; an agent opens his desk for its queues. Entering it again is harmless.

    Refuses with: QueueMissing. Rule: AnyChat manual 3.6.3.2, control 401; one area at a time.
    """
    account = Account.objects.get(pk=account_id)
    found = selectors.area(ApplicationId(account.application_id), area_id)
    serves = halls.comes_as_agent(account) if is_agent is None else is_agent
    visit = selectors.visit_of(account_id)
    if visit is not None and (visit.area_id, visit.is_agent, visit.is_implicit) == (area_id, serves, False):
        return found
    if visit is not None:
        leave_area(account_id=account_id)
    halls.come_in(account_id, found, is_agent=serves, is_implicit=False)
    if serves:
        agent = desk.agent_of(account_id)
        agent.area = found
        desk.open_desk(account, agent, _served_by(account_id, found))
    telling.area_changed(found.pk)
    return found


def _served_by(account_id: AccountId, found: Area) -> list[Queue]:
    """The area's queues whose kind of business the agent does; -1 is every kind."""
    kinds = halls.profile_of(account_id).attribute
    return [queue for queue in found.queues.all() if not queue.attribute or kinds & queue.attribute]


@settled
def describe(*, account_id: AccountId, **fields: int | str | bool | None) -> None:
    """Say how the account queues or serves; its ticket and its open desk follow at once.

    Rule: AnyChat manual 5.8.3.
    """
    halls.set_profile(account_id=account_id, **fields)
    due = {name: fields[name] for name in ("priority", "attribute") if name in fields}
    held = selectors.live_ticket(account_id) if due else None
    if held is not None:
        Ticket.objects.filter(pk=held.pk).update(**due)
        telling.queue_changed(held.queue_id)
        offers.match_soon()
    visit = selectors.visit_of(account_id)
    if "attribute" in fields and visit is not None and visit.is_agent:
        desk.change_queues(desk.agent_of(account_id), _served_by(account_id, visit.area))


@settled
def leave_area(*, account_id: AccountId, area_id: AreaId | None = None, reason: str = "left", code: int = 0) -> None:
    """Go out of the area; a ticket or a desk in it is given up. Those inside hear the page's `code`.

    Refuses with: NotInArea.
    """
    visit = selectors.visit_of(account_id)
    if visit is None or (area_id is not None and visit.area_id != area_id):
        raise halls.NotInArea
    leave_queue(account_id=account_id, reason=reason)
    if visit.is_agent:
        desk.close_desk(desk.agent_of(account_id), reason)
    halls.go_out(visit, code)


@settled
def take_ticket(*, account_id: AccountId, queue_id: QueueId, ext: str = "") -> Ticket:
    """Join a queue; joining it again is harmless.

    A customer in no area comes into the queue's until he leaves the queue again.
    Refuses with: QueueMissing, AlreadyInQueue, InvalidArgument, PermissionDenied (an agent does not queue).
    """
    account = Account.objects.get(pk=account_id)
    queue = selectors.queue(ApplicationId(account.application_id), queue_id)
    if len(ext) > EXT_CHARACTERS:
        raise InvalidArgument("the text to the ticket is too long")
    held = selectors.live_ticket(account_id)
    if held is not None and held.queue_id == queue.pk:
        return held
    if held is not None:
        raise AlreadyInQueue
    _come_to(account_id, queue)
    _finish_as_customer(account_id, "requeued")
    ticket = _new_ticket(account_id, queue, ext)
    taken = TicketTaken(selectors.ticket_view(ticket), account_id, queue.area_id)
    publish(taken, to=[person(account_id), area(AreaId(queue.area_id))])
    telling.line_changed(queue.pk, also=[account_id])
    offers.match_soon()
    return ticket


def _come_to(account_id: AccountId, queue: Queue) -> None:
    visit = selectors.visit_of(account_id)
    if visit is not None and visit.is_agent:
        raise PermissionDenied("an agent does not queue")
    if visit is not None and visit.area_id != queue.area_id:
        halls.go_out(visit)
        visit = None
    if visit is None:
        halls.come_in(account_id, queue.area, is_agent=False, is_implicit=True)


def _new_ticket(account_id: AccountId, queue: Queue, ext: str) -> Ticket:
    said = halls.profile_of(account_id)
    place = {"priority": said.priority, "attribute": said.attribute}
    try:
        with transaction.atomic():
            return Ticket.objects.create(queue=queue, customer_id=account_id, ext=ext, **place)
    except IntegrityError:
        raise AlreadyInQueue from None


@settled
def leave_queue(*, account_id: AccountId, reason: str = "left") -> Ticket | None:
    """Give the place in the queue up; without one nothing happens.

    A customer whom the agent is just calling keeps his assignment: pages stop queuing before they take the call
    (CRVideo call demo).
    """
    held = _held(account_id)
    if held is None or (reason == "left" and _is_being_called(held)):
        return None
    agent = held.agent if held.state == TicketState.OFFERED else None
    try:
        TICKET.take(held, TicketStep.LEAVE, why=reason, ended_at=clock.now(), end_reason=reason)
    except InvalidState:  # an agent took him at this very moment
        return None
    if agent is not None:
        offers.withdraw(held, agent, "left")
    _tell_left(held, reason)
    return held


def _held(account_id: AccountId) -> Ticket | None:
    """The live ticket; the agent to whom it is offered is locked first, as everybody does who decides about both."""
    live = Ticket.objects.select_related("customer", "queue", "agent").filter(customer=account_id, state__in=LIVE)
    held = live.first()
    if held is None or held.state != TicketState.OFFERED:
        return held
    Agent.objects.select_for_update().filter(pk=held.agent_id).first()
    return live.first()


def _is_being_called(ticket: Ticket) -> bool:
    if ticket.agent_id is None or ticket.state != TicketState.OFFERED:
        return False
    return call_selectors.live_between(AccountId(ticket.customer_id), AccountId(ticket.agent_id)) is not None


def _tell_left(ticket: Ticket, reason: str) -> None:
    account_id, area_id = AccountId(ticket.customer_id), AreaId(ticket.queue.area_id)
    left = TicketLeft(ticket.pk, ticket.queue_id, area_id, account_id, reason)
    publish(left, to=[person(account_id), area(area_id)])
    telling.line_changed(ticket.queue_id, also=[account_id])
    halls.go_out_if_implicit(account_id)
    offers.match_soon()


def _finish_as_customer(account_id: AccountId, reason: str) -> None:
    service = selectors.running_service(customer_id=account_id)
    if service is not None:
        desk.finish(account_id=AccountId(service.agent_id), reason=reason)


@settled
def evaluate(*, customer_id: AccountId, agent_id: AccountId, score: int, text: str = "") -> Evaluation:
    """Rate the last service that the agent gave the customer, once.

    Refuses with: ObjectMissing (no such service), AlreadyExists, InvalidArgument.
    Rule: AnyChat manual 3.6.3.4, control 605.
    """
    if score not in SCORES or len(text) > EXT_CHARACTERS:
        raise InvalidArgument("the score or the comment is out of bounds")
    service = selectors.services().filter(customer=customer_id, agent=agent_id).first()
    if service is None:
        raise ObjectMissing("no service to rate")
    try:
        with transaction.atomic():
            evaluation = Evaluation.objects.create(service=service, score=score, text=text)
    except IntegrityError:
        raise AlreadyExists("this service has been rated") from None
    publish(ServiceEvaluated(selectors.service_view(service), score, text), to=[person(agent_id)])
    return evaluation


@settled
def tell_again(*, account_id: AccountId, since: datetime) -> None:
    """Tell a customer whose page was absent that an agent took him meanwhile, and match: offers passed him over."""
    service = selectors.running_service(customer_id=account_id)
    if service is not None and service.began_at >= since:
        publish(ServiceStarted(selectors.service_view(service)), to=[person(account_id)])
    offers.match_soon()


@settled
def lose(*, account_id: AccountId) -> None:
    """The account's session is gone: it waits, serves and is served no longer."""
    _finish_as_customer(account_id, "customer_lost")
    if selectors.visit_of(account_id) is not None:
        leave_area(account_id=account_id, reason="lost")


def sweep() -> None:
    """What the clock and lost processes leave to do: lapse offers, end dead services, offer again."""
    offers.lapse_due()
    for visit in Visit.objects.exclude(account__sessions__state=SessionState.LOGGED_IN):
        lose(account_id=AccountId(visit.account_id))
    for service in _without_call():
        desk.finish(account_id=AccountId(service.agent_id), reason="no_call")
    offers.match()


def _without_call() -> list[Service]:
    long_ago = clock.now() - timedelta(seconds=SERVICE_WITHOUT_CALL_S)
    running = selectors.services().filter(state=ServiceState.RUNNING, agent__is_automatic=True, began_at__lt=long_ago)
    return [each for each in running if not call_selectors.is_talking(AccountId(each.agent_id))]
