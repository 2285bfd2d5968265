"""Reads of who is online."""

from __future__ import annotations

from django.db.models import QuerySet

from webapp.domain.accounts.models import Account
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.domain.presence.views import PersonView, person_view
from webapp.kernel.errors import NotLoggedIn, SessionInvalid
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


def people(application_id: ApplicationId) -> list[PersonView]:
    """Everybody who is online in the application."""
    return [person_view(each) for each in online(application_id)]


def friends(session: Session) -> list[PersonView]:
    """Everybody but oneself, where the house rule makes everybody a friend."""
    assert session.application_id is not None
    everybody = people(ApplicationId(session.application_id))
    return [each for each in everybody if each.id != session.account_id and each.group_id]


def account_of(*, session_id: SessionId) -> Account | None:
    """The account on the link, if somebody is logged in there."""
    found = sessions().filter(pk=session_id, state=SessionState.LOGGED_IN).first()
    return found.account if found else None
