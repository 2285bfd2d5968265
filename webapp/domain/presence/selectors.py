"""Reads of who is online."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from webapp.domain.accounts.models import Account
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.domain.presence.views import FriendView, PersonView, offline_view, person_view
from webapp.kernel.errors import NotLoggedIn, SessionInvalid
from webapp.kernel.events import Audience
from webapp.kernel.ids import AccountId, ApplicationId, SessionId


def sessions() -> QuerySet[Session]:
    """All sessions, with the people behind them."""
    return Session.objects.select_related("account__application")


def session(session_id: SessionId) -> Session:
    """The session. Raises SessionInvalid."""
    found = sessions().filter(pk=session_id).first()
    if found is None:
        raise SessionInvalid
    return found


def live(session_id: SessionId) -> Session:
    """The session, logged in. Raises SessionInvalid, NotLoggedIn."""
    found = session(session_id)
    if found.state != SessionState.LOGGED_IN:
        raise NotLoggedIn
    return found


def online(application_id: ApplicationId) -> QuerySet[Session]:
    """The sessions of everybody who is online in the application, in order of their ids."""
    return sessions().filter(application_id=application_id, state=SessionState.LOGGED_IN).order_by("account_id")


def live_session_of(account_id: AccountId) -> Session | None:
    """The session of a person who is online."""
    return sessions().filter(account_id=account_id, state=SessionState.LOGGED_IN).first()


def is_online(account_id: AccountId) -> bool:
    """Whether the person is online."""
    return Session.objects.filter(account_id=account_id, state=SessionState.LOGGED_IN).exists()


def absent(to: Iterable[Audience]) -> QuerySet[Session]:
    """Whose pages are waited for, of those who would hear what is told to these people, rooms and applications."""
    fields = {"person": "account", "room": "room_id", "application": "application"}
    of_them = Q(pk=None)
    for kind, number in to:
        of_them |= Q(**{fields[kind]: number})
    return Session.objects.filter(of_them, state=SessionState.LOGGED_IN, absent_until__isnull=False)


def people(account: Account) -> list[PersonView]:
    """Whom the account sees: everybody online, or itself and its list of friends, online or not."""
    application_id = ApplicationId(account.application_id)
    if account.application.everyone_is_friend:
        return [person_view(each) for each in online(application_id)]
    seen = Account.objects.filter(Q(pk=account.pk) | Q(in_lists__owner=account)).distinct().order_by("pk")
    here = {each.account_id: each for each in online(application_id).filter(account__in=seen)}
    with_house = seen.select_related("application")
    return [person_view(here[each.pk]) if each.pk in here else offline_view(each) for each in with_house]


def seen(session: Session) -> list[PersonView]:
    """Whom the page sees: as `people`, but itself alone where everybody is a friend and it does not watch."""
    account = session.account
    if account is None:
        return []
    return people(account) if session.watches or not account.application.everyone_is_friend else [person_view(session)]


def friends(account: Account) -> list[PersonView]:
    """The account's friends who are online: everybody else, or those in its list."""
    in_lists = not account.application.everyone_is_friend
    others = (each for each in people(account) if each.id != account.pk and each.status)
    return [each for each in others if in_lists or each.group_id]


def friend_views(account: Account) -> list[FriendView]:
    """The account's list of friends with their groups; empty where everybody is a friend."""
    if account.application.everyone_is_friend:
        return []
    groups: dict[int, list[int]] = {}
    for friend_id, group in account.friends.order_by("friend", "group").values_list("friend_id", "group"):
        groups.setdefault(friend_id, []).append(group)
    return [FriendView(friend_id, tuple(numbers)) for friend_id, numbers in groups.items()]


def roommates(session: Session) -> list[PersonView]:
    """Who shares the session's room, itself included, where friends are kept in lists; elsewhere everybody is seen."""
    account = session.account
    if account is None or account.application.everyone_is_friend or session.room_id is None:
        return []
    here = online(ApplicationId(account.application_id)).filter(room_id=session.room_id)
    return [person_view(each) for each in here]


def watchers(account: Account) -> list[AccountId]:
    """Who is online and has the account in a list of friends."""
    logged_in = Session.objects.filter(state=SessionState.LOGGED_IN, account__friends__friend=account)
    return [AccountId(each) for each in logged_in.order_by("account").values_list("account", flat=True).distinct()]


def login_over(*, link_key: str) -> Session | None:
    """The login that the page of this link has now, its own or one it goes on with."""
    return sessions().filter(link_key=link_key, state=SessionState.LOGGED_IN).first() if link_key else None


def account_of(*, session_id: SessionId) -> Account | None:
    """The account on the link, if somebody is logged in there."""
    found = sessions().filter(pk=session_id, state=SessionState.LOGGED_IN).first()
    return found.account if found else None
