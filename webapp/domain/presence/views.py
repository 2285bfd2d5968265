"""Rows of the page's mirror: me, people, groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from webapp.domain.accounts.models import GROUP_ACCOUNTS, GROUP_FRIENDS, GROUP_VISITORS, Account, Application, Group
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session

NAME, ADDRESS, SIGNATURE, AVATAR = "1", "2", "3", "4"  # numbers of the user-info items that pages read


@dataclass(frozen=True, slots=True)
class MeView:
    """What a page knows about its own login. `area_id` is filled in by the queues.

    `sees_all`: whoever is not among its `people` is not online.
    """

    account_id: int
    external_id: str
    name: str
    level: int
    role: str
    application_id: int
    session_id: str
    room_id: int | None
    area_id: int | None
    dnd: int
    address: str
    sees_all: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who is online, or in the list of friends: status 0 is offline there.

    `group_id` is 0 for people who are nobody's friends, and for everybody where friends are kept in lists.
    `address` is what the server sees, `local_address` what the page knows of its own network ("" if nothing).
    """

    id: int
    external_id: str
    name: str
    level: int
    is_visitor: bool
    status: int
    dnd: int
    group_id: int
    address: str
    local_address: str
    device: str
    room_id: int | None
    chat_mode: int
    info: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FriendView:
    """Somebody in the own list of friends, and the groups he is in there."""

    id: int
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of friends."""

    id: int
    name: str


def person_view(session: Session) -> PersonView:
    """The person behind a session; the session's account must be there."""
    account = session.account
    assert account is not None
    return PersonView(
        id=account.pk,
        external_id=account.external_id,
        name=account.name,
        level=account.level,
        is_visitor=account.is_visitor,
        status=int(session.status),
        dnd=session.dnd,
        group_id=account.group_id,
        address=session.address,
        local_address=session.local_address,
        device=str(session.device),
        room_id=session.room_id,
        chat_mode=session.chat_mode,
        info={
            NAME: account.name,
            ADDRESS: session.address,
            SIGNATURE: account.signature,
            AVATAR: str(account.avatar),
            **account.info,
        },
    )


def offline_view(account: Account) -> PersonView:
    """A friend who is not online."""
    return person_view(Session(account=account, state=SessionState.GONE))


def me_view(session: Session) -> MeView:
    """The session's own row; the session's account must be there."""
    account = session.account
    assert account is not None
    return MeView(
        account_id=account.pk,
        external_id=account.external_id,
        name=account.name,
        level=account.level,
        role=account.role,
        application_id=account.application_id,
        session_id=session.id,
        room_id=session.room_id,
        area_id=None,
        dnd=session.dnd,
        address=session.address,
        sees_all=session.watches and account.application.everyone_is_friend,
    )


def group_views(application: Application) -> list[GroupView]:
    """The groups of the house rule, in the language of the process, and those of the company's server."""
    names = {GROUP_FRIENDS: _("Friends")}
    if application.everyone_is_friend:
        names = {GROUP_ACCOUNTS: _("Accounts"), GROUP_VISITORS: _("Visitors")}
    own = Group.objects.filter(application=application).values_list("number", "name")
    return [GroupView(number, name) for number, name in sorted({**names, **dict(own)}.items())]
