"""Reads of applications and accounts."""

from __future__ import annotations

from collections.abc import Collection

from webapp.domain.accounts.models import Account, Application
from webapp.kernel.errors import AccountMissing, ApplicationMissing
from webapp.kernel.ids import AccountId, ApplicationId


def application(key: str | None) -> Application:
    """The application of that key; without one, the default. Raises ApplicationMissing."""
    found = Application.objects.filter(app_id=key) if key else Application.objects.filter(is_default=True)
    application = found.first()
    if application is None:
        raise ApplicationMissing(f"no application {key!r:.60}")
    return application


def account(application_id: ApplicationId, account_id: AccountId) -> Account:
    """The account, if it belongs to the application. Raises AccountMissing."""
    found = Account.objects.select_related("application").filter(pk=account_id, application_id=application_id).first()
    if found is None:
        raise AccountMissing(f"no account {account_id}")
    return found


def account_ids(application_id: ApplicationId, external_ids: Collection[str]) -> dict[str, int]:
    """The accounts behind several text user ids; unknown ones are missing."""
    found = Account.objects.filter(application_id=application_id, external_id__in=external_ids)
    return dict(found.values_list("external_id", "pk"))


def addressed(application_id: ApplicationId, account_id: int, external_id: str) -> Account:
    """The account by its number, else by its text id. Raises AccountMissing."""
    if account_id:
        return account(application_id, AccountId(account_id))
    return account_by_external_id(application_id, external_id)


def account_by_external_id(application_id: ApplicationId, external_id: str) -> Account:
    """The account behind a text user id. Raises AccountMissing."""
    accounts = Account.objects.select_related("application")
    found = accounts.filter(application_id=application_id, external_id=external_id).first()
    if found is None:
        raise AccountMissing(f"no account {external_id!r:.60}")
    return found
