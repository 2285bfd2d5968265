"""AnyChat chapters 3.6, 4.7 and 5.8: areas, queues and agents as business objects.

Only the raw object event is worded here; the page's facade fans it out to the specific handlers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.dialects.anychat import constants as c
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, Json, News, Str, said
from webapp.domain.queues import desk, halls, selectors, services
from webapp.domain.queues.events import (
    AgentChanged,
    AreaChanged,
    AreaEntered,
    AreaLeft,
    LineMoved,
    OfferWithdrawn,
    QueueChanged,
    ServiceEvaluated,
    ServiceFinished,
    ServiceStarted,
    TicketLeft,
    TicketOffered,
    TicketTaken,
)
from webapp.kernel.errors import InvalidArgument, NotSupported, PermissionDenied, QueueEmpty
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, AreaId, QueueId

AREA, QUEUE = c.ANYCHAT_OBJECT_TYPE_AREA, c.ANYCHAT_OBJECT_TYPE_QUEUE
AGENT, CLIENT = c.ANYCHAT_OBJECT_TYPE_AGENT, c.ANYCHAT_OBJECT_TYPE_CLIENTUSER
ALL = c.ANYCHAT_INVALID_OBJECT_ID


def word(kind: int, number: int, event: int, *params: int, text: str = "") -> Callback:
    """One object event; what it has no use for is 0."""
    first, second, third, fourth = (*params, 0, 0, 0, 0)[:4]
    return ("OnAnyChatObjectEvent", kind, number, event, first, second, third, fourth, text)


# --- BRAC_ObjectControl: each control code is a verb


def sync(who: Actor, a: Any) -> list[Callback]:
    """Announce the objects of a type, then say that this was all. Only ever as an answer: pages rebuild their hall."""
    known: dict[int, Callable[[], list[int]]] = {
        AREA: lambda: [view.id for view in selectors.all_areas(who.application_id)],
        QUEUE: lambda: _queues_here(who),
        AGENT: lambda: _agents_here(who),
        CLIENT: lambda: [who.account_id],
    }
    if a.dwObjectType not in known:
        raise InvalidArgument(f"no objects of type {a.dwObjectType}")
    ids = [number for number in known[a.dwObjectType]() if a.dwObjectId in (ALL, number)]
    updates = [word(a.dwObjectType, number, c.ANYCHAT_OBJECT_EVENT_UPDATE) for number in ids]
    return [*updates, word(a.dwObjectType, a.dwObjectId, c.ANYCHAT_OBJECT_EVENT_SYNCDATAFINISH)]


def _queues_here(who: Actor) -> list[int]:
    visit = selectors.visit_of(who.account_id)
    here = visit.area_id if visit else 0
    return [view.id for view in selectors.all_queues(who.application_id) if view.area_id == here]


def _agents_here(who: Actor) -> list[int]:
    visit = selectors.visit_of(who.account_id)
    return [view.account_id for view in selectors.agents_in(visit.area_id)] if visit else []


def enter_area(who: Actor, a: Any) -> list[Callback]:
    """Parameter 2 may say as what one comes; zeros mean as what the page said before."""
    is_agent = bool(a.dwParam2 & c.ANYCHAT_OBJECT_FLAGS_AGENT) if a.dwParam2 else None
    services.enter_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId), is_agent=is_agent)
    return [word(AREA, a.dwObjectId, c.ANYCHAT_AREA_EVENT_ENTERRESULT)]


def leave_area(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1, a user id, is not needed: everybody leaves for himself."""
    services.leave_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId))
    return [word(AREA, a.dwObjectId, c.ANYCHAT_AREA_EVENT_LEAVERESULT)]


def enter_queue(who: Actor, a: Any) -> list[Callback]:
    """Join the queue addressed; the text goes to the agent."""
    services.take_ticket(account_id=who.account_id, queue_id=QueueId(a.dwObjectId), ext=a.strParam)
    return [word(QUEUE, a.dwObjectId, c.ANYCHAT_QUEUE_EVENT_ENTERRESULT)]


def leave_queue(who: Actor, a: Any) -> list[Callback]:
    """Leave whatever queue one is in."""
    services.leave_queue(account_id=who.account_id)
    return [word(QUEUE, a.dwObjectId, c.ANYCHAT_QUEUE_EVENT_LEAVERESULT)]


def set_status(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1 is the new status."""
    desk.set_status(account_id=who.account_id, status=a.dwParam1)
    return []


def request_service(who: Actor, a: Any) -> list[Callback]:
    """The next customer is assigned at once; the notice comes as news. An empty queue is an answer, no mistake."""
    try:
        desk.next_customer(account_id=who.account_id)
    except QueueEmpty:
        return [word(AGENT, who.account_id, c.ANYCHAT_AGENT_EVENT_WAITINGUSER)]
    return []


def finish_service(who: Actor, a: Any) -> list[Callback]:
    """End the running service; its new status comes as news."""
    desk.finish(account_id=who.account_id)
    return []


def evaluate(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1 is the agent, parameter 2 the score, the text a comment; zero stands for the object addressed."""
    agent_id = AccountId(a.dwParam1 or a.dwObjectId)
    services.evaluate(customer_id=who.account_id, agent_id=agent_id, score=a.dwParam2, text=a.strParam)
    return []


CONTROLS: dict[tuple[int, int], Callable[[Actor, Any], list[Callback]]] = {
    (AREA, c.ANYCHAT_AREA_CTRL_USERENTER): enter_area,
    (AREA, c.ANYCHAT_AREA_CTRL_USERLEAVE): leave_area,
    (QUEUE, c.ANYCHAT_QUEUE_CTRL_USERENTER): enter_queue,
    (QUEUE, c.ANYCHAT_QUEUE_CTRL_USERLEAVE): leave_queue,
    (AGENT, c.ANYCHAT_AGENT_CTRL_SERVICESTATUS): set_status,
    (AGENT, c.ANYCHAT_AGENT_CTRL_SERVICEREQUEST): request_service,
    (AGENT, c.ANYCHAT_AGENT_CTRL_FINISHSERVICE): finish_service,
    (AGENT, c.ANYCHAT_AGENT_CTRL_EVALUATION): evaluate,
}

# Controls whose refusal is told by the event that also tells their success.
RESULTS = {
    (AREA, c.ANYCHAT_AREA_CTRL_USERENTER): c.ANYCHAT_AREA_EVENT_ENTERRESULT,
    (AREA, c.ANYCHAT_AREA_CTRL_USERLEAVE): c.ANYCHAT_AREA_EVENT_LEAVERESULT,
    (QUEUE, c.ANYCHAT_QUEUE_CTRL_USERENTER): c.ANYCHAT_QUEUE_EVENT_ENTERRESULT,
    (QUEUE, c.ANYCHAT_QUEUE_CTRL_USERLEAVE): c.ANYCHAT_QUEUE_EVENT_LEAVERESULT,
}


def control(who: Actor, a: Any) -> list[Callback]:
    """Do what the code asks of the object. Raises NotSupported."""
    if a.dwCtrlCode == c.ANYCHAT_OBJECT_CTRL_SYNCDATA:
        return sync(who, a)
    verb = CONTROLS.get((a.dwObjectType, a.dwCtrlCode))
    if verb is None:
        raise NotSupported(f"no control {a.dwCtrlCode} for objects of type {a.dwObjectType}")
    return verb(who, a)


def refused(a: Any, code: int) -> list[Callback]:
    """The result event carries the error number."""
    event = RESULTS.get((a.dwObjectType, a.dwCtrlCode))
    return [word(a.dwObjectType, a.dwObjectId, event, code)] if event else []


# --- BRAC_ObjectSetIntValue and its relatives: a client may describe itself


def set_value(who: Actor, a: Any) -> None:
    """Set an attribute of the own client object. Raises PermissionDenied (another's), InvalidArgument."""
    if a.dwObjectType != CLIENT or a.dwObjectId not in (ALL, who.account_id):
        raise PermissionDenied("a page describes only itself")
    halls.set_profile(account_id=who.account_id, **_described(a.dwInfoName, a.value))


def _described(info: int, value: Any) -> dict[str, Any]:
    match info:
        case c.ANYCHAT_OBJECT_INFO_FLAGS:
            return {"serves": bool(NUMBER.read(value) & c.ANYCHAT_OBJECT_FLAGS_AGENT)}
        case c.ANYCHAT_OBJECT_INFO_PRIORITY:
            return {"priority": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_ATTRIBUTE:
            return {"attribute": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_INTTAG:
            return {"int_tag": NUMBER.read(value)}
        case c.ANYCHAT_OBJECT_INFO_STRINGTAG:
            return {"string_tag": TEXT.read(value)[:200]}
    raise InvalidArgument(f"attribute {info} cannot be set")


NUMBER, TEXT = Int("value"), Str("value")
OBJECT = (Int("dwObjectType"), Int("dwObjectId"), Int("dwInfoName"))

COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_ObjectControl",
        "5.8.4",
        (
            Int("dwObjectType"),
            Int("dwObjectId"),
            Int("dwCtrlCode"),
            Int("dwParam1", 0),
            Int("dwParam2", 0),
            Int("dwParam3", 0),
            Int("dwParam4", 0),
            Str("strParam", ""),
        ),
        run=control,
        answer=lambda a, callbacks: callbacks,
        refusal=refused,
    ),
    Command("BRAC_ObjectSetIntValue", "5.8.3", (*OBJECT, NUMBER), run=set_value),
    Command("BRAC_ObjectSetStringValue", "5.8.3", (*OBJECT, TEXT), run=set_value),
    # The vendor's own file has one function for both, told apart by the value's type.
    Command("BRAC_ObjectSetValue", "5.8.3", (*OBJECT, Json("value", ts="number | string")), run=set_value),
)


# --- news


def status_changed(e: AgentChanged) -> list[Callback]:
    """Only a new status is told; new numbers are found by the getters."""
    if not e.is_new_status:
        return []
    return [word(AGENT, e.agent.account_id, c.ANYCHAT_AGENT_EVENT_STATUSCHANGE, e.agent.status)]


def entered(e: AreaEntered) -> list[Callback]:
    """Somebody else came; parameter 2 says as what."""
    flags = c.ANYCHAT_OBJECT_FLAGS_AGENT if e.is_agent else c.ANYCHAT_OBJECT_FLAGS_CLIENT
    return [word(AREA, e.area_id, c.ANYCHAT_AREA_EVENT_USERENTER, e.account_id, flags)]


def left(e: AreaLeft) -> list[Callback]:
    """Somebody else went."""
    return [word(AREA, e.area_id, c.ANYCHAT_AREA_EVENT_USERLEAVE, e.account_id)]


def served(e: ServiceStarted) -> list[Callback]:
    """Everybody in the area hears it; pages look whether it is about them."""
    s = e.service
    return [word(AGENT, s.agent_id, c.ANYCHAT_AGENT_EVENT_SERVICENOTIFY, s.agent_id, s.customer_id, s.queue_id)]


def joined_line(e: TicketTaken) -> list[Callback]:
    """Somebody else joined the queue."""
    return [word(QUEUE, e.ticket.queue_id, c.ANYCHAT_QUEUE_EVENT_USERENTER, e.customer_id)]


def left_line(e: TicketLeft) -> list[Callback]:
    """Somebody else left the queue."""
    return [word(QUEUE, e.queue_id, c.ANYCHAT_QUEUE_EVENT_USERLEAVE, e.customer_id)]


def _himself(e: Any) -> AccountId:
    return AccountId(e.account_id)


def _customer(e: Any) -> AccountId:
    return AccountId(e.customer_id)


NEWS: dict[type[Event], News] = {
    AreaChanged: SILENT,  # counters are read by getters
    QueueChanged: SILENT,
    LineMoved: said(lambda e: [word(QUEUE, e.queue.id, c.ANYCHAT_QUEUE_EVENT_STATUSCHANGE)]),
    AreaEntered: said(entered, but=_himself),
    AreaLeft: said(left, but=_himself),
    TicketTaken: said(joined_line, but=_customer),
    TicketLeft: said(left_line, but=_customer),
    TicketOffered: SILENT,  # agents ask for customers here
    OfferWithdrawn: SILENT,
    AgentChanged: said(status_changed),
    ServiceStarted: said(served),
    ServiceFinished: SILENT,  # told by the agent's status
    ServiceEvaluated: SILENT,
}
