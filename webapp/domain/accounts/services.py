"""Who somebody is: checking credentials, making accounts. Being online is the presence app's business."""

from __future__ import annotations

import logging
import secrets

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from webapp.domain.accounts import selectors
from webapp.domain.accounts.models import Account, Application, Role
from webapp.kernel.errors import (
    AuthFailed,
    BadCredentials,
    ExternalAuthUnexpected,
    InvalidArgument,
    ServerPasswordWrong,
    VisitorsRefused,
)
from webapp.kernel.ids import AccountId

log = logging.getLogger(__name__)

NAME_CHARACTERS = 128


def sign_in(
    *, application_key: str | None, login_name: str, password: str, address: str = "", server_password: str = ""
) -> Account:
    """Check a name and a password; an empty password asks for a visit.

    Refuses with: ApplicationMissing, ServerPasswordWrong, BadCredentials, AccountLocked, VisitorsRefused.
    Rule: AnyChat manual 5.2.3.
    """
    application = selectors.application(application_key)
    check_server_password(application, server_password)
    name = _name(login_name)
    registered = application.accounts.filter(login_name=name, is_visitor=False).exclude(password="").first()
    if registered is None and not password:
        return _visit(application, name)
    if registered is None:
        make_password(password)  # a missing name must not answer faster than a wrong password
        raise BadCredentials
    if not registered.has_password(password):
        log.info("wrong password for account %s from %s", registered.pk, address)
        raise BadCredentials
    registered.admit()
    return registered


def sign_in_by_secret(
    *, application_key: str, secret_digest: str, external_id: str, nickname: str = "", auth_code: str = ""
) -> Account:
    """Trust the application's own page, which knows md5(secret), to name its user; the first login makes the account.

    Refuses with: ApplicationMissing, BadCredentials, ExternalAuthUnexpected, InvalidArgument, AccountLocked.
    Rule: CRVideo management API, login; code 7 is "account or secret wrong".
    """
    application = selectors.application(application_key or None)
    if not application.knows_secret(secret_digest):
        raise BadCredentials
    if auth_code.strip():
        raise ExternalAuthUnexpected  # no application has a third-party check yet
    account = _account_of(application, _name(external_id), nickname.strip()[:NAME_CHARACTERS])
    account.admit()
    return account


def sign_in_by_identity(
    *,
    application_key: str,
    account_id: AccountId,
    external_id: str,
    nickname: str,
    signature: str,
    server_password: str = "",
) -> Account:
    """Take an identity that the application's own back end vouches for; unsigned, it is a visit.

    Refuses with: ApplicationMissing, ServerPasswordWrong, AuthFailed, VisitorsRefused.
    Rule: AnyChat manual 5.2.3; `account_id` -1 means that only the text id counts.
    """
    application = selectors.application(application_key or None)
    check_server_password(application, server_password)
    if signature:
        raise AuthFailed("no application has a signing key yet")
    return _visit(application, _name(nickname or external_id or str(account_id)))


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


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > NAME_CHARACTERS:
        raise InvalidArgument(f"a name has 1 to {NAME_CHARACTERS} characters")
    return name


@transaction.atomic
def _visit(application: Application, name: str) -> Account:
    """A new account for each visit: two strangers of one name must not inherit each other's files."""
    if not application.visitors_allowed:
        raise VisitorsRefused
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
def _account_of(application: Application, external_id: str, nickname: str) -> Account:
    account, is_new = Account.objects.select_related("application").get_or_create(
        application=application,
        external_id=external_id,
        defaults={"login_name": external_id, "nickname": nickname or external_id},
    )
    if not is_new and nickname and nickname != account.nickname:
        account.nickname = nickname
        account.save(update_fields=["nickname"])
    return account
