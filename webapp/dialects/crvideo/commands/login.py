"""CRVideo: login by the project's secret or a signed token, logout, do-not-disturb and everybody's status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.dialects.base import (
    COOKIE,
    SILENT,
    Actor,
    Callback,
    Command,
    Cookie,
    Int,
    News,
    Param,
    Str,
    said,
    said_to_each,
)
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.accounts import selectors as account_selectors
from webapp.domain.accounts import services as accounts
from webapp.domain.accounts import tokens
from webapp.domain.accounts.events import TokenExpiring
from webapp.domain.presence import selectors
from webapp.domain.presence import services as presence
from webapp.domain.presence.events import (
    FriendsChanged,
    GroupsChanged,
    PersonAbsent,
    PersonArrived,
    PersonChanged,
    PersonLeft,
    PersonReturned,
    RoommateChanged,
    SessionReplaced,
    WatchingChanged,
)
from webapp.domain.presence.models import Session, Status
from webapp.domain.presence.tokens import EXPIRED
from webapp.domain.presence.views import PersonView
from webapp.kernel.errors import AlreadyLoggedIn
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

SEED, WEB = "CRVideo management API, ", "CRVideo web docs, "


def login(who: Actor, a: Any) -> Session:
    """The project's page names its user; a newer login of the same user throws the older one out."""
    if who.account_id:
        raise AlreadyLoggedIn
    account = accounts.sign_in_by_secret(
        application_key=a.appID,
        secret_digest=a.appSecret,
        external_id=a.userID,
        nickname=a.nickName,
        auth_code=a.userAuthCode,
        address=who.address,
    )
    return presence.log_in(session_id=who.session_id, account=account, on_duplicate="replace")


def login_by_token(who: Actor, a: Any) -> Session:
    """The project's server has signed who this is, and until when."""
    if who.account_id:
        raise AlreadyLoggedIn
    account, expires_at = tokens.sign_in(
        text=a.Token, external_id=a.UID, nickname=a.nickname, auth_code=a.userAuthCode, address=who.address
    )
    session = presence.log_in(session_id=who.session_id, account=account, on_duplicate="replace")
    tokens.lend(account_id=AccountId(account.pk), expires_at=expires_at)
    return session


def logged_in(a: Any, session: Session) -> list[Callback]:
    """The text id the page asked for."""
    assert session.account is not None
    return [("CRVideo_LoginSuccess", session.account.external_id, COOKIE)]


def user_status(person: PersonView) -> dict[str, object]:
    """One entry of the presence list."""
    return {"userID": person.external_id, "userStatus": person.status, "DNDType": person.dnd}


def everybody(who: Actor, a: Any) -> list[dict[str, object]]:
    """All users of the project who are online; where friends are kept in lists, those in the own list, online or not."""
    account = account_selectors.account(who.application_id, who.account_id)
    return [user_status(person) for person in selectors.people(account)]


def somebody(who: Actor, a: Any) -> list[dict[str, object]]:
    """The same list with one user only; whom one may not see is offline. Raises AccountMissing."""
    subject = account_selectors.account_by_external_id(who.application_id, a.UID)
    seen = [row for row in everybody(who, a) if row["userID"] == subject.external_id]
    return seen or [_offline(subject.external_id)]


def _offline(external_id: str) -> dict[str, object]:
    return {"userID": external_id, "userStatus": int(Status.OFFLINE), "DNDType": 0}


def status_news(person: PersonView) -> list[Callback]:
    """Told to pages that watch; one that has people in its list and never asked keeps it to itself."""
    return [("CRVideo_NotifyUserStatus", user_status(person))]


def left(e: PersonLeft) -> list[Callback]:
    """Offline, with nothing else to tell."""
    return [("CRVideo_NotifyUserStatus", _offline(e.external_id))]


def changed(e: PersonChanged, who: Actor) -> list[Callback]:
    """A new status; a new name is told in the meeting, by the seat."""
    is_status = e.what in {"dnd", "status"}
    return status_news(e.person) if is_status and e.person.id != who.account_id else []


def replaced(e: SessionReplaced, who: Actor) -> list[Callback]:
    """The page whose login has ended hears why."""
    why = CrErr.TOKEN_TIMEOUT if e.reason == EXPIRED else CrErr.CRVideoSDK_USER_BEEN_KICKOUT
    return [("CRVideo_LineOff", int(why))] if who.session_id == e.session_id else []


def _statuses(name: str, section: str, run: Callable[[Actor, Any], object], *params: Param) -> Command:
    return Command(
        name,
        section,
        (*params, Cookie()),
        run=run,
        answer=lambda a, people: [("CRVideo_GetUserStatusSuccess", people, COOKIE)],
        refusal=lambda a, code: [("CRVideo_GetUserStatusFail", code, COOKIE)],
        returns="void",
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_Login",
        SEED + "Login",
        (
            *(Str("appID"), Str("appSecret"), Str("nickName", ""), Str("userID"), Str("userAuthCode", "")),
            Cookie(),
        ),
        run=login,
        answer=logged_in,
        refusal=lambda a, code: [("CRVideo_LoginFail", code, COOKIE)],
        returns="void",
        login_needed=False,
    ),
    Command(
        "CRVideo_LoginByToken",
        WEB + "LoginByToken",
        (Str("Token", ""), Str("nickname", ""), Str("UID", ""), Str("userAuthCode", ""), Cookie()),
        run=login_by_token,
        answer=logged_in,
        refusal=lambda a, code: [("CRVideo_LoginFail", code, COOKIE)],
        returns="void",
        login_needed=False,
    ),
    Command(
        "CRVideo_UpdateToken",
        WEB + "UpdateToken",
        (Str("Token", ""),),
        run=lambda who, a: tokens.renew(account_id=who.account_id, text=a.Token),
        answer=lambda a, done: [("CRVideo_UpdateTokenRslt", 0)],
        refusal=lambda a, code: [("CRVideo_UpdateTokenRslt", code)],
        returns="void",
    ),
    Command(
        "CRVideo_Logout",
        SEED + "Logout",
        run=lambda who, a: presence.log_out(session_id=who.session_id),
        returns="void",
    ),
    Command(
        "CRVideo_SetDNDStatus",
        SEED + "SetDNDStatus",
        (Int("DNDStatus"), Cookie()),
        run=lambda who, a: presence.set_dnd(account_id=who.account_id, dnd=a.DNDStatus),
        answer=lambda a, result: [("CRVideo_SetDNDStatusSuccess", COOKIE)],
        refusal=lambda a, code: [("CRVideo_SetDNDStatusFail", code, COOKIE)],
        returns="void",
    ),
    _statuses("CRVideo_GetUserStatus", SEED + "GetUserStatus", everybody),
    _statuses("CRVideo_GetOneUserStatus", WEB + "GetOneUserStatus", somebody, Str("UID", "")),
    Command(
        "CRVideo_StartUserStatusNotify",
        SEED + "StartUserStatusNotify",
        (Cookie(),),
        run=lambda who, a: presence.watch(session_id=who.session_id, watches=True),
        answer=lambda a, result: [("CRVideo_StartUserStatusNotifyRslt", 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_StartUserStatusNotifyRslt", code, COOKIE)],
        returns="void",
        doc="Everybody's coming, going and status from here on; where friends are kept in lists, those of the friends.",
    ),
    Command(
        "CRVideo_StopUserStatusNotify",
        SEED + "StopUserStatusNotify",
        (Cookie(),),
        run=lambda who, a: presence.watch(session_id=who.session_id, watches=False),
        answer=lambda a, result: [("CRVideo_StopUserStatusNotifyRslt", 0, COOKIE)],
        refusal=lambda a, code: [("CRVideo_StopUserStatusNotifyRslt", code, COOKIE)],
        returns="void",
    ),
)

NEWS: dict[type[Event], News] = {
    PersonArrived: said(lambda e: status_news(e.person), but=lambda e: AccountId(e.person.id)),
    PersonLeft: said(left, but=lambda e: AccountId(e.account_id)),
    PersonAbsent: SILENT,
    WatchingChanged: SILENT,
    PersonReturned: SILENT,
    PersonChanged: said_to_each(changed, about=lambda e: e.person.id),
    SessionReplaced: said_to_each(replaced),
    FriendsChanged: SILENT,
    RoommateChanged: SILENT,
    GroupsChanged: SILENT,
    TokenExpiring: said(lambda e: [("CRVideo_NotifyTokenWillExpire",)]),
}
