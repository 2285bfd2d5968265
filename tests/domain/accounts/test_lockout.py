"""Too many failed logins, and how the way opens again."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.domain.people import make_account, make_application

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "10.1.1.1", "10.2.2.2"


def fail(name: str = "li", address: str = HOME, times: int = 1) -> None:
    """Wrong passwords."""
    from webapp.domain.accounts import services
    from webapp.kernel.errors import BadCredentials

    for _ in range(times):
        with pytest.raises(BadCredentials):
            services.sign_in(application_key=None, login_name=name, password="wrong", address=address)


def enter(address: str = HOME) -> Any:
    """The right password."""
    from webapp.domain.accounts import services

    return services.sign_in(application_key=None, login_name="li", password="right", address=address)


@pytest.fixture
def account(settings: Any) -> Any:
    """An account that three wrong passwords lock; five lock an address."""
    settings.LOGIN_FAILURES_PER_ACCOUNT, settings.LOGIN_FAILURES_PER_ADDRESS = 3, 5
    return make_account(make_application(is_default=True), "li", "right")


def test_a_login_that_succeeds_forgets_the_failures_before_it(account: Any) -> None:
    """AnyChat error 202: only failures in a row lock."""
    for _ in range(2):
        fail(times=2)
        assert enter() == account


def test_an_account_is_locked_from_everywhere(account: Any) -> None:
    """AnyChat error 202: the lock is the account's, wherever the guesses came from."""
    from webapp.kernel.errors import AccountLocked

    fail(times=2)
    fail(address=ELSEWHERE)
    with pytest.raises(AccountLocked):
        enter("10.3.3.3")


def test_a_lock_ends_by_itself(account: Any, settings: Any) -> None:
    """AnyChat error 202: and tries during the lock do not make it longer."""
    from webapp.kernel import clock
    from webapp.kernel.errors import AccountLocked

    with clock.held():
        fail(times=3)
        clock.advance(settings.LOGIN_LOCK_S - 1)
        with pytest.raises(AccountLocked):
            enter()
        clock.advance(1)
        assert enter() == account


def test_an_administrator_releases_account_and_address(account: Any, admin_client: Any) -> None:
    """AnyChat errors 202 and 203: released by hand before the time is over."""
    from webapp.domain.accounts.models import FailedLogin
    from webapp.kernel.errors import AccountLocked, AddressLocked

    fail(times=3)
    fail("nobody", times=2)
    with pytest.raises(AddressLocked):
        enter()
    with pytest.raises(AccountLocked):
        enter(ELSEWHERE)
    chosen = list(FailedLogin.objects.values_list("pk", flat=True))
    answer = admin_client.post(
        "/admin/accounts/failedlogin/", {"action": "release", "_selected_action": chosen}, headers={"host": "localhost"}
    )
    assert answer.status_code == 302
    assert enter() == account


def test_unlocking_an_account_in_the_admin_also_ends_its_lockout(account: Any, admin_client: Any) -> None:
    """AnyChat error 202: one action for both reasons of a lock."""
    fail(times=3)
    admin_client.post(
        "/admin/accounts/account/",
        {"action": "unlock", "_selected_action": [account.pk]},
        headers={"host": "localhost"},
    )
    assert enter(ELSEWHERE) == account


def test_zero_never_locks(account: Any, settings: Any) -> None:
    """The limits are settings; 0 turns a lock off."""
    settings.LOGIN_FAILURES_PER_ACCOUNT = settings.LOGIN_FAILURES_PER_ADDRESS = 0
    fail(times=8)
    assert enter() == account


def by_secret(digest: str, address: str = HOME, user: str = "li") -> Any:
    """What a project's page sends instead of a password."""
    from webapp.domain.accounts import services

    return services.sign_in_by_secret(application_key="demo", secret_digest=digest, external_id=user, address=address)


def test_a_wrong_secret_of_a_project_counts_like_a_wrong_password(account: Any) -> None:
    """CRVideo Login, error 7, with the lock of AnyChat 202: whatever was guessed, the same account is locked."""
    from webapp.kernel.errors import AccountLocked, BadCredentials

    right = hashlib.md5(b"secret").hexdigest()
    for _ in range(2):
        for _ in range(2):
            with pytest.raises(BadCredentials):
                by_secret("guess")
        assert by_secret(right) == account
    fail(address=ELSEWHERE, times=2)
    with pytest.raises(BadCredentials):
        by_secret("guess", ELSEWHERE)
    with pytest.raises(AccountLocked):
        by_secret(right, ELSEWHERE)


def test_guessing_secrets_for_new_names_locks_the_address(account: Any) -> None:
    """CRVideo Login, error 7, with the lock of AnyChat 203: users who do not exist yet are no way round it."""
    from webapp.kernel.errors import AddressLocked, BadCredentials

    for number in range(5):
        with pytest.raises(BadCredentials):
            by_secret("guess", user=f"new-{number}")
    right = hashlib.md5(b"secret").hexdigest()
    with pytest.raises(AddressLocked):
        by_secret(right, user="new-1")
    assert by_secret(right, ELSEWHERE, user="new-1").external_id == "new-1"
