"""Who is told about whom: those who watch where everybody is a friend, else friends and the room."""

from __future__ import annotations

from webapp.domain.accounts.models import Account
from webapp.domain.presence import selectors
from webapp.domain.presence.events import PersonChanged, RoommateChanged
from webapp.domain.presence.models import Session
from webapp.domain.presence.views import offline_view, person_view
from webapp.kernel.events import Audience, people, person, publish, room, watchers
from webapp.kernel.ids import AccountId, ApplicationId, RoomId


def around(account: Account) -> list[Audience]:
    """Whoever sees the account come and go, itself included: no more people than watch, or have it in their lists."""
    own = person(AccountId(account.pk))
    if account.application.everyone_is_friend:
        return [watchers(ApplicationId(account.application_id)), own]
    return [own, *people(selectors.watchers(account))]


def is_friend(account: Account) -> bool:
    """Whether those around the account are its friends."""
    return not account.application.everyone_is_friend or bool(account.group_id)


def tell_changed(account: Account, session: Session | None, what: str, old_name: str) -> None:
    """Tell a change to those around the account and, where friends are kept in lists, to its room."""
    view = person_view(session) if session else offline_view(account)
    publish(PersonChanged(view, old_name, what, is_friend(account)), to=around(account))
    if session is not None and session.room_id is not None and not account.application.everyone_is_friend:
        publish(RoommateChanged(view), to=[room(RoomId(session.room_id))])
