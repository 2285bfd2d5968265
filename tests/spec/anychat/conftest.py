"""A company with a server of its own, which the demo application is attached to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.company import Company


@pytest.fixture
def company(demo: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """The company is asked about everything; notifications are delivered at once, by the task that delivers them."""
    from tests.company import SECRET, Company
    from webapp.business.webhook import Webhook
    from webapp.domain.accounts import business
    from webapp.domain.accounts.models import Application
    from webapp.tasks.business import deliver

    one = Company()
    asks: dict[str, Any] = {"asks_logins": True, "asks_rooms": True, "asks_calls": True}
    Application.objects.update(webhook_url=one.url, webhook_secret=SECRET, **asks)
    hook = Webhook(lambda application_id, body: deliver.apply((application_id, body)))
    monkeypatch.setattr(business, "_attached", [hook])
    yield one
    one.close()
