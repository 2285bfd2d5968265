"""How the queues say what has changed: raise the row's revision, then tell those who see it.

A revision is raised before the counters are read: the UPDATE holds back whoever changes the same row meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from webapp.domain.queues import selectors
from webapp.domain.queues.events import AgentChanged, AreaChanged, LineMoved, QueueChanged
from webapp.domain.queues.models import Agent, Area, Queue
from webapp.domain.queues.views import QueueView
from webapp.kernel.events import application, area, people, person, publish
from webapp.kernel.ids import AccountId, ApplicationId, AreaId


def queue_changed(queue_id: int, also: Iterable[AccountId] = ()) -> None:
    """Tell the counters of a queue and its line; `also` names those who only now come into its area."""
    _line_moved(*_counted(queue_id), also)


def line_changed(queue_id: int, also: Iterable[AccountId] = ()) -> None:
    """Somebody came to the line or went: tell queue and area, then the line.

    Pages read the counters of both when they hear that the line moved.
    """
    queue, view = _counted(queue_id)
    area_changed(queue.area_id)
    _line_moved(queue, view, also)


def _counted(queue_id: int) -> tuple[Queue, QueueView]:
    Queue.objects.filter(pk=queue_id).update(rev=F("rev") + 1)
    queue = Queue.objects.select_related("area__waiting_media", "waiting_media").get(pk=queue_id)
    view = selectors.queue_views([queue])[0]
    publish(QueueChanged(view), to=[application(ApplicationId(queue.area.application_id))])
    return queue, view


def _line_moved(queue: Queue, view: QueueView, also: Iterable[AccountId]) -> None:
    moved = LineMoved(view, tuple(selectors.line(queue)))
    publish(moved, to=[area(AreaId(queue.area_id)), *people(also)])


def area_changed(area_id: int) -> None:
    """Tell the counters of an area."""
    Area.objects.filter(pk=area_id).update(rev=F("rev") + 1)
    found = Area.objects.get(pk=area_id)
    publish(AreaChanged(selectors.area_views([found])[0]), to=[application(ApplicationId(found.application_id))])


def agent_changed(agent: Agent, *, is_new_status: bool = True) -> None:
    """Tell an agent's status and numbers."""
    Agent.objects.filter(pk=agent.pk).update(rev=F("rev") + 1)
    agent.refresh_from_db()
    changed = AgentChanged(selectors.agent_view(agent), is_new_status)
    here = [area(AreaId(agent.area_id))] if agent.area_id else []
    publish(changed, to=[person(AccountId(agent.pk)), *here])
