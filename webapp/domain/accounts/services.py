"""Who somebody is: checking credentials, making accounts. Being online is the presence app's business."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from webapp.domain.accounts import business, lockout, selectors
from webapp.domain.accounts.models import Account, Application, Role
from webapp.kernel.errors import (
    AccountMissing,
    AuthMethodMismatch,
    BadCredentials,
    ExternalAuthDenied,
    InvalidArgument,
    ServerPasswordWrong,
    TokenUnreadable,
    VisitorsRefused,
)
from webapp.kernel.ids import AccountId

NAME_CHARACTERS = 128


def sign_in(
    *, application_key: str | None, login_name: str, password: str, address: str = "", server_password: str = ""
) -> Account:
    """Check a name and a password; an empty password asks for a visit.

    Refuses with: ApplicationMissing, ServerPasswordWrong, AddressLocked, AccountLocked, BadCredentials,
    VisitorsRefused, ExternalAuthUnreachable. Rule: AnyChat manual 5.2.3.
    """
    application = selectors.application(application_key)
    check_server_password(application, server_password)
    name = _name(login_name)
    registered = application.accounts.filter(login_name=name, is_visitor=False).first()
    with lockout.guard(registered, address):
        account = _verified(application, business.LoginAttempt(name, password, address))
        account = account or _by_password(application, name, password)
    lockout.release(account=account)
    return account


def _verified(application: Application, attempt: business.LoginAttempt) -> Account | None:
    """The account that the company's own server vouches for; None where it leaves the login to us."""
    answer = business.verify_user(application, attempt)
    if answer is None:
        return None
    account = account_named(application, answer.external_id or attempt.login_name, answer.nickname)
    _take_over(account, answer)
    account.admit()
    return account


def _take_over(account: Account, answer: business.Answer) -> None:
    """Level and role are as the company says, where it says so."""
    if answer.level is not None or answer.role:
        account.level = account.level if answer.level is None else answer.level
        account.role = answer.role if answer.role in Role.values else account.role
        account.save(update_fields=["level", "role"])


def _by_password(application: Application, name: str, password: str) -> Account:
    registered = application.accounts.filter(login_name=name, is_visitor=False).exclude(password="").first()
    if registered is None and not password:
        return visit(application, name)
    if registered is None:
        make_password(password)  # a missing name must not answer faster than a wrong password
        raise BadCredentials
    if not registered.has_password(password):
        raise BadCredentials
    registered.admit()
    return registered


def sign_in_by_secret(
    *,
    application_key: str,
    secret_digest: str,
    external_id: str,
    nickname: str = "",
    auth_code: str = "",
    address: str = "",
) -> Account:
    """Trust the application's own page, which knows md5(secret), to name its user; the first login makes the account.

    Refuses with: ApplicationMissing, AuthMethodMismatch, AddressLocked, AccountLocked, BadCredentials,
    InvalidArgument, and as `business.check_auth_code`. Rule: CRVideo management API, login.
    """
    application = selectors.application(application_key or None)
    if application.tokens_only:
        raise AuthMethodMismatch
    named = application.accounts.filter(external_id=external_id.strip()).first()
    with lockout.guard(named, address):
        if not application.knows_secret(secret_digest):
            raise BadCredentials
    shown = business.AuthCode(external_id, nickname, auth_code.strip(), address)
    account = sign_in_by_code(application, shown)
    lockout.release(account=account)
    return account


def sign_in_by_code(application: Application, shown: business.AuthCode) -> Account:
    """The user whom the page names, once the company has agreed to the code, where codes are used.

    For pages that have shown the application's secret or a token. Refuses as `business.check_auth_code`, and with
    AccountLocked, InvalidArgument.
    """
    try:
        answer = business.check_auth_code(application, shown)
    except (ExternalAuthDenied, TokenUnreadable):
        lockout.note_failure(None, shown.address)
        raise
    account = account_named(application, shown.external_id, (answer and answer.nickname) or shown.nickname)
    if answer is not None:
        _take_over(account, answer)
    account.admit()
    return account


def check_server_password(application: Application, shown: str) -> None:
    """Raises ServerPasswordWrong where the application has a server password and another one was shown."""
    right = application.server_password
    if right and not secrets.compare_digest(right.encode(), shown.encode()):
        raise ServerPasswordWrong


def register(
    *,
    application: Application,
    login_name: str,
    password: str = "",
    nickname: str = "",
    role: str = Role.CUSTOMER,
    signature: str = "",
    level: int = 0,
) -> Account:
    """Make an account, or bring the one of that name up to date; its external id is its login name."""
    facts = {"nickname": nickname, "role": role, "signature": signature, "level": level, "is_visitor": False}
    account, is_new = Account.objects.update_or_create(
        application=application, login_name=login_name, is_visitor=False, defaults={**facts, "external_id": login_name}
    )
    if password and (is_new or not account.has_password(password)):
        account.set_password(password)
        account.save(update_fields=["password"])
    return account


def rename(*, account_id: AccountId, nickname: str) -> tuple[str, str]:
    """Change what others see; returns the old and the new name. Raises InvalidArgument."""
    account = Account.objects.select_for_update().get(pk=account_id)
    old, account.nickname = account.name, _name(nickname)
    account.save(update_fields=["nickname"])
    return old, account.nickname


def token_digest(token: str) -> str:
    """What is kept of a bearer token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > NAME_CHARACTERS:
        raise InvalidArgument(f"a name has 1 to {NAME_CHARACTERS} characters")
    return name


@transaction.atomic
def visit(application: Application, visitor_name: str) -> Account:
    """A new account for each visit: two strangers of one name must not inherit each other's files.

    Refuses with: VisitorsRefused, InvalidArgument.
    """
    if not application.visitors_allowed:
        raise VisitorsRefused
    name = _name(visitor_name)
    account = Account(application=application, login_name=name, nickname=name, is_visitor=True)
    account.external_id = f"visitor-{secrets.token_hex(8)}"
    account.save()
    account.external_id = str(account.pk)
    try:
        with transaction.atomic():
            account.save(update_fields=["external_id"])
    except IntegrityError:  # an application may call its own users by bare numbers
        account.external_id = f"visitor-{account.pk}"
        account.save(update_fields=["external_id"])
    return account


@transaction.atomic
def account_named(application: Application, external_id: str, nickname: str = "") -> Account:
    """The account of that text id, made at the first call; a nickname that is given is taken over.

    Refuses with: InvalidArgument; AccountMissing when the id is another account's login name.
    """
    external_id, nickname = _name(external_id), nickname.strip()[:NAME_CHARACTERS]
    account, is_new = _found_or_made(application, external_id, nickname)
    if not is_new and nickname and nickname != account.nickname:
        account.nickname = nickname
        account.save(update_fields=["nickname"])
    return account


def _found_or_made(application: Application, external_id: str, nickname: str) -> tuple[Account, bool]:
    facts = {"login_name": external_id, "nickname": nickname or external_id}
    try:
        with transaction.atomic():
            return Account.objects.select_related("application").get_or_create(
                application=application, external_id=external_id, defaults=facts
            )
    except IntegrityError:
        raise AccountMissing(f"{external_id!r:.60} is the login name of an account with another id") from None
