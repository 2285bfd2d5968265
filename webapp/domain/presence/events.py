"""Facts about who is online. Told to whoever sees the person: see `circles`."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.presence.views import FriendView, GroupView, PersonView
from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId, ApplicationId, SessionId


@register
@dataclass(frozen=True, slots=True)
class PersonArrived(Event):
    """Somebody logged in."""

    person: PersonView
    application_id: ApplicationId
    is_friend: bool = True  # of those who hear it


@register
@dataclass(frozen=True, slots=True)
class PersonLeft(Event):
    """Somebody logged out ("logged_out"), lost the link ("lost") or was replaced ("replaced")."""

    account_id: AccountId
    external_id: str
    application_id: ApplicationId
    session_id: SessionId
    reason: str
    is_friend: bool = True
    listed: PersonView | None = None  # what stays of him in his friends' lists


@register
@dataclass(frozen=True, slots=True)
class WatchingChanged(Event):
    """The page hears of everybody who comes and goes from now on, or no longer. Told to the person alone."""

    account_id: AccountId
    application_id: ApplicationId
    watches: bool


@register
@dataclass(frozen=True, slots=True)
class PersonAbsent(Event):
    """The link of a login broke, and its page is waited for. Nobody hears it; it wakes those who show it."""

    account_id: AccountId
    session_id: SessionId


@register
@dataclass(frozen=True, slots=True)
class PersonReturned(Event):
    """A page goes on with the login of its lost link. Nobody hears it; it wakes those who have kept news for it."""

    account_id: AccountId
    session_id: SessionId
    since_ms: int  # when the link was lost


@register
@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Name, status, place or do-not-disturb changed; `old_name` differs from the person's only after a rename."""

    person: PersonView
    old_name: str
    what: str  # "name" | "dnd" | "status" | "address" | "info" | "befriended" | "unfriended"
    is_friend: bool = True


@register
@dataclass(frozen=True, slots=True)
class RoommateChanged(Event):
    """Somebody in the room came or changed; told to the room, where friends are kept in lists."""

    person: PersonView


@register
@dataclass(frozen=True, slots=True)
class FriendsChanged(Event):
    """The own list of friends changed: `people` is everybody seen, `came` are new and online, `gone` off the list."""

    friends: tuple[FriendView, ...]
    people: tuple[PersonView, ...]
    came: tuple[int, ...]
    gone: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class SessionReplaced(Event):
    """A newer login took the account over; told to the old session."""

    session_id: SessionId
    account_id: AccountId
    reason: str


@register
@dataclass(frozen=True, slots=True)
class GroupsChanged(Event):
    """The company's own server has named the groups of friends anew; these are all of them."""

    application_id: ApplicationId
    groups: tuple[GroupView, ...]
