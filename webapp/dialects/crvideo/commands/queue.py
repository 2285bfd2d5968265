"""CRVideo: queues. Customers queue, agents serve queues and answer offers."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, Int, News, Str, said, said_to_each
from webapp.domain.accounts import selectors as accounts
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
from webapp.domain.queues.views import OfferView, QueueView
from webapp.kernel import clock
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, QueueId

SECTION = "web docs, queues"


def status(queue: QueueView) -> dict[str, int]:
    """How loaded a queue is."""
    return {"queID": queue.id, "agent_num": queue.agents, "wait_num": queue.length, "srv_num": queue.serving}


def waited_s(taken_ms: int) -> int:
    """Whole seconds since the ticket was taken."""
    return max(0, (clock.ms(clock.now()) - taken_ms) // 1000)


def customer(offer: OfferView) -> dict[str, object]:
    """The offered customer."""
    return {
        "queID": offer.queue_id,
        "userID": offer.customer_external_id,
        "nickname": offer.customer_name,
        "queuingTime": waited_s(offer.taken_ms),
        "usrExtDat": offer.ext,
    }


# --- commands


def _customer_id(who: Actor, a: Any) -> AccountId:
    return AccountId(accounts.account_by_external_id(who.application_id, a.UID).pk)


def one_status(who: Actor, a: Any) -> QueueView:
    """The load of one queue."""
    return selectors.queue_views([selectors.queue(who.application_id, QueueId(a.queID))])[0]


def start_queuing(who: Actor, a: Any) -> None:
    """Join a queue."""
    services.take_ticket(account_id=who.account_id, queue_id=QueueId(a.queID), ext=a.usrExtDat)


def stop_queuing(who: Actor, a: Any) -> None:
    """Leave the queue; never undoes an assignment."""
    services.leave_queue(account_id=who.account_id)


def start_service(who: Actor, a: Any) -> None:
    """Serve one more queue."""
    desk.start_serving(account_id=who.account_id, queue_id=QueueId(a.queID), priority=a.priority)


def stop_service(who: Actor, a: Any) -> None:
    """Serve one queue less."""
    desk.stop_serving(account_id=who.account_id, queue_id=QueueId(a.queID))


def ask(who: Actor, a: Any) -> OfferView:
    """Ask for the next customer by oneself."""
    return selectors.offer_view(desk.request_offer(account_id=who.account_id))


def accept(who: Actor, a: Any) -> None:
    """Take the offered customer."""
    desk.accept_offer(account_id=who.account_id, customer_id=_customer_id(who, a))


def reject(who: Actor, a: Any) -> None:
    """Pass the offered customer on."""
    desk.reject_offer(account_id=who.account_id, customer_id=_customer_id(who, a))


def _with_result(name: str, params: tuple[Any, ...], run: Any, result: str) -> Command:
    """A function answered by one callback: error number, cookie."""
    return Command(
        name,
        SECTION,
        (*params, Cookie()),
        run=run,
        answer=lambda a, done: [(result, 0, COOKIE)],
        refusal=lambda a, code: [(result, code, COOKIE)],
        returns="void",
    )


def _about_queue(name: str, params: tuple[Any, ...], run: Any, result: str) -> Command:
    """A function answered by one callback that names the queue first."""
    return Command(
        name,
        SECTION,
        (*params, Cookie()),
        run=run,
        answer=lambda a, done: [(result, a.queID, 0, COOKIE)],
        refusal=lambda a, code: [(result, a.queID, code, COOKIE)],
        returns="void",
    )


QUEUE, USER = Int("queID"), Str("UID")

COMMANDS: tuple[Command, ...] = (
    # The mirror has everything since the login; pages wait for the result before they read it.
    _with_result("CRVideo_InitQueueDat", (), lambda who, a: None, "CRVideo_InitQueueDatRslt"),
    Command(
        "CRVideo_RefreshAllQueueStatus",
        SECTION,
        (Int("nolog", 0),),
        run=lambda who, a: selectors.all_queues(who.application_id),
        answer=lambda a, queues: [("CRVideo_GetQueueStatusRslt", status(each), 0) for each in queues],
        returns="void",
    ),
    Command(
        "CRVideo_GetQueueStatus",
        SECTION,
        (QUEUE, Cookie()),
        run=one_status,
        answer=lambda a, queue: [("CRVideo_GetQueueStatusRslt", status(queue), 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_GetQueueStatusRslt", {"queID": a.queID}, code, COOKIE)],
        returns="void",
    ),
    _with_result("CRVideo_StartQueuing", (QUEUE, Str("usrExtDat", "")), start_queuing, "CRVideo_StartQueuingRslt"),
    _with_result("CRVideo_StopQueuing", (), stop_queuing, "CRVideo_StopQueuingRslt"),
    _about_queue("CRVideo_StartService", (QUEUE, Int("priority", 0)), start_service, "CRVideo_StartServiceRslt"),
    _about_queue("CRVideo_StopService", (QUEUE,), stop_service, "CRVideo_StopServiceRslt"),
    Command(
        "CRVideo_ReqAssignUser",
        SECTION,
        (Cookie(),),
        run=ask,
        answer=lambda a, offer: [("CRVideo_ReqAssignUserRslt", 0, customer(offer), COOKIE)],
        refusal=lambda a, code: [("CRVideo_ReqAssignUserRslt", code, {}, COOKIE)],
        returns="void",
    ),
    _with_result("CRVideo_AcceptAssignUser", (QUEUE, USER), accept, "CRVideo_ResponseAssignUserRslt"),
    _with_result("CRVideo_RejectAssignUser", (QUEUE, USER), reject, "CRVideo_ResponseAssignUserRslt"),
)


# --- news


def offered(e: TicketOffered) -> list[Callback]:
    """Who asked for a customer has him in the answer already."""
    return [] if e.on_request else [("CRVideo_AutoAssignUser", customer(e.offer))]


def withdrawn(e: OfferWithdrawn) -> list[Callback]:
    """What the agent did himself he knows."""
    if e.reason in ("accepted", "rejected"):
        return []
    return [("CRVideo_CancelAssignUser", e.queue_id, e.customer_external_id)]


def line_moved(e: LineMoved, who: Actor) -> list[Callback]:
    """The load of the queue, and for a waiting customer his own place; 1 is the head."""
    told: list[Callback] = [("CRVideo_QueueStatusChanged", status(e.queue))]
    for account_id, ticket in e.line:
        if account_id == who.account_id:
            place = {"queID": e.queue.id, "position": ticket.position + 1, "queuingTime": waited_s(ticket.taken_ms)}
            told.append(("CRVideo_QueuingInfoChanged", place))
    return told


NEWS: dict[type[Event], News] = {
    AreaChanged: SILENT,  # areas are not a word of this language
    AreaEntered: SILENT,
    AreaLeft: SILENT,
    AreaRemoved: SILENT,
    QueueRemoved: SILENT,
    ClientDescribed: SILENT,
    QueueChanged: SILENT,  # told as the line of the area's queues; others ask
    LineMoved: said_to_each(line_moved),
    TicketTaken: SILENT,
    TicketLeft: SILENT,
    TicketOffered: said(offered),
    OfferWithdrawn: said(withdrawn),
    AgentChanged: SILENT,
    ServiceStarted: SILENT,  # the customer hears the call
    ServiceFinished: SILENT,
    ServiceEvaluated: SILENT,
}
