"""What the queues do about facts of the apps below: people who go, calls that begin and end."""

from __future__ import annotations

from webapp.domain.calls.events import CallEnded, CallRinging
from webapp.domain.presence.events import PersonLeft, PersonReturned
from webapp.domain.queues import desk, selectors, services
from webapp.domain.queues.lifecycle import TicketState
from webapp.kernel import clock
from webapp.kernel.errors import QueueUserLeft
from webapp.kernel.ids import AccountId


def person_left(event: PersonLeft) -> None:
    """Who is gone leaves queue and area; an agent's desk closes."""
    services.lose(account_id=AccountId(event.account_id))


def person_returned(event: PersonReturned) -> None:
    """Who is back is offered customers again, or is one who can be offered; a service that began meanwhile is told."""
    services.tell_again(account_id=event.account_id, since=clock.at(event.since_ms))


def call_ringing(event: CallRinging) -> None:
    """An agent who calls the customer before him has accepted: mobile pages call first and accept then."""
    agent_id, customer_id = AccountId(event.call.caller_id), AccountId(event.call.callee_id)
    if selectors.tickets().filter(agent=agent_id, customer=customer_id, state=TicketState.OFFERED).exists():
        try:
            desk.accept_offer(account_id=agent_id, customer_id=customer_id)
        except QueueUserLeft:  # the customer has just left; the call goes on without the queue
            return


def call_ended(event: CallEnded) -> None:
    """The service of an agent who gets offers ends with his call: his pages have no other word for it."""
    for agent_id, customer_id in (
        (event.call.caller_id, event.call.callee_id),
        (event.call.callee_id, event.call.caller_id),
    ):
        service = selectors.running_service(agent_id=AccountId(agent_id))
        if service is not None and service.customer_id == customer_id and service.agent.is_automatic:
            desk.finish(account_id=AccountId(agent_id), reason=event.reason)
