"""What the company's own server sets about its users, told to everybody online: info, names, groups, kicks."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db import transaction

from webapp.domain.accounts.models import Account, Application, Group
from webapp.domain.presence import circles, selectors, services
from webapp.domain.presence.events import GroupsChanged, SessionReplaced
from webapp.domain.presence.views import group_views
from webapp.kernel.errors import AddresseeMissing, InvalidArgument
from webapp.kernel.events import application as application_audience
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId, ApplicationId, SessionId

log = logging.getLogger(__name__)

MOST_ITEMS, ITEM_CHARACTERS = 100, 2000
MOST_GROUPS, GROUP_CHARACTERS = 1000, 100
BEFRIENDED, UNFRIENDED, INFO = "befriended", "unfriended", "info"


@transaction.atomic
def set_info(
    *,
    account: Account,
    items: Mapping[int, str] | None = None,
    nickname: str | None = None,
    level: int | None = None,
    group_id: int | None = None,
) -> None:
    """Set what is given and keep the rest; an empty item is forgotten. Group 0 is nobody's friend.

    Refuses with: InvalidArgument. Rule: AnyChat manual 5.6.6, items are numbered and named by the company.
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("application").get(pk=account.pk)
    was_in, old_name = account.group_id, account.name
    account.info = _merged(account.info, items or {})
    account.nickname = account.nickname if nickname is None else _text(nickname, 128)
    account.level = account.level if level is None else level
    account.own_group = account.own_group if group_id is None else _group(group_id)
    account.save(update_fields=["info", "nickname", "level", "own_group"])
    session = selectors.live_session_of(AccountId(account.pk))
    if session is None and account.application.everyone_is_friend:
        return
    now_in = account.group_id
    what = INFO if bool(was_in) == bool(now_in) else BEFRIENDED if now_in else UNFRIENDED
    circles.tell_changed(account, session, what, old_name)


def _merged(old: Mapping[str, str], items: Mapping[int, str]) -> dict[str, str]:
    if any(number < 0 for number in items):
        raise InvalidArgument("an info item has a number from 0")
    new = {**old, **{str(number): _text(text, ITEM_CHARACTERS) for number, text in items.items()}}
    kept = {number: text for number, text in new.items() if text}
    if len(kept) > MOST_ITEMS:
        raise InvalidArgument(f"more than {MOST_ITEMS} info items")
    return kept


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidArgument(f"a text of more than {longest} characters")
    return text


def _group(number: int) -> int:
    if not 0 <= number < 2**31:
        raise InvalidArgument("a group has a number from 0")
    return number


@transaction.atomic
def set_groups(*, application: Application, names: Mapping[int, str]) -> None:
    """Name the application's groups of friends; groups that are not given lose their names. Refuses: InvalidArgument.

    Rule: AnyChat manual 5.6.4, the company's server names them.
    """
    if len(names) > MOST_GROUPS or not all(_group(number) and name.strip() for number, name in names.items()):
        raise InvalidArgument("groups have numbers from 1 and names")
    Group.objects.filter(application=application).delete()
    Group.objects.bulk_create(
        Group(application=application, number=number, name=_text(name, GROUP_CHARACTERS))
        for number, name in names.items()
    )
    application_id = ApplicationId(application.pk)
    changed = GroupsChanged(application_id, tuple(group_views(application)))
    publish(changed, to=[application_audience(application_id)])


@transaction.atomic
def kick(*, account: Account, reason: str = "kicked") -> None:
    """End the user's login; `reason` is what its page and the others are told. Refuses with: AddresseeMissing."""
    session = selectors.live_session_of(AccountId(account.pk))
    if session is None:
        raise AddresseeMissing(f"account {account.pk} is not online")
    account_id, session_id = AccountId(account.pk), SessionId(session.pk)
    publish(SessionReplaced(session_id, account_id, reason), to=[person(account_id)])
    services.lose(session_id=session_id, reason=reason)
    log.info("account %s sent away (%s)", account_id, reason)
