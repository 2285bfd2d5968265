"""Logins by token last as long as the token: a warning before, the end on time."""

from __future__ import annotations

from datetime import timedelta

from webapp.domain.accounts import tokens
from webapp.domain.accounts.events import TokenExpiring
from webapp.domain.accounts.models import TokenLease
from webapp.domain.presence import profile
from webapp.domain.presence.events import PersonLeft
from webapp.kernel import clock
from webapp.kernel.errors import AddresseeMissing
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId

WARNING_S = 30  # CRVideo web docs: the warning comes half a minute before
EXPIRED = "token_expired"


def sweep() -> int:
    """Warn who is near the end, end the logins that are at it; returns how many ended."""
    now = clock.now()
    near = TokenLease.objects.filter(is_warned=False, expires_at__lte=now + timedelta(seconds=WARNING_S))
    for lease in near.filter(expires_at__gt=now):
        if near.filter(pk=lease.pk).update(is_warned=True):
            account_id = AccountId(lease.account_id)
            publish(TokenExpiring(account_id, clock.ms(lease.expires_at)), to=[person(account_id)])
    return sum(map(_ended, TokenLease.objects.select_related("account__application").filter(expires_at__lte=now)))


def _ended(lease: TokenLease) -> bool:
    """Whoever deletes the lease ends the login; one that was renewed meanwhile stays."""
    if not TokenLease.objects.filter(pk=lease.pk, expires_at=lease.expires_at).delete()[0]:
        return False
    try:
        profile.kick(account=lease.account, reason=EXPIRED)
    except AddresseeMissing:  # gone already
        return False
    return True


def person_left(event: PersonLeft) -> None:
    """The next login may be made in another way."""
    tokens.end(account_id=event.account_id)
