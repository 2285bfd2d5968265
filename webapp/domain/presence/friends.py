"""Lists of friends, kept by an administrator or by the company's own server; each list is its owner's alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from webapp.domain.accounts.models import Account, Friend
from webapp.domain.presence import selectors
from webapp.domain.presence.events import FriendsChanged
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId

MOST_FRIENDS = 2000
GROUPS = range(1, 2**31)


@transaction.atomic
def set_friends(*, owner: Account, groups: Mapping[int, Collection[Account]]) -> None:
    """Make these groups of friends the owner's whole list; somebody may be in several. Refuses with: InvalidArgument.

    Rule: AnyChat manual 5.6, the company's own server keeps the lists.
    """
    rows = sorted({(friend.pk, group) for group, friends in groups.items() for friend in friends})
    if len(rows) > MOST_FRIENDS or any(group not in GROUPS or friend_id == owner.pk for friend_id, group in rows):
        raise InvalidArgument(f"groups from 1, at most {MOST_FRIENDS} friends, and not oneself")
    # Two lists at once would be mixed.
    owner = Account.objects.select_for_update(of=("self",)).select_related("application").get(pk=owner.pk)
    before = listed(owner)
    Friend.objects.filter(owner=owner).delete()
    Friend.objects.bulk_create(Friend(owner=owner, friend_id=friend_id, group=group) for friend_id, group in rows)
    tell_changed(owner, before)


def listed(owner: Account) -> set[int]:
    """Who is in the owner's list now."""
    return set(owner.friends.values_list("friend_id", flat=True))


def tell_changed(owner: Account, before: Collection[int]) -> None:
    """Tell the owner's page that the list is another one than `before`; where lists do not count it hears nothing."""
    if owner.application.everyone_is_friend or not selectors.is_online(AccountId(owner.pk)):
        return
    seen, after = tuple(selectors.people(owner)), listed(owner)
    came = tuple(each.id for each in seen if each.status and each.id in after.difference(before))
    gone = tuple(sorted(set(before) - after))
    changed = FriendsChanged(tuple(selectors.friend_views(owner)), seen, came, gone)
    publish(changed, to=[person(AccountId(owner.pk))])
