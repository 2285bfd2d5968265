"""Coming into an area and leaving it, as customer or as agent."""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django.db.models import F

from webapp.domain.accounts.models import Account, Role
from webapp.domain.queues import selectors, telling
from webapp.domain.queues.events import AreaEntered, AreaLeft, ClientDescribed
from webapp.domain.queues.models import Area, Profile, Visit
from webapp.kernel.errors import InvalidState
from webapp.kernel.events import area, person, publish
from webapp.kernel.ids import AccountId, AreaId

log = logging.getLogger(__name__)

PROFILE_FIELDS = frozenset({"name", "description", "serves", "priority", "attribute", "int_tag", "string_tag"})


class NotInArea(InvalidState):
    """What was asked needs a visit to an area, or to this one."""

    sentence = "The account is in no service area, or in another one."


def profile_of(account_id: AccountId) -> Profile:
    """What the account's page said about it, with the defaults where it said nothing."""
    return Profile.objects.filter(account=account_id).first() or Profile(account_id=account_id)


def set_profile(*, account_id: AccountId, **fields: int | str | bool | None) -> None:
    """Say how the account queues or serves, and tell it (AnyChat manual 5.8.3)."""
    assert fields.keys() <= PROFILE_FIELDS
    Profile.objects.get_or_create(account_id=account_id)
    Profile.objects.filter(account=account_id).update(rev=F("rev") + 1, **fields)
    visit = selectors.visit_of(account_id)
    here = [area(AreaId(visit.area_id))] if visit else []
    publish(ClientDescribed(selectors.client(account_id)), to=[person(account_id), *here])


def comes_as_agent(account: Account) -> bool:
    """Whether the account serves: what its page said, else its role."""
    said = profile_of(AccountId(account.pk)).serves
    return account.role == Role.AGENT if said is None else said


def come_in(account_id: AccountId, area_row: Area, *, is_agent: bool, is_implicit: bool) -> Visit:
    """Put the account into the area, where it was in none. Raises InvalidState when it is somewhere else already."""
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                account_id=account_id, area=area_row, is_agent=is_agent, is_implicit=is_implicit
            )
    except IntegrityError:
        raise InvalidState("the account came into an area at the same moment elsewhere") from None
    entered = AreaEntered(area_row.pk, account_id, is_agent, selectors.client(account_id))
    publish(entered, to=[person(account_id), area(AreaId(area_row.pk))])
    log.info("area %s: account %s comes in%s", area_row.pk, account_id, " to serve" if is_agent else "")
    return visit


def go_out(visit: Visit, code: int = 0) -> None:
    """Take the account out of its area; the others hear the `code`."""
    gone, _ = Visit.objects.filter(pk=visit.pk, area=visit.area_id).delete()
    if not gone:
        return
    account_id = AccountId(visit.account_id)
    left = AreaLeft(visit.area_id, account_id, visit.is_agent, code)
    publish(left, to=[person(account_id), area(AreaId(visit.area_id))])
    log.info("area %s: account %s goes out", visit.area_id, account_id)
    telling.area_changed(visit.area_id)


def go_out_if_implicit(account_id: AccountId) -> None:
    """Who came only by a ticket or a served queue leaves with it."""
    visit = selectors.visit_of(account_id)
    if visit is not None and visit.is_implicit:
        go_out(visit)
