"""Locking out whoever guesses: too many failed logins of an account or from an address, within the lock's length.

A lock is nothing but recent failures, so it releases itself as they age; an administrator releases it by deleting them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings

from webapp.domain.accounts.models import Account, FailedLogin
from webapp.kernel import clock
from webapp.kernel.errors import AccountLocked, AddressLocked, BadCredentials

log = logging.getLogger(__name__)

KEEP_S = 24 * 3600


@contextmanager
def guard(account: Account | None, address: str) -> Iterator[None]:
    """Check credentials inside: refused where account or address is locked out, counted when they are wrong.

    `account` is whom the name means, None when it is nobody's. Refuses with: AddressLocked, AccountLocked.
    """
    check_address(address)
    if account is not None:
        check_account(account)
    try:
        yield
    except BadCredentials:
        note_failure(account, address)
        raise


def check_address(address: str) -> None:
    """Refuses with: AddressLocked. Rule: AnyChat manual chapter 6, error 203."""
    if address and _is_locked(settings.LOGIN_FAILURES_PER_ADDRESS, address=address):
        raise AddressLocked


def check_account(account: Account) -> None:
    """Refuses with: AccountLocked, even to the right password, or guessing could go on. Rule: chapter 6, error 202."""
    if _is_locked(settings.LOGIN_FAILURES_PER_ACCOUNT, account=account):
        raise AccountLocked


def _is_locked(limit: int, **whose: object) -> bool:
    since = clock.now() - timedelta(seconds=settings.LOGIN_LOCK_S)
    return limit > 0 and FailedLogin.objects.filter(**whose, failed_at__gt=since).count() >= limit


def note_failure(account: Account | None, address: str) -> None:
    """Remember a failed login; `account` is None when the name is nobody's."""
    now = clock.now()
    FailedLogin.objects.filter(failed_at__lt=now - timedelta(seconds=max(KEEP_S, settings.LOGIN_LOCK_S))).delete()
    FailedLogin.objects.create(account=account, address=address[:64], failed_at=now)
    log.info("failed login of account %s from %s", account.pk if account else "?", address)


def release(*, account: Account | None = None, address: str = "") -> None:
    """Forget the failures of the account and of the address, and with them the lock."""
    if account is not None:
        FailedLogin.objects.filter(account=account).update(account=None)
    if address:
        FailedLogin.objects.filter(address=address).delete()
