"""AnyChat chapters 4.1, 4.2, 5.1 and 5.2.3: logging in and out, friends coming and going."""

from __future__ import annotations

from typing import Any

from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, said, said_to_each
from webapp.domain.accounts import identity
from webapp.domain.accounts import services as accounts
from webapp.domain.accounts.events import TokenExpiring
from webapp.domain.accounts.models import Account
from webapp.domain.presence import selectors
from webapp.domain.presence import services as presence
from webapp.domain.presence.events import (
    FriendsChanged,
    PersonAbsent,
    PersonArrived,
    PersonChanged,
    PersonLeft,
    PersonReturned,
    RoommateChanged,
    SessionReplaced,
    WatchingChanged,
)
from webapp.domain.presence.models import Session
from webapp.kernel.errors import AlreadyLoggedIn
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

SELF = -1
ONLINE, OFFLINE = 1, 0
INFO = 1  # the manual numbers no kind of update but 0, the friend list
FRIENDS_CHANGED: Callback = ("OnAnyChatUserInfoUpdate", 0, 0)  # pages redraw their lists only on exactly (0, 0)


def login(who: Actor, a: Any) -> Session:
    """By name and password; without a password as a visitor."""
    session = _fresh(who)
    account = accounts.sign_in(
        application_key=None,
        login_name=a.lpUserName,
        password=a.lpPassword,
        address=who.address,
        server_password=session.server_password,
    )
    return _on_link(who, account)


def login_ex(who: Actor, a: Any) -> Session:
    """By an identity that the application's own back end has signed."""
    session = _fresh(who)
    account = identity.sign_in_by_identity(
        application_key=a.lpAppId,
        account_id=AccountId(a.dwUserId),
        external_id=a.lpStrUserId,
        nickname=a.lpNickName,
        timestamp_s=a.dwTimeStamp,
        signature=a.lpSigStr,
        server_password=session.server_password,
        address=who.address,
    )
    return _on_link(who, account)


def _on_link(who: Actor, account: Account) -> Session:
    # Its pages have everybody in their lists of friends and no word to ask for it.
    return presence.log_in(session_id=who.session_id, account=account, on_duplicate="reject", watches=True)


def _fresh(who: Actor) -> Session:
    # Before the password is checked: a wrong one on a live link is still a second login.
    if who.account_id:
        raise AlreadyLoggedIn
    return selectors.session(who.session_id)


def logged_in(a: Any, session: Session) -> list[Callback]:
    """The result, then each friend who is online, then the sign to draw the list."""
    assert session.account is not None
    friends = [("OnAnyChatFriendStatus", friend.id, ONLINE) for friend in selectors.friends(session.account)]
    return [("OnAnyChatLoginSystem", session.account_id, int(GvErr.SUCCESS)), *friends, FRIENDS_CHANGED]


def refused(a: Any, code: int) -> list[Callback]:
    """The user id means nothing beside an error."""
    return [("OnAnyChatLoginSystem", 0, code)]


def arrived(e: PersonArrived) -> list[Callback]:
    """Status first: a page that draws its list before it would show the friend twice."""
    return [("OnAnyChatFriendStatus", e.person.id, ONLINE), FRIENDS_CHANGED] if e.is_friend else []


def left(e: PersonLeft) -> list[Callback]:
    """A friend went offline."""
    return [("OnAnyChatFriendStatus", e.account_id, OFFLINE)] if e.is_friend else []


def changed(e: PersonChanged, who: Actor) -> list[Callback]:
    """What shows in a friend list; the company's server may also make somebody a friend, or no longer."""
    is_other = e.person.id != who.account_id
    match e.what:
        case "name" if e.is_friend:
            return [FRIENDS_CHANGED]
        case "info" if e.is_friend or not is_other:
            return [("OnAnyChatUserInfoUpdate", e.person.id, INFO), FRIENDS_CHANGED]
        case "befriended" | "unfriended" if is_other:
            status = ONLINE if e.person.group_id else OFFLINE
            return [("OnAnyChatFriendStatus", e.person.id, status), FRIENDS_CHANGED]
        case _:
            return []


def friends_changed(e: FriendsChanged) -> list[Callback]:
    """Who is online of the new friends, who is no friend any more, then the sign to draw the list."""
    came = [("OnAnyChatFriendStatus", friend, ONLINE) for friend in e.came]
    return [*came, *(("OnAnyChatFriendStatus", friend, OFFLINE) for friend in e.gone), FRIENDS_CHANGED]


def replaced(e: SessionReplaced, who: Actor) -> list[Callback]:
    """Another login took the account over, or the company's server put the user out: for this page the link is gone."""
    code = GvErr.CONNECT_ABORT if e.reason == "kicked" else GvErr.ALREADY_LOGIN
    return [("OnAnyChatLinkClose", 0, int(code))] if who.session_id == e.session_id else []


COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_Login",
        "5.2.3",
        (Str("lpUserName"), Str("lpPassword", ""), Int("dwParam", 0)),
        run=login,
        answer=logged_in,
        refusal=refused,
        login_needed=False,
    ),
    Command(
        "BRAC_LoginEx",
        "5.2.3",
        (
            *(Str("lpNickName", ""), Int("dwUserId", SELF), Str("lpStrUserId", ""), Str("lpAppId", "")),
            *(Int("dwTimeStamp", 0), Str("lpSigStr", ""), Str("lpStrParam", "")),
        ),
        run=login_ex,
        answer=logged_in,
        refusal=refused,
        login_needed=False,
    ),
    Command("BRAC_Logout", "5.1.2", run=lambda who, a: presence.log_out(session_id=who.session_id)),
)

NEWS: dict[type[Event], News] = {
    PersonArrived: said(arrived, but=lambda e: AccountId(e.person.id)),
    PersonLeft: said(left, but=lambda e: AccountId(e.account_id)),
    PersonAbsent: SILENT,
    WatchingChanged: SILENT,
    PersonReturned: SILENT,
    PersonChanged: said_to_each(changed, about=lambda e: e.person.id),
    FriendsChanged: said(friends_changed),
    RoommateChanged: SILENT,  # a page in a room asks when it wants to know
    SessionReplaced: said_to_each(replaced),
    TokenExpiring: SILENT,  # pages of this language have no tokens
}
