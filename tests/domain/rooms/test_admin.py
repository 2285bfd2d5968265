"""The admin of accounts, presence, rooms and messaging: lists open, can be searched, and actions do what they say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.people import come_online, make_account, make_application
from webapp.domain.rooms.models import Room

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = (
    "accounts/application",
    "accounts/account",
    "presence/session",
    "rooms/room",
    "rooms/seat",
    "messaging/message",
)


@pytest.fixture
def li(told: Any) -> Any:
    """Somebody online, seated, who has said something."""
    from webapp.domain.messaging import services as messaging
    from webapp.domain.rooms import services

    session_id = come_online(make_account(make_application(), "li"))
    services.enter(session_id=session_id, room_id=9)
    messaging.send_text(session_id=session_id, text="good morning")
    return session_id


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_can_be_searched(admin_client: Any, li: Any, name: str):
    """Readable lists, in both languages, with rows in them."""
    for language in ("en", "zh-hans"):
        page = admin_client.get(f"/admin/{name}/", headers={"accept-language": language})
        assert page.status_code == 200
        assert page.context["cl"].result_count == 1
    assert admin_client.get(f"/admin/{name}/", {"q": "nothing like that"}).context["cl"].result_count == 0


def test_a_room_is_added_in_the_admin(admin_client: Any):
    """The form opens although a room that is not there yet has neither seats nor quality."""
    url = "/admin/rooms/room/add/"
    assert admin_client.get(url).status_code == 200
    facts = {"application": make_application().pk, "number": 4711, "name": "counter", "capacity": 6, "policy": "open"}
    facts |= {"seats-TOTAL_FORMS": 0, "seats-INITIAL_FORMS": 0}
    assert admin_client.post(url, facts).status_code == 302
    assert Room.objects.get(number=4711).name == "counter"


def test_a_new_password_is_hashed_and_an_empty_one_changes_nothing(admin_client: Any):
    """The form shows no hash and keeps none in the clear."""
    account = make_account(make_application(), "li", "old")
    url = f"/admin/accounts/account/{account.pk}/change/"
    facts = {
        "application": account.application_id,
        "login_name": "li",
        "external_id": "li",
        "role": "agent",
        "level": 0,
    }
    assert admin_client.post(url, facts).status_code == 302
    account.refresh_from_db()
    assert (account.role, account.has_password("old")) == ("agent", True)
    assert admin_client.post(url, {**facts, "new_password": "new"}).status_code == 302
    account.refresh_from_db()
    assert account.has_password("new")


def test_closing_a_room_and_ending_a_session_put_people_out(admin_client: Any, li: Any, told: Any):
    """Actions go through the services, so that everybody hears of it."""
    admin_client.post("/admin/rooms/room/", {"action": "close", "_selected_action": ["9"]})
    assert [left.reason for left in told.of("SeatLeft")] == ["closed"]
    admin_client.post("/admin/presence/session/", {"action": "end", "_selected_action": [li]})
    assert [left.reason for left in told.of("PersonLeft")] == ["ended by an administrator"]
