"""Two people of one company, of whom one sends and the other looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domain.people import make_account, make_application

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account


@pytest.fixture
def li(db: None) -> Account:
    """Somebody who sends."""
    return make_account(make_application(), "li")


@pytest.fixture
def wang(li: Account) -> Account:
    """Somebody who looks."""
    return make_account(li.application, "wang")
