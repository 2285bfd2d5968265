"""Ready-made applications and people for the tests of services; imports wait until Django is set up."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account, Application
    from webapp.kernel.ids import SessionId

_numbers = itertools.count(1)


def make_application(key: str = "demo", **facts: Any) -> Application:
    """An application; the first one may be the default."""
    from webapp.domain.accounts.models import Application

    return Application.objects.create(app_id=key, name=key, secret="secret", **facts)


def make_account(application: Application, name: str, password: str = "", **facts: Any) -> Account:
    """An account of the application."""
    from webapp.domain.accounts import services

    return services.register(application=application, login_name=name, password=password, **facts)


def come_online(account: Account, dialect: str = "anychat") -> SessionId:
    """A live session for the account; returns its id."""
    from webapp.domain.presence import services
    from webapp.kernel.ids import SessionId

    session_id = SessionId(f"s{next(_numbers)}-{account.login_name}")
    services.greet(session_id=session_id, dialect=dialect, address="10.0.0.1")
    services.log_in(session_id=session_id, account=account)
    return session_id
