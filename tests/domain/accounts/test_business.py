"""The company's own Python class: asked first, and harmless when it fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.domain.people import come_online, make_account, make_application

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).parents[3] / "docs" / "BUSINESS.md"


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Attach a class as BUSINESS_HOOK would."""
    import sys
    from types import ModuleType

    from webapp.business import hook
    from webapp.domain.accounts import business

    def attach(cls: type) -> Any:
        module = ModuleType("company_hooks")
        module.Rules = cls  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "company_hooks", module)
        loaded = hook.load("company_hooks.Rules")
        monkeypatch.setattr(business, "_attached", [loaded])
        return loaded

    return attach


def test_the_documents_example_decides(hooked: Any) -> None:
    """Docs, The Python hook: the printed class keeps everybody out of room 13 and only of that."""
    from webapp.domain.rooms import services as rooms
    from webapp.kernel.errors import RoomEntryRejected

    (source,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(source, names)
    hooked(names["Rules"])
    session_id = come_online(make_account(make_application(), "li"))
    with pytest.raises(RoomEntryRejected):
        rooms.enter(session_id=session_id, room_id=13)
    assert rooms.enter(session_id=session_id, room_id=12).room.id == 12


def test_a_mistake_in_the_hook_is_no_answer(hooked: Any) -> None:
    """Docs, The Python hook: rooms go on, logins do not, commands are accepted; nothing breaks."""
    from webapp.domain.accounts import business, services
    from webapp.domain.accounts.business import Business, FilterData, Party
    from webapp.domain.rooms import services as rooms
    from webapp.kernel.errors import ExternalAuthUnreachable

    class Rules(Business):
        def verify_user(self, *args: Any) -> Any:
            raise KeyError("x")

        def prepare_enter_room(self, *args: Any) -> Any:
            raise KeyError("x")

        def filter_data(self, *args: Any) -> Any:
            raise KeyError("x")

    hooked(Rules)
    application = make_application(is_default=True)
    account = make_account(application, "li", "right")
    assert rooms.enter(session_id=come_online(account), room_id=12).headcount == 1
    business.pass_filter_data(application, FilterData(Party.of(account), "x"))
    with pytest.raises(ExternalAuthUnreachable):
        services.sign_in(application_key=None, login_name="li", password="right")


def test_a_hook_may_leave_an_application_alone(hooked: Any) -> None:
    """Docs, The Python hook: where nobody listens, commands and data are refused."""
    from webapp.domain.accounts import business
    from webapp.domain.accounts.business import Business, FilterData, Party
    from webapp.kernel.errors import ServiceNotEnabled

    class Rules(Business):
        def listens(self, application: Any) -> bool:
            return False

    hooked(Rules)
    account = make_account(make_application(), "li")
    with pytest.raises(ServiceNotEnabled):
        business.pass_filter_data(account.application, FilterData(Party.of(account), "x"))


@pytest.mark.parametrize("path", ["nowhere.Rules", "webapp.kernel.clock.now", "webapp.kernel.errors.DomainError"])
def test_a_wrong_setting_is_loud(path: str) -> None:
    """Docs, The Python hook: what is no class of that kind stops the start with one sentence."""
    from django.core.exceptions import ImproperlyConfigured

    from webapp.business import hook

    with pytest.raises(ImproperlyConfigured, match="BUSINESS_HOOK"):
        hook.load(path)
