"""Two people who call each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.hall import Hall, open_hall

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account


@dataclass
class Pair:
    """Li and Wang are online in one bank."""

    hall: Hall
    li: Account
    wang: Account

    def ring(self, **more: Any) -> Any:
        """Li rings Wang."""
        from webapp.domain.calls import services

        return services.ring(**{"caller_id": self.li.pk, "callee_id": self.wang.pk, **more})


@pytest.fixture
def hall(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """An empty bank."""
    return open_hall(monkeypatch)


@pytest.fixture
def pair(hall: Hall) -> Pair:
    """Li and Wang, and nothing said yet."""
    pair = Pair(hall, hall.person("li"), hall.person("wang"))
    hall.told.clear()
    return pair
