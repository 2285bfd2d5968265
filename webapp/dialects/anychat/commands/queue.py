"""AnyChat chapters 3.6, 4.7 and 5.8: areas, queues and agents as business objects.

Only the raw object event is worded here; the page's facade fans it out to the specific handlers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.dialects.anychat import constants as c
from webapp.dialects.anychat.objects import (
    AGENT,
    AREA,
    CLIENT,
    NUMBER,
    QUEUE,
    TEXT,
    create,
    debug,
    for_himself,
    set_any,
    sync,
    word,
)
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, Json, News, Str, said, said_to_each
from webapp.domain.queues import desk, selectors, services
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
from webapp.kernel.errors import (
    InvalidState,
    NotSupported,
    QueueEmpty,
)
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, AreaId, QueueId

# --- BRAC_ObjectControl: each control code is a verb


def enter_area(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1 is oneself; parameter 2 may say as what one comes, zeros mean as what the page said before."""
    for_himself(who, a.dwParam1)
    is_agent = bool(a.dwParam2 & c.ANYCHAT_OBJECT_FLAGS_AGENT) if a.dwParam2 else None
    services.enter_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId), is_agent=is_agent)
    return [word(AREA, a.dwObjectId, c.ANYCHAT_AREA_EVENT_ENTERRESULT)]


def leave_area(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1 is oneself, parameter 2 an error number for those who stay."""
    for_himself(who, a.dwParam1)
    services.leave_area(account_id=who.account_id, area_id=AreaId(a.dwObjectId), code=a.dwParam2)
    return [word(AREA, a.dwObjectId, c.ANYCHAT_AREA_EVENT_LEAVERESULT)]


def enter_queue(who: Actor, a: Any) -> list[Callback]:
    """Join the queue addressed; the text goes to the agent."""
    services.take_ticket(account_id=who.account_id, queue_id=QueueId(a.dwObjectId), ext=a.strParam)
    return [word(QUEUE, a.dwObjectId, c.ANYCHAT_QUEUE_EVENT_ENTERRESULT)]


def leave_queue(who: Actor, a: Any) -> list[Callback]:
    """Leave the queue addressed; leaving again is harmless, leaving one while waiting in another is not."""
    held = selectors.live_ticket(who.account_id)
    if held is not None and held.queue_id != a.dwObjectId:
        raise InvalidState(f"the place is in queue {held.queue_id}")
    services.leave_queue(account_id=who.account_id)
    return [word(QUEUE, a.dwObjectId, c.ANYCHAT_QUEUE_EVENT_LEAVERESULT)]


def set_status(who: Actor, a: Any) -> list[Callback]:
    """Parameter 1 is the new status."""
    for_himself(who, a.dwObjectId)
    desk.set_status(account_id=who.account_id, status=a.dwParam1)
    return []


def request_service(who: Actor, a: Any) -> list[Callback]:
    """The next customer is assigned at once; the notice comes as news. An empty queue is an answer, no mistake."""
    for_himself(who, a.dwObjectId)
    try:
        desk.next_customer(account_id=who.account_id)
    except QueueEmpty:
        return [word(AGENT, who.account_id, c.ANYCHAT_AGENT_EVENT_WAITINGUSER)]
    return []


def finish_service(who: Actor, a: Any) -> list[Callback]:
    """End the running service; its new status comes as news."""
    for_himself(who, a.dwObjectId)
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

COMMON: dict[int, Callable[[Actor, Any], list[Callback]]] = {
    c.ANYCHAT_OBJECT_CTRL_CREATE: create,
    c.ANYCHAT_OBJECT_CTRL_SYNCDATA: sync,
    c.ANYCHAT_OBJECT_CTRL_DEBUGOUTPUT: debug,
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
    verb = COMMON.get(a.dwCtrlCode) or CONTROLS.get((a.dwObjectType, a.dwCtrlCode))
    if verb is None:
        raise NotSupported(f"no control {a.dwCtrlCode} for objects of type {a.dwObjectType}")
    return verb(who, a)


def refused(a: Any, code: int) -> list[Callback]:
    """The result event carries the error number."""
    event = RESULTS.get((a.dwObjectType, a.dwCtrlCode))
    return [word(a.dwObjectType, a.dwObjectId, event, code)] if event else []


OBJECT = (Int("dwObjectType"), Int("dwObjectId"), Int("dwInfoName"))


def told(a: Any, callbacks: list[Callback]) -> list[Callback]:
    """The verb has worded its answer already."""
    return callbacks


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
        answer=told,
        refusal=refused,
    ),
    Command("BRAC_ObjectSetIntValue", "5.8.3", (*OBJECT, NUMBER), run=set_any, answer=told),
    Command("BRAC_ObjectSetStringValue", "5.8.3", (*OBJECT, TEXT), run=set_any, answer=told),
    # The vendor's own file has one function for both, told apart by the value's type.
    Command("BRAC_ObjectSetValue", "5.8.3", (*OBJECT, Json("value", ts="number | string")), run=set_any, answer=told),
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
    """Somebody else went; parameter 2 is the number that he gave."""
    return [word(AREA, e.area_id, c.ANYCHAT_AREA_EVENT_USERLEAVE, e.account_id, e.code)]


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


def area_removed(e: AreaRemoved, who: Actor) -> list[Callback]:
    """Whoever was inside has left it; everybody looks at the list of areas again."""
    out = [word(AREA, e.area_id, c.ANYCHAT_AREA_EVENT_LEAVERESULT)] if who.account_id in e.account_ids else []
    return [*out, word(AREA, e.area_id, c.ANYCHAT_AREA_EVENT_STATUSCHANGE)]


def queue_removed(e: QueueRemoved, who: Actor) -> list[Callback]:
    """Whoever waited has left it; the changed area says the rest."""
    return [word(QUEUE, e.queue_id, c.ANYCHAT_QUEUE_EVENT_LEAVERESULT)] if who.account_id in e.account_ids else []


def _himself(e: Any) -> AccountId:
    return AccountId(e.account_id)


def _customer(e: Any) -> AccountId:
    return AccountId(e.customer_id)


NEWS: dict[type[Event], News] = {
    AreaChanged: said(lambda e: [word(AREA, e.area.id, c.ANYCHAT_AREA_EVENT_STATUSCHANGE)]),
    AreaRemoved: said_to_each(area_removed),
    QueueRemoved: said_to_each(queue_removed),
    # Not to oneself: a page that lists areas by event 1 without looking at the type would list itself.
    ClientDescribed: said(
        lambda e: [word(CLIENT, e.client.account_id, c.ANYCHAT_OBJECT_EVENT_UPDATE)], but=lambda e: e.client.account_id
    ),
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
