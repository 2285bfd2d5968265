"""Verbs of areas and queues themselves: make, describe and remove them (admin, or a supervisor's page)."""

from __future__ import annotations

import logging

from webapp.domain.accounts.models import Account, Role
from webapp.domain.queues import desk, selectors, services, telling
from webapp.domain.queues.events import AreaRemoved, QueueRemoved
from webapp.domain.queues.lifecycle import ServiceState
from webapp.domain.queues.models import LIVE, Area, Queue, Service, Serving, Ticket, Visit
from webapp.domain.queues.settle import settled
from webapp.kernel.errors import AlreadyExists, InvalidArgument, ObjectMissing, PermissionDenied
from webapp.kernel.events import application, publish
from webapp.kernel.ids import AccountId, ApplicationId, AreaId, QueueId

log = logging.getLogger(__name__)

PLACE_FIELDS = frozenset({"name", "description", "priority", "attribute", "int_tag", "string_tag"})
NUMBERS = range(1, 2**31)


def _manager(account_id: AccountId) -> Account:
    account = Account.objects.get(pk=account_id)
    if account.role != Role.SUPERVISOR:
        raise PermissionDenied("only a supervisor changes areas and queues")
    return account


@settled
def describe_area(*, account_id: AccountId, area_id: AreaId, **fields: int | str) -> None:
    """Change attributes of an area. Refuses with: PermissionDenied, QueueMissing. Rule: AnyChat manual 5.8.3."""
    found = selectors.area(ApplicationId(_manager(account_id).application_id), area_id)
    _describe(Area, found.pk, fields)
    telling.area_changed(found.pk)


@settled
def describe_queue(*, account_id: AccountId, queue_id: QueueId, **fields: int | str) -> None:
    """Change attributes of a queue. Refuses with: PermissionDenied, QueueMissing. Rule: AnyChat manual 5.8.3."""
    found = selectors.queue(ApplicationId(_manager(account_id).application_id), queue_id)
    _describe(Queue, found.pk, fields)
    telling.queue_changed(found.pk)


def _describe(model: type[Area] | type[Queue], number: int, fields: dict[str, int | str]) -> None:
    assert fields.keys() <= PLACE_FIELDS
    if fields.get("name") == "":
        raise InvalidArgument("a place needs a name")
    model.objects.filter(pk=number).update(**fields)


@settled
def create_area(*, account_id: AccountId, area_id: AreaId, name: str) -> Area:
    """Make an area. Refuses with: PermissionDenied, AlreadyExists, InvalidArgument. Rule: AnyChat manual 3.6.3.1."""
    owner = _manager(account_id)
    _may_be_new(Area, area_id, name)
    made = Area.objects.create(id=area_id, name=name[:64], application_id=owner.application_id)
    telling.area_changed(made.pk)
    return made


@settled
def create_queue(*, account_id: AccountId, queue_id: QueueId, area_id: AreaId, name: str) -> Queue:
    """Make a queue in an area; the agents there do not serve it until they come again.

    Refuses with: PermissionDenied, AlreadyExists, InvalidArgument, QueueMissing. Rule: AnyChat manual 3.6.3.1.
    """
    owner = _manager(account_id)
    found = selectors.area(ApplicationId(owner.application_id), area_id)
    _may_be_new(Queue, queue_id, name)
    made = Queue.objects.create(id=queue_id, name=name[:64], area=found)
    telling.queue_changed(made.pk)
    telling.area_changed(found.pk)
    return made


def _may_be_new(model: type[Area] | type[Queue], number: int, name: str) -> None:
    if number not in NUMBERS or not name:
        raise InvalidArgument("a place needs a positive number and a name")
    if model.objects.filter(pk=number).exists():
        raise AlreadyExists(f"number {number} is taken")


@settled
def remove_area(*, area_id: AreaId) -> None:
    """Send everybody out, forget the area with its queues, and tell it. Refuses with: ObjectMissing."""
    found = Area.objects.filter(pk=area_id).first()
    if found is None:
        raise ObjectMissing(f"no area {area_id}")
    inside = tuple(Visit.objects.filter(area=area_id).order_by("account").values_list("account_id", flat=True))
    for account_id in inside:
        services.leave_area(account_id=AccountId(account_id), area_id=area_id, reason="removed")
    for queue_id in Queue.objects.filter(area=area_id).values_list("pk", flat=True):
        remove_queue(queue_id=QueueId(queue_id))
    found.delete()
    publish(AreaRemoved(area_id, inside), to=[application(ApplicationId(found.application_id))])
    log.info("area %s: removed", area_id)


@settled
def remove_queue(*, queue_id: QueueId) -> None:
    """End what goes on in the queue, forget it, and tell it. Refuses with: ObjectMissing."""
    found = Queue.objects.select_related("area").filter(pk=queue_id).first()
    if found is None:
        raise ObjectMissing(f"no queue {queue_id}")
    waiting = Ticket.objects.filter(queue=queue_id, state__in=LIVE).order_by("taken_at", "id")
    gone = tuple(waiting.values_list("customer_id", flat=True))
    for account_id in gone:
        services.leave_queue(account_id=AccountId(account_id), reason="removed")
    for agent_id in Service.objects.filter(queue=queue_id, state=ServiceState.RUNNING).values_list("agent", flat=True):
        desk.finish(account_id=AccountId(agent_id), reason="removed")
    for serving in Serving.objects.filter(queue=queue_id).select_related("agent").order_by("agent"):
        _serve_no_more(serving)
    area_id, application_id = found.area_id, found.area.application_id
    found.delete()
    publish(QueueRemoved(queue_id, area_id, gone), to=[application(ApplicationId(application_id))])
    telling.area_changed(area_id)
    log.info("queue %s: removed", queue_id)


def _serve_no_more(serving: Serving) -> None:
    if serving.agent.is_automatic:
        desk.stop_serving(account_id=AccountId(serving.agent_id), queue_id=QueueId(serving.queue_id))
        return
    serving.delete()
    telling.agent_changed(serving.agent, is_new_status=False)
