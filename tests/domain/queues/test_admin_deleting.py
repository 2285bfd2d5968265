"""What pages are using cannot be deleted in the admin: nobody is left waiting for something that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.domain.queues.conftest import Branch

REASONS = {"en": "cannot be deleted. Customers", "zh-hans": "无法删除 10"}


@pytest.fixture
def waiting(branch: Branch) -> Branch:
    """A customer waits, an agent serves the area."""
    branch.pulls(branch.agent)
    branch.take(branch.customer)
    return branch


def _deleted(admin_client: Any, path: str) -> bool:
    """Ask for the deletion and confirm it, from the row's page and from the list; tell whether it happened."""
    app, model, pk = path.split("/")
    from django.apps import apps

    admin_client.post(f"/admin/{path}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    assert admin_client.post(f"/admin/{app}/{model}/", chosen).status_code in {200, 302}
    return not apps.get_model(app, model).objects.filter(pk=pk).exists()


@pytest.mark.parametrize("path", ["queues/queue/101", "queues/area/10001"])
def test_a_queue_with_customers_and_an_area_with_visitors_stay(waiting: Branch, admin_client: Any, path: str) -> None:
    """Issue 2, bad input in HTTP forms: the page names what is in the way, the ticket goes on waiting."""
    assert not _deleted(admin_client, path)
    app, model, pk = path.split("/")
    chosen = {"action": "delete_selected", "_selected_action": [pk]}
    for language, why in REASONS.items():
        head = {"accept-language": language}
        for page in (
            admin_client.get(f"/admin/{path}/delete/", headers=head),
            admin_client.post(f"/admin/{app}/{model}/", chosen, headers=head),
        ):
            assert why in page.content.decode()
    assert waiting.ticket_row(waiting.customer).state == "waiting"


def _area_form(area_id: int, ticked: int) -> dict[str, Any]:
    """The form of an area as a browser sends it, with one of its queues ticked for deletion."""
    from webapp.domain.queues.models import Area

    area = Area.objects.get(pk=area_id)
    place = ("name", "description", "priority", "attribute", "int_tag", "string_tag")
    form: dict[str, Any] = {"application": area.application_id, **{name: getattr(area, name) for name in place}}
    queues = list(area.queues.order_by("id"))
    form |= {"queues-TOTAL_FORMS": len(queues), "queues-INITIAL_FORMS": len(queues)}
    for number, queue in enumerate(queues):
        form |= {f"queues-{number}-{name}": getattr(queue, name) for name in ("id", *place)}
        form |= {f"queues-{number}-area": area_id}
        if queue.pk == ticked:
            form[f"queues-{number}-DELETE"] = "on"
    return form


@pytest.mark.parametrize("language", REASONS)
def test_a_queue_in_use_stays_when_it_is_ticked_in_the_form_of_its_area(
    waiting: Branch, admin_client: Any, language: str
) -> None:
    """Issue 3: one rule, in the queue's list, on its page and among the queues of its area; the form says why."""
    path, form = "/admin/queues/area/10001/change/", _area_form(10001, ticked=101)
    page = admin_client.post(path, form, headers={"accept-language": language})
    assert page.status_code == 200
    assert REASONS[language] in page.content.decode()
    assert waiting.ticket_row(waiting.customer).state == "waiting"


def test_a_queue_that_nobody_uses_can_be_ticked_in_the_form_of_its_area(branch: Branch, admin_client: Any) -> None:
    """The form of the area goes on removing idle queues."""
    from webapp.domain.queues.models import Queue

    assert admin_client.post("/admin/queues/area/10001/change/", _area_form(10001, ticked=101)).status_code == 302
    assert not Queue.objects.filter(pk=101).exists()


def test_the_parts_of_a_running_service_stay(waiting: Branch, admin_client: Any) -> None:
    """A waiting ticket, an agent at a desk and a call that rings are ended by the people, not by a deletion."""
    from webapp.domain.calls import services as calls

    call = calls.ring(caller_id=waiting.agent.pk, callee_id=waiting.customer.pk)
    assert not _deleted(admin_client, f"queues/ticket/{waiting.ticket_row(waiting.customer).pk}")
    assert not _deleted(admin_client, f"queues/agent/{waiting.agent.pk}")
    assert not _deleted(admin_client, f"calls/call/{call.pk}")


def test_who_is_logged_in_stays(waiting: Branch, admin_client: Any) -> None:
    """An account, its session and its application can be deleted only when nobody uses them."""
    session = waiting.customer.sessions.get()
    assert not _deleted(admin_client, f"accounts/account/{waiting.customer.pk}")
    assert not _deleted(admin_client, f"accounts/application/{waiting.customer.application_id}")
    assert not _deleted(admin_client, f"presence/session/{session.pk}")


def test_a_queue_that_nobody_uses_can_be_deleted(branch: Branch, admin_client: Any) -> None:
    """The refusal ends with the use."""
    assert _deleted(admin_client, "queues/queue/202")
