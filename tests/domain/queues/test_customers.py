"""Customers: areas, tickets, positions, leaving, rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webapp.kernel import clock, errors

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch


def test_the_counters_of_an_area_tell_agents_visitors_and_the_waiting_apart(branch: Branch) -> None:
    """AnyChat 3.6.2.2: agents, visitors without a ticket, users in queues, queues."""
    from webapp.domain.queues import selectors, services

    services.enter_area(account_id=branch.customer.pk, area_id=10001)
    services.enter_area(account_id=branch.second.pk, area_id=10001)
    branch.take(branch.second)
    branch.pulls(branch.agent)
    area = selectors.all_areas(branch.hall.bank.pk)[0]
    assert (area.agents, area.visitors, area.waiting, area.queues) == (1, 1, 1, 3)


def test_the_greater_priority_goes_first_then_the_longer_wait(branch: Branch) -> None:
    """AnyChat queue demo: a customer's priority moves him forward; equals keep their order."""
    from webapp.domain.queues import halls, selectors

    vip = branch.hall.person("vip")
    halls.set_profile(account_id=vip.pk, priority=15)
    for who in (branch.customer, branch.second, vip):
        branch.take(who)
    from webapp.domain.queues.events import LineMoved

    line = branch.hall.last(LineMoved).line
    assert [account_id for account_id, _ in line] == [vip.pk, branch.customer.pk, branch.second.pk]
    assert [ticket.position for _, ticket in line] == [0, 1, 2]
    ticket = selectors.own_ticket(branch.second.pk)
    assert ticket is not None
    assert ticket.position == 2


def test_positions_advance_by_themselves_when_somebody_leaves(branch: Branch) -> None:
    """AnyChat 4.7.6: whoever is in the area hears that the queue has changed."""
    from webapp.domain.queues import selectors, services
    from webapp.domain.queues.events import LineMoved
    from webapp.kernel.events import area

    branch.take(branch.customer)
    branch.take(branch.second)
    services.leave_queue(account_id=branch.customer.pk)
    ticket = selectors.own_ticket(branch.second.pk)
    assert ticket is not None
    assert ticket.position == 0
    _, to = [(event, to) for event, to in branch.hall.told if isinstance(event, LineMoved)][-1]
    assert area(10001) in to


def test_a_customer_waits_in_one_queue(branch: Branch) -> None:
    """CRVideo 404: already waiting in another queue; joining the same again is harmless."""
    first = branch.take(branch.customer)
    assert branch.take(branch.customer) == first
    with pytest.raises(errors.AlreadyInQueue):
        branch.take(branch.customer, 102)


def test_queues_and_areas_of_another_application_do_not_exist(branch: Branch) -> None:
    """CRVideo 400: bad queue id; another tenant's ids are as bad as unknown ones."""
    from webapp.domain.accounts.models import Application
    from webapp.domain.queues import services

    stranger = branch.hall.person("zhao", Application.objects.create(app_id="shop", name="Shop"))
    with pytest.raises(errors.QueueMissing):
        branch.take(stranger)
    with pytest.raises(errors.QueueMissing):
        services.enter_area(account_id=stranger.pk, area_id=10001)
    with pytest.raises(errors.QueueMissing):
        branch.take(branch.customer, 999)


def test_one_area_at_a_time(branch: Branch) -> None:
    """AnyChat 3.6.3.2: entering another area leaves the first, and the place in its queue with it."""
    from webapp.domain.queues import selectors, services

    services.enter_area(account_id=branch.customer.pk, area_id=10001)
    branch.take(branch.customer)
    services.enter_area(account_id=branch.customer.pk, area_id=10002)
    visit = selectors.visit_of(branch.customer.pk)
    assert visit is not None
    assert visit.area_id == 10002
    assert branch.ticket_row(branch.customer).state == "left"


def test_leaving_an_area_where_one_is_not_is_refused(branch: Branch) -> None:
    """A page that leaves twice is told that it was not there."""
    from webapp.domain.queues import halls, services

    with pytest.raises(halls.NotInArea):
        services.leave_area(account_id=branch.customer.pk, area_id=10001)


def test_a_customer_without_an_area_visits_the_queues_until_he_leaves_it(branch: Branch) -> None:
    """CRVideo knows no areas: queuing brings the customer into the queue's area, leaving takes him out again."""
    from webapp.domain.queues import selectors, services

    branch.take(branch.customer, 202)
    visit = selectors.visit_of(branch.customer.pk)
    assert visit is not None
    assert (visit.area_id, visit.is_implicit) == (10002, True)
    services.leave_queue(account_id=branch.customer.pk)
    assert selectors.visit_of(branch.customer.pk) is None


def test_a_lost_link_leaves_queue_and_area(branch: Branch) -> None:
    """Whoever is gone must not hold a place."""
    from webapp.domain.queues import selectors

    branch.take(branch.customer)
    branch.hall.lose(branch.customer)
    ticket = branch.ticket_row(branch.customer)
    assert (ticket.state, ticket.end_reason) == ("left", "lost")
    assert selectors.visit_of(branch.customer.pk) is None


def test_a_session_that_died_unheard_is_swept_out(branch: Branch) -> None:
    """A process that dies tells nobody: the sweep finds visitors without a session."""
    from webapp.domain.presence.models import Session
    from webapp.domain.queues import services

    branch.take(branch.customer)
    Session.objects.filter(account=branch.customer).update(state="gone")
    services.sweep()
    assert branch.ticket_row(branch.customer).state == "left"


def test_a_service_is_rated_once_by_the_customer_it_was_given(branch: Branch) -> None:
    """AnyChat 3.6.3.4, control 605: agent, score and a comment."""
    from webapp.domain.queues import desk, services
    from webapp.domain.queues.events import ServiceEvaluated

    branch.take(branch.customer)
    branch.pulls(branch.agent)
    desk.next_customer(account_id=branch.agent.pk)
    desk.finish(account_id=branch.agent.pk)
    rating = {"agent_id": branch.agent.pk, "score": 5, "text": "谢谢"}
    with pytest.raises(errors.ObjectMissing):
        services.evaluate(customer_id=branch.second.pk, **rating)
    stored = services.evaluate(customer_id=branch.customer.pk, **rating)
    assert (stored.score, stored.text) == (5, "谢谢")
    assert branch.hall.last(ServiceEvaluated).score == 5
    with pytest.raises(errors.AlreadyExists):
        services.evaluate(customer_id=branch.customer.pk, **rating)


def test_waiting_time_is_kept_as_the_moment_it_began(branch: Branch) -> None:
    """Architecture: waiting time is a timestamp in the mirror, computed on read."""
    from webapp.domain.queues import selectors

    with clock.held():
        began = clock.ms(clock.now())
        branch.take(branch.customer)
        clock.advance(60)
        ticket = selectors.own_ticket(branch.customer.pk)
    assert ticket is not None
    assert ticket.taken_ms == began


def test_seeding_twice_keeps_what_somebody_changed(branch: Branch) -> None:
    """Issue 2, demo data: areas 10001 and 10002 with queues 101 to 103 and 201, 202, each named and described."""
    from webapp.domain.queues import demo
    from webapp.domain.queues.models import Area, Queue

    Queue.objects.filter(pk=101).update(name="Counter")
    demo.seed(branch.hall.bank)
    assert list(Area.objects.values_list("pk", flat=True)) == [10001, 10002]
    assert list(Queue.objects.values_list("pk", flat=True)) == [101, 102, 103, 201, 202]
    assert Queue.objects.get(pk=101).name == "Counter"
    assert Queue.objects.get(pk=102).priority == 10
    assert all(queue.description for queue in Queue.objects.all())
