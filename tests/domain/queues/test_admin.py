"""The admin pages of calls and queues: they open, search and show what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch

PAGES = ("calls/call", *(f"queues/{name}" for name in ("area", "queue", "agent", "ticket", "service", "evaluation")))


@pytest.fixture
def busy_branch(branch: Branch) -> Branch:
    """A branch in which everything has happened once."""
    from webapp.domain.calls import services as calls
    from webapp.domain.queues import desk, services

    branch.pulls(branch.agent)
    branch.take(branch.customer)
    desk.next_customer(account_id=branch.agent.pk)
    call = calls.ring(caller_id=branch.agent.pk, callee_id=branch.customer.pk)
    calls.accept(call=call, by=branch.customer.pk)
    calls.hang_up(call=call, by=branch.customer.pk)
    desk.finish(account_id=branch.agent.pk)
    services.evaluate(customer_id=branch.customer.pk, agent_id=branch.agent.pk, score=5, text="good")
    return branch


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_opens_searches_and_filters(
    busy_branch: Branch, admin_client: Any, page: str, language: str
) -> None:
    """Issue 2, item 6: searchable, filtered, readable."""
    for query in ("", "?q=amy", "?q=101", "?o=1"):
        answer = admin_client.get(f"/admin/{page}/{query}", headers={"accept-language": language})
        assert answer.status_code == 200
    assert answer.context["cl"].result_count >= 1


@pytest.mark.parametrize("page", PAGES)
def test_every_row_opens(busy_branch: Branch, admin_client: Any, page: str) -> None:
    """Issue 2, item 6: a row shows what it is about."""
    from django.apps import apps

    row = apps.get_model(*page.split("/")).objects.first()
    assert admin_client.get(f"/admin/{page}/{row.pk}/change/").status_code == 200


def test_a_renamed_queue_is_told_to_the_pages(branch: Branch, admin_client: Any) -> None:
    """What an administrator changes shows on every page at once, without a new login."""
    from webapp.domain.queues.events import AreaChanged, QueueChanged

    form = {"area": 10001, "name": "Counter", "description": "", "priority": 3, "attribute": 1, "int_tag": 0}
    assert admin_client.post("/admin/queues/queue/101/change/", {**form, "string_tag": ""}).status_code == 302
    assert branch.hall.last(QueueChanged).queue.name == "Counter"
    assert branch.hall.last(AreaChanged).area.id == 10001


def test_the_number_of_a_queue_stays_in_its_area_s_form(branch: Branch, admin_client: Any) -> None:
    """Pages and tickets refer to it; only a new line takes a number."""
    from webapp.domain.queues.models import Queue

    queue = Queue.objects.get(pk=101)
    form = admin_client.get(f"/admin/queues/area/{queue.area_id}/change/").context["inline_admin_formsets"][0].formset
    numbers = {line.instance.pk: line.fields["id"].widget.attrs.get("readonly", False) for line in form}
    assert numbers[queue.pk] is True
    assert form.empty_form.fields["id"].widget.attrs.get("readonly", False) is False
