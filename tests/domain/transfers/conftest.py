"""Two people of one application who are online, a stranger of another, and what was said."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from webapp.domain.accounts.models import Account
    from webapp.domain.transfers.models import Transfer
    from webapp.kernel.events import Event


@dataclass
class Town:
    """Li sends, Wang receives, Zhao belongs to another application; `told` is every event, in order."""

    li: Account
    wang: Account
    zhao: Account
    told: list[Event] = field(default_factory=list)

    def names(self) -> list[str]:
        """The events by name."""
        return [type(event).__name__ for event in self.told]

    def send(self, size: int, **more: Any) -> Transfer:
        """Li announces a file to Wang."""
        from webapp.domain.transfers import services

        fields: dict[str, Any] = {"sender_id": self.li.pk, "receiver_id": self.wang.pk, "key": "7", "name": "a.txt"}
        return services.prepare(**{**fields, "size": size, **more})

    def put(self, transfer: Transfer, index: int, body: bytes) -> Transfer:
        """One piece arrives."""
        from webapp.domain.transfers import services

        return services.accept_chunk(
            upload_token=transfer.upload_token, index=index, body=io.BytesIO(body), length=len(body)
        )


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    """An empty storage directory."""
    settings.STORAGE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def town(transactional_db: None, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The people, online; nobody else hears the events."""
    from webapp.domain.accounts.models import Account, Application
    from webapp.domain.presence.models import Session
    from webapp.kernel import events

    def person(application: Application, name: str) -> Account:
        account = Account.objects.create(application=application, login_name=name, external_id=name)
        Session.objects.create(
            id=f"s-{name}", application=application, account=account, dialect="anychat", state="logged_in"
        )
        return account

    bank = Application.objects.create(app_id="bank", name="Bank")
    shop = Application.objects.create(app_id="shop", name="Shop")
    town = Town(person(bank, "li"), person(bank, "wang"), person(shop, "zhao"))
    monkeypatch.setattr(events, "_subscribers", [lambda event, to, told: town.told.append(event)])
    return town
