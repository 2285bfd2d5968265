"""Coming and going: greeting a link, logging in and out, losing it, and what a person is doing meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import Q

from webapp.domain.accounts import services as accounts
from webapp.domain.accounts import visitors
from webapp.domain.accounts.models import Account
from webapp.domain.presence import circles, grace, links, selectors
from webapp.domain.presence.devices import device_of
from webapp.domain.presence.events import (
    PersonArrived,
    PersonLeft,
    PersonReturned,
    SessionReplaced,
    WatchingChanged,
)
from webapp.domain.presence.lifecycle import SESSION, SessionState, SessionStep
from webapp.domain.presence.models import Session
from webapp.domain.presence.views import offline_view, person_view
from webapp.kernel import clock
from webapp.kernel.errors import AlreadyLoggedIn, InvalidArgument, NotLoggedIn
from webapp.kernel.events import Audience, person, publish
from webapp.kernel.ids import AccountId, ApplicationId, SessionId
from webapp.kernel.lifecycle import IllegalStep, StepLost

log = logging.getLogger(__name__)

SILENCE_S = 15  # a session whose gateway says nothing for so long is lost
FORGET_AFTER_S = 24 * 3600


def greet(
    *,
    session_id: SessionId,
    dialect: str,
    address: str = "",
    user_agent: str = "",
    process: int | None = None,
    link_key: str = "",
) -> Session:
    """A page has connected; nobody knows yet who it is. `link_key`: see `grace.key_of`."""
    of_page = {"address": address[:64], "device": device_of(user_agent)}
    return Session.objects.create(id=session_id, dialect=dialect, process=process, link_key=link_key, **of_page)


def show_server_password(*, session_id: SessionId, password: str) -> None:
    """Remember the connection secret of a page until it logs in. Rule: AnyChat manual 5.2.1."""
    Session.objects.filter(pk=session_id).update(server_password=password[:128])


def set_devices(*, session_id: SessionId, has_camera: bool, has_microphone: bool) -> None:
    """Remember what the page found on its machine, for the seats it will take."""
    Session.objects.filter(pk=session_id).update(has_camera=has_camera, has_microphone=has_microphone)


@transaction.atomic
def set_local_address(*, session_id: SessionId, address: str) -> None:
    """Remember where the page sits in its own network, and tell the others. Refuses with: InvalidArgument."""
    try:
        written = str(ip_address(address))
    except ValueError:
        raise InvalidArgument("not an IP address") from None
    known = Session.objects.filter(pk=session_id).exclude(local_address=written)
    if known.update(local_address=written):
        session = selectors.session(session_id)
        if session.account is not None and session.state == SessionState.LOGGED_IN:
            _tell_changed(session, "address", session.account.name)


@transaction.atomic
def log_in(
    *,
    session_id: SessionId,
    account: Account,
    on_duplicate: Literal["reject", "replace"] = "reject",
    watches: bool = False,
) -> Session:
    """Put the account on the link and tell those around it; `watches`: see `watch`.

    Refuses with: SessionInvalid, AlreadyLoggedIn. A person has one live session; whether a second login is refused
    (AnyChat error 201) or ends the first (CRVideo line-off 10) is the newcomer's choice. A session whose page is
    absent, or whose gateway is silent or dead, stands in nobody's way. A page that held it on a lost link goes on
    with it: the session returned is the old one then, and nobody is told.
    """
    session = selectors.session(session_id)
    if session.state == SessionState.LOGGED_IN:
        raise AlreadyLoggedIn
    resumed = grace.take_over(session, account)
    if resumed is not None:
        return resumed
    _make_way(account, on_duplicate)
    try:
        with transaction.atomic():
            SESSION.take(
                session,
                SessionStep.LOG_IN,
                why=f"by {account.pk}",
                account=account,
                application=account.application,
                watches=watches,
                heartbeat=clock.now(),
            )
    except IntegrityError:  # the same person logged in elsewhere between our look and our claim
        raise AlreadyLoggedIn from None
    arrived = PersonArrived(person_view(session), ApplicationId(account.application_id), circles.is_friend(account))
    publish(arrived, to=circles.around(account))
    return session


def _make_way(account: Account, on_duplicate: str) -> None:
    other = selectors.live_session_of(AccountId(account.pk))
    if other is None:
        return
    if other.absent_until is not None:
        lose(session_id=SessionId(other.pk), reason="lost")
    elif on_duplicate == "replace":
        _replace(other)
    elif other.heartbeat < _deadline() or not links.is_alive(other.process):
        lose(session_id=SessionId(other.pk), reason="lost")
    else:
        raise AlreadyLoggedIn


def _replace(old: Session) -> None:
    assert old.account_id is not None
    account_id = AccountId(old.account_id)
    publish(SessionReplaced(SessionId(old.pk), account_id, "replaced"), to=[person(account_id)])
    lose(session_id=SessionId(old.pk), reason="replaced")


@transaction.atomic
def come_back(*, session_id: SessionId) -> None:
    """The page of a resumed session hears again: whoever has news for it from its absence tells them now."""
    session = selectors.live(session_id)
    assert session.account is not None
    Session.objects.filter(pk=session_id).update(absent_until=None)
    since_ms = clock.ms(session.absent_since)
    publish(PersonReturned(AccountId(session.account.pk), SessionId(session.pk), since_ms), to=[])


@transaction.atomic
def log_out(*, session_id: SessionId) -> None:
    """End the session; its link stays open and is greeted anew. Refuses with: SessionInvalid, NotLoggedIn."""
    session = selectors.live(session_id)
    left, around = _left(session, "logged_out")
    try:
        SESSION.take(session, SessionStep.LOG_OUT, **_gone("logged_out"))
    except StepLost:
        raise NotLoggedIn from None
    publish(left, to=around)


def end_link(*, session_id: SessionId, link_key: str, reason: str, is_goodbye: bool) -> None:
    """A link has ended. Without a goodbye its login waits for the page; one that goes on elsewhere is not touched."""
    if not Session.objects.filter(pk=session_id, link_key=link_key).exists():
        return
    if is_goodbye or not grace.begin(session_id, link_key):
        lose(session_id=session_id, reason=reason)


@transaction.atomic
def lose(*, session_id: SessionId, reason: str = "lost") -> bool:
    """The link is gone; says whether it was there. Losing it twice is harmless."""
    session = selectors.sessions().filter(pk=session_id).first()
    if session is None:
        return False
    told = _left(session, reason) if session.state == SessionState.LOGGED_IN else None
    try:
        SESSION.take(session, SessionStep.LOSE, why=reason, **_gone(reason))
    except (IllegalStep, StepLost):
        return False
    if told is not None:
        left, around = told
        publish(left, to=around)
    return True


def _gone(reason: str) -> dict[str, Any]:
    """What is true of a session without a page."""
    idle = {"dnd": 0, "chat_mode": 0, "is_busy": False, "room_id": None, "server_password": "", "absent_until": None}
    return {**idle, "gone_at": clock.now(), "gone_reason": reason[:40]}


def _left(session: Session, reason: str) -> tuple[PersonLeft, list[Audience]]:
    """What is told of the end of a login, and to whom."""
    account = session.account
    assert account is not None
    visitors.saw(account)
    left = PersonLeft(
        account_id=AccountId(account.pk),
        external_id=account.external_id,
        application_id=ApplicationId(account.application_id),
        session_id=SessionId(session.pk),
        reason=reason,
        is_friend=circles.is_friend(account),
        listed=None if account.application.everyone_is_friend else offline_view(account),
    )
    return left, circles.around(account)


def beat(*, session_ids: Collection[SessionId]) -> int:
    """A gateway vouches for its live links; returns how many of them the database knows."""
    living = Session.objects.filter(pk__in=session_ids).exclude(state=SessionState.GONE)
    return living.update(heartbeat=clock.now())


def sweep() -> int:
    """Lose every login whose page was waited for in vain, or that no gateway has vouched for in 15 s.

    Forgets links that ended or fell silent a day ago. Returns how many were lost. A page may sit on its login form for
    hours: greeted links have no heartbeat.
    """
    silent = Q(state=SessionState.LOGGED_IN, absent_until=None, heartbeat__lt=_deadline())
    over = Session.objects.filter(silent | grace.due()).values_list("pk", flat=True)
    lost = sum(lose(session_id=SessionId(pk), reason="lost") for pk in list(over))
    forgotten = clock.now() - timedelta(seconds=FORGET_AFTER_S)
    Session.objects.exclude(state=SessionState.LOGGED_IN).filter(heartbeat__lt=forgotten).delete()
    return lost


@transaction.atomic
def set_dnd(*, account_id: AccountId, dnd: int) -> None:
    """Turn do-not-disturb on (not 0) or off (0). Refuses with: NotLoggedIn."""
    _change(account_id, "dnd", dnd=dnd)


@transaction.atomic
def watch(*, session_id: SessionId, watches: bool) -> None:
    """Hear of everybody who comes and goes, or no longer, where everybody is a friend. Refuses with: NotLoggedIn.

    What a coming costs is the number of those who watch: a page that shows nobody should not.
    """
    session = selectors.live(session_id)
    assert session.account is not None
    if Session.objects.filter(pk=session_id).exclude(watches=watches).update(watches=watches):
        account_id, application_id = AccountId(session.account.pk), ApplicationId(session.account.application_id)
        publish(WatchingChanged(account_id, application_id, watches), to=[person(account_id)])


@transaction.atomic
def set_chat_mode(*, account_id: AccountId, chat_mode: int) -> None:
    """Remember what the person is open for until he logs out. Refuses with: NotLoggedIn."""
    _change(account_id, "chat_mode", chat_mode=chat_mode)


@transaction.atomic
def set_busy(*, account_id: AccountId, is_busy: bool) -> None:
    """The person is in a call, or no longer; nothing happens to somebody who has gone meanwhile."""
    if selectors.is_online(account_id):
        _change(account_id, "status", is_busy=is_busy)


@transaction.atomic
def set_room(*, account_id: AccountId, room_id: int | None) -> None:
    """The person sits in the room, or in none; nothing happens to somebody who has gone meanwhile."""
    if selectors.is_online(account_id):
        _change(account_id, "status", room_id=room_id)


@transaction.atomic
def rename(*, account_id: AccountId, nickname: str) -> tuple[str, str]:
    """Change the name that others see; returns the old and the new one. Refuses with: InvalidArgument."""
    old, new = accounts.rename(account_id=account_id, nickname=nickname)
    session = selectors.live_session_of(account_id)
    if session is not None and old != new:
        _tell_changed(session, "name", old)
    return old, new


def _change(account_id: AccountId, what: str, **fields: object) -> None:
    live = Session.objects.filter(account_id=account_id, state=SessionState.LOGGED_IN)
    if not live.update(**fields):
        raise NotLoggedIn
    session = selectors.live_session_of(account_id)
    if session is not None and session.account is not None:
        _tell_changed(session, what, session.account.name)


def _tell_changed(session: Session, what: str, old_name: str) -> None:
    assert session.account is not None
    circles.tell_changed(session.account, session, what, old_name)


def _deadline() -> datetime:
    return clock.now() - timedelta(seconds=SILENCE_S)
