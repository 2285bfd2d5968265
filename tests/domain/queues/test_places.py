"""Areas and queues that are made, described and removed; agents and customers with a business in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webapp.kernel import errors

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch

CASH, COMPANY = 1, 2


def test_a_customer_is_offered_to_an_agent_who_does_his_business(branch: Branch) -> None:
    """AnyChat manual 3.6.2.1, attribute bits: the agent asked first does not do it, the other one does."""
    from webapp.domain.queues import services

    services.describe(account_id=branch.agent.pk, attribute=CASH)
    services.describe(account_id=branch.customer.pk, attribute=COMPANY)
    branch.gets_offers(branch.agent, 101, priority=0)
    branch.take(branch.customer, 101)
    assert branch.ticket_row(branch.customer).state == "waiting"
    branch.gets_offers(branch.colleague, 101, priority=500)
    assert branch.ticket_row(branch.customer).agent_id == branch.colleague.pk


def test_a_customer_who_says_his_business_later_is_offered_at_once(branch: Branch) -> None:
    """AnyChat manual 5.8.3: what a page says about itself counts for the place that it holds already."""
    from webapp.domain.queues import services

    services.describe(account_id=branch.agent.pk, attribute=CASH)
    services.describe(account_id=branch.customer.pk, attribute=COMPANY)
    branch.gets_offers(branch.agent, 101)
    branch.take(branch.customer, 101)
    services.describe(account_id=branch.customer.pk, attribute=CASH | COMPANY, priority=3)
    row = branch.ticket_row(branch.customer)
    assert (row.agent_id, row.priority) == (branch.agent.pk, 3)


def test_a_removed_queue_ends_waiting_offers_and_services(branch: Branch) -> None:
    """AnyChat manual 4.7.6: a queue that is no more has nobody in it; an agent without another queue closes."""
    from webapp.domain.queues import desk, places
    from webapp.domain.queues.events import QueueRemoved
    from webapp.domain.queues.models import Queue, Serving, Ticket

    branch.gets_offers(branch.agent, 101)
    branch.take(branch.customer, 101)
    desk.accept_offer(account_id=branch.agent.pk, customer_id=branch.customer.pk)
    branch.take(branch.second, 101)
    branch.gets_offers(branch.colleague, 101)
    assert branch.ticket_row(branch.second).state == "offered"
    places.remove_queue(queue_id=101)
    assert not Queue.objects.filter(pk=101).exists()
    assert not Ticket.objects.filter(queue=101).exists()
    assert not Serving.objects.exists()
    assert [branch.agent_row(each).state for each in (branch.agent, branch.colleague)] == ["closed", "closed"]
    assert branch.hall.last(QueueRemoved).account_ids == (branch.second.pk,)
    with pytest.raises(errors.ObjectMissing):
        places.remove_queue(queue_id=101)


def test_a_removed_area_has_nobody_inside(branch: Branch) -> None:
    """AnyChat manual 4.7.5: whoever was in it has left it, customers and agents alike."""
    from webapp.domain.queues import places
    from webapp.domain.queues.events import AreaRemoved
    from webapp.domain.queues.models import Area, Queue, Visit

    branch.pulls(branch.agent)
    branch.take(branch.customer, 102)
    places.remove_area(area_id=10001)
    assert not Visit.objects.exists()
    assert not Area.objects.filter(pk=10001).exists()
    assert sorted(Queue.objects.values_list("pk", flat=True)) == [201, 202]
    assert set(branch.hall.last(AreaRemoved).account_ids) == {branch.agent.pk, branch.customer.pk}
    with pytest.raises(errors.ObjectMissing):
        places.remove_area(area_id=10001)


def test_only_a_supervisor_of_the_same_application_changes_places(branch: Branch) -> None:
    """AnyChat manual 3.6.1.2: managing users; an application sees only its own areas."""
    from webapp.domain.accounts.models import Account, Application
    from webapp.domain.queues import places
    from webapp.domain.queues.models import Area

    with pytest.raises(errors.PermissionDenied):
        places.describe_area(account_id=branch.agent.pk, area_id=10001, name="Mine")
    Account.objects.filter(pk=branch.agent.pk).update(role="supervisor")
    places.describe_area(account_id=branch.agent.pk, area_id=10001, name="Ours")
    assert Area.objects.get(pk=10001).name == "Ours"
    stranger = branch.hall.person("eve", Application.objects.create(app_id="other", name="Other"))
    Account.objects.filter(pk=stranger.pk).update(role="supervisor")
    with pytest.raises(errors.QueueMissing):
        places.describe_queue(account_id=stranger.pk, queue_id=101, name="Theirs")
    with pytest.raises(errors.QueueMissing):
        places.create_queue(account_id=stranger.pk, queue_id=999, area_id=10001, name="Theirs")
