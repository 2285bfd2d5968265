"""The demo accounts that the start page shows, as long as their well-known passwords still work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.hashers import check_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One row of the table."""

    role: str | Promise
    name: str

    @property
    def password(self) -> str:
        """What the seed gave it."""
        return f"{self.name}-pass"


ACCOUNTS = (
    DemoAccount(_("Agent"), "agent1"),
    DemoAccount(_("Agent"), "agent2"),
    DemoAccount(_("Supervisor"), "supervisor1"),
    DemoAccount(_("Customer"), "customer1"),
    DemoAccount(_("Administrator"), "admin"),
)


@lru_cache(maxsize=8)
def _opens(password_hash: str, raw: str) -> bool:
    # Hashing is slow on purpose; the answer for one hash never changes.
    return check_password(raw, password_hash)


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts of a demo installation; none where the first agent's password was changed or never seeded."""
    first = ACCOUNTS[0]
    account = Account.objects.filter(login_name=first.name, is_visitor=False, is_locked=False).first()
    return ACCOUNTS if account and _opens(account.password, first.password) else ()
