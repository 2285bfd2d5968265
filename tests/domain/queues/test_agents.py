"""Agents: opening, pulling the next customer, offers, finishing, and who is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webapp.kernel import clock, errors

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch


def test_the_agent_who_asks_gets_the_head_of_all_his_queues(branch: Branch) -> None:
    """Assignment: the customer's priority, then the queue's (102 goes first in the demo), then the longer wait."""
    from webapp.domain.queues import desk

    branch.take(branch.customer, 101)
    branch.take(branch.second, 102)
    branch.pulls(branch.agent)
    service = desk.next_customer(account_id=branch.agent.pk)
    assert (service.customer_id, service.queue_id) == (branch.second.pk, 102)
    agent = branch.agent_row(branch.agent)
    assert (agent.state, agent.customer_id, agent.queue_id) == ("working", branch.second.pk, 102)


def test_an_agent_does_only_his_kinds_of_business(branch: Branch) -> None:
    """AnyChat queue demo: the attribute is a mask of kinds of business, -1 is all of them."""
    from webapp.domain.queues import halls
    from webapp.domain.queues.selectors import agent_view

    branch.pulls(branch.agent)
    halls.set_profile(account_id=branch.colleague.pk, attribute=2)
    branch.pulls(branch.colleague)
    assert agent_view(branch.agent_row(branch.agent)).queues == (101, 102, 103)
    assert agent_view(branch.agent_row(branch.colleague)).queues == (103,)


def test_an_empty_queue_is_said_and_a_busy_agent_gets_nobody(branch: Branch) -> None:
    """CRVideo 401: nobody waits; 403: serving nothing. An agent has one customer at a time."""
    from webapp.domain.queues import desk

    with pytest.raises(errors.QueueClosed):
        desk.next_customer(account_id=branch.agent.pk)
    branch.pulls(branch.agent)
    with pytest.raises(errors.QueueEmpty):
        desk.next_customer(account_id=branch.agent.pk)
    branch.take(branch.customer)
    branch.take(branch.second)
    desk.next_customer(account_id=branch.agent.pk)
    with pytest.raises(errors.InvalidState):
        desk.next_customer(account_id=branch.agent.pk)


def test_finishing_counts_once_however_often_it_is_said(branch: Branch) -> None:
    """AnyChat queue demo says 604 twice when the customer hung up; 3.6.2.4: totals of customers and seconds."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.events import AgentChanged

    branch.take(branch.customer)
    branch.pulls(branch.agent)
    with clock.held():
        desk.next_customer(account_id=branch.agent.pk)
        clock.advance(75)
        branch.hall.told.clear()
        assert desk.finish(account_id=branch.agent.pk) is not None
        assert desk.finish(account_id=branch.agent.pk) is None
    agent = branch.agent_row(branch.agent)
    assert (agent.state, agent.customer_id, agent.served_total, agent.served_total_s) == ("waiting", None, 1, 75)
    assert [e.agent.status for e in branch.hall.all(AgentChanged) if e.is_new_status] == [1]


def test_the_customer_is_told_of_the_service_only_after_the_agents_status(branch: Branch) -> None:
    """AnyChat pages, section 7.4: status 601, notice 602, then the changed queue 501."""
    from webapp.domain.queues import desk

    branch.take(branch.customer)
    branch.pulls(branch.agent)
    branch.hall.told.clear()
    desk.next_customer(account_id=branch.agent.pk)
    names = [name for name in branch.hall.names() if name in {"AgentChanged", "ServiceStarted", "LineMoved"}]
    assert names == ["AgentChanged", "ServiceStarted", "LineMoved"]


def test_a_waiting_customer_is_offered_to_the_best_then_longest_idle_agent(branch: Branch) -> None:
    """CRVideo: agent priority 0 is best; among equals the one who has been idle longest."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.events import TicketOffered

    with clock.held():
        branch.gets_offers(branch.agent, priority=1)
        clock.advance(5)
        branch.gets_offers(branch.colleague, priority=1)
        branch.take(branch.customer, ext="x")
        assert branch.hall.last(TicketOffered).agent_id == branch.agent.pk
        assert branch.hall.last(TicketOffered).offer.ext == "x"
        desk.start_serving(account_id=branch.colleague.pk, queue_id=102)
        branch.take(branch.second, 102)
    assert branch.hall.last(TicketOffered).agent_id == branch.colleague.pk


def test_an_accepted_customer_is_served_and_a_second_acceptance_is_harmless(branch: Branch) -> None:
    """CRVideo mobile pages call first and accept then."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.events import OfferWithdrawn, ServiceStarted

    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    assert branch.agent_row(branch.agent).state == "offered"
    service = desk.accept_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk)
    assert desk.accept_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk) == service
    assert branch.ticket_row(branch.customer).state == "served"
    assert branch.hall.last(OfferWithdrawn).reason == "accepted"
    assert len(branch.hall.all(ServiceStarted)) == 1


def test_a_rejected_customer_goes_to_another_agent_and_keeps_his_place(branch: Branch) -> None:
    """CRVideo, RejectAssignUser: the customer returns to the head of the queue for another agent."""
    from webapp.domain.queues import desk, selectors

    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    branch.take(branch.second)
    desk.reject_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk)
    ticket = selectors.own_ticket(branch.customer.pk)
    assert ticket is not None
    assert (ticket.position, ticket.state) == (0, "waiting")
    # The one behind him is put before the agent meanwhile.
    assert branch.ticket_row(branch.second).agent_id == branch.agent.pk
    branch.gets_offers(branch.colleague)
    assert branch.ticket_row(branch.customer).agent_id == branch.colleague.pk


def test_an_unanswered_offer_lapses_after_thirty_seconds(branch: Branch) -> None:
    """CRVideo limits: an assigned customer whom nobody answers goes back after 30 s; later the same agent is asked."""
    from webapp.domain.queues import services
    from webapp.domain.queues.events import OfferWithdrawn, TicketOffered

    with clock.held():
        branch.gets_offers(branch.agent)
        branch.take(branch.customer)
        clock.advance(29)
        services.sweep()
        assert not branch.hall.all(OfferWithdrawn)
        clock.advance(2)
        services.sweep()
        assert branch.hall.last(OfferWithdrawn).reason == "lapsed"
        assert branch.ticket_row(branch.customer).state == "waiting"
        assert branch.agent_row(branch.agent).state == "waiting"
        clock.advance(11)
        services.sweep()
    assert len(branch.hall.all(TicketOffered)) == 2


def test_who_is_not_to_be_disturbed_is_offered_nobody_but_may_ask(branch: Branch) -> None:
    """CRVideo, SetDNDStatus and ReqAssignUser: manual mode."""
    from webapp.domain.presence import services as presence
    from webapp.domain.queues import desk, services
    from webapp.domain.queues.events import TicketOffered

    branch.gets_offers(branch.agent)
    presence.set_dnd(account_id=branch.agent.pk, dnd=1)
    branch.take(branch.customer)
    assert branch.ticket_row(branch.customer).state == "waiting"
    ticket = desk.request_offer(account_id=branch.agent.pk)
    assert ticket.customer_id == branch.customer.pk
    assert branch.hall.last(TicketOffered).on_request
    desk.reject_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk)
    with pytest.raises(errors.QueueEmpty):
        desk.request_offer(account_id=branch.agent.pk)
    presence.set_dnd(account_id=branch.agent.pk, dnd=0)
    with clock.held():
        clock.advance(11)
        services.sweep()
    assert branch.ticket_row(branch.customer).state == "offered"


def test_an_agent_in_a_call_or_a_room_is_offered_nobody(branch: Branch) -> None:
    """CRVideo: while in a call or room an agent must not be offered the next customer, though no DND is set."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import services
    from webapp.domain.rooms import services as rooms

    branch.gets_offers(branch.agent)
    call = calls.ring(caller_id=branch.colleague.pk, callee_id=branch.agent.pk)
    branch.take(branch.customer)
    assert branch.ticket_row(branch.customer).state == "waiting"
    calls.cancel(call=call, by=branch.colleague.pk)
    rooms.enter(session_id="s-amy", room_id=7)
    services.sweep()
    assert branch.ticket_row(branch.customer).state == "waiting"
    rooms.leave(session_id="s-amy")
    services.sweep()
    assert branch.ticket_row(branch.customer).state == "offered"


def test_calling_the_offered_customer_accepts_him_and_leaving_the_queue_then_changes_nothing(branch: Branch) -> None:
    """CRVideo call demo: the customer's page stops queuing before it takes the call."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import services

    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    call = calls.ring(caller_id=branch.agent.pk, callee_id=branch.customer.pk)
    assert branch.ticket_row(branch.customer).state == "served"
    services.leave_queue(account_id=branch.customer.pk)
    calls.accept(call=call, by=branch.customer.pk)
    assert branch.agent_row(branch.agent).state == "working"


def test_the_end_of_the_call_ends_the_service_and_the_next_customer_is_offered(branch: Branch) -> None:
    """CRVideo call demo: after hanging up the agent is still serving and is offered the next one unasked."""
    from webapp.domain.calls import services as calls

    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    branch.take(branch.second)
    call = calls.ring(caller_id=branch.agent.pk, callee_id=branch.customer.pk)
    calls.accept(call=call, by=branch.customer.pk)
    calls.hang_up(call=call, by=branch.customer.pk)
    assert branch.agent_row(branch.agent).served_total == 1
    assert branch.ticket_row(branch.second).agent_id == branch.agent.pk
    assert branch.agent_row(branch.agent).state == "offered"


def test_a_service_that_never_becomes_a_call_is_ended(branch: Branch) -> None:
    """An agent who gets offers cannot say "finished": without a call his service ends after a minute."""
    from webapp.domain.queues import desk, services

    with clock.held():
        branch.gets_offers(branch.agent)
        branch.take(branch.customer)
        desk.accept_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk)
        clock.advance(61)
        services.sweep()
    assert branch.agent_row(branch.agent).state == "waiting"


def test_a_customer_who_disappears_finishes_the_service(branch: Branch) -> None:
    """Whoever served him is free again."""
    from webapp.domain.queues import desk

    branch.take(branch.customer)
    branch.pulls(branch.agent)
    desk.next_customer(account_id=branch.agent.pk)
    branch.hall.lose(branch.customer)
    assert branch.agent_row(branch.agent).state == "waiting"


def test_an_agent_who_disappears_closes_and_gives_the_offered_customer_back(branch: Branch) -> None:
    """The customer keeps his place and is offered to the next agent."""
    branch.gets_offers(branch.agent)
    branch.take(branch.customer)
    branch.hall.lose(branch.agent)
    agent = branch.agent_row(branch.agent)
    assert (agent.state, agent.area_id, agent.servings.count()) == ("closed", None, 0)
    assert branch.ticket_row(branch.customer).state == "waiting"
    branch.gets_offers(branch.colleague)
    assert branch.ticket_row(branch.customer).agent_id == branch.colleague.pk


def test_the_last_queue_that_is_not_served_any_more_closes_the_desk(branch: Branch) -> None:
    """CRVideo, StopService: once per queue; a queue that was not served is an error."""
    from webapp.domain.queues import desk, selectors

    branch.gets_offers(branch.agent, 101)
    branch.gets_offers(branch.agent, 102)
    desk.stop_serving(account_id=branch.agent.pk, queue_id=101)
    assert branch.agent_row(branch.agent).state == "waiting"
    desk.stop_serving(account_id=branch.agent.pk, queue_id=102)
    assert branch.agent_row(branch.agent).state == "closed"
    assert selectors.visit_of(branch.agent.pk) is None
    with pytest.raises(errors.QueueClosed):
        desk.stop_serving(account_id=branch.agent.pk, queue_id=102)


def test_an_agent_pauses_and_comes_back_but_cannot_declare_himself_working(branch: Branch) -> None:
    """AnyChat 3.6.3.4, control 601: the agent's own status; 2 comes with a customer only."""
    from webapp.domain.queues import desk
    from webapp.domain.queues.events import AgentChanged

    branch.pulls(branch.agent)
    branch.hall.told.clear()
    for status in (3, 3, 1, 0, 1):
        desk.set_status(account_id=branch.agent.pk, status=status)
    assert [e.agent.status for e in branch.hall.all(AgentChanged)] == [3, 1, 0, 1]
    for impossible in (2, 9):
        with pytest.raises(errors.InvalidArgument):
            desk.set_status(account_id=branch.agent.pk, status=impossible)


def test_priorities_are_bounded(branch: Branch) -> None:
    """CRVideo limits: agent priority 0 to 1000."""
    with pytest.raises(errors.InvalidArgument):
        branch.gets_offers(branch.agent, priority=1001)
