"""The HTTP API for companies' own servers: POST /api/v1/<verb>; docs/BUSINESS.md has an example of each verb."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from webapp.domain.accounts import selectors as accounts
from webapp.domain.accounts.models import Account, Application
from webapp.domain.calls import selectors as call_selectors
from webapp.domain.calls import services as calls
from webapp.domain.messaging import pushes
from webapp.domain.messaging.pushes import Target
from webapp.domain.presence import friends, profile
from webapp.domain.rooms import selectors as room_selectors
from webapp.domain.rooms import services as rooms
from webapp.kernel.errors import (
    AccountMissing,
    AddresseeMissing,
    CallMissing,
    DomainError,
    InvalidArgument,
    MessageTooLarge,
    PeerLeftRoom,
    RoomMissing,
)
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId
from webapp.pages.api_access import Refused, application_of

log = logging.getLogger(__name__)


class Request(msgspec.Struct, forbid_unknown_fields=True):
    """What every request may carry: `application` is needed beside a signature, `id` makes equal requests differ."""

    application: str = ""
    id: str = ""


class User(Request):
    """One user, by number or by the company's own text id."""

    user_id: int = 0
    external_id: str = ""


class Text(User):
    """To one user, to a room, or to everybody online."""

    text: str = ""
    room_id: int = 0


class Data(User):
    """To one user, to a room, or to everybody online."""

    data: str = ""
    room_id: int = 0


class Info(User):
    """What is left out stays."""

    items: dict[int, str] = {}  # msgspec copies it
    name: str | None = None
    level: int | None = None
    group_id: int | None = None


class Groups(Request):
    """All groups with a name, by number."""

    groups: dict[int, str] = {}  # msgspec copies it


class Friends(User):
    """The user's whole list of friends, by group; a friend is named by number or by text id."""

    friends: dict[int, list[int | str]] = {}  # msgspec copies it


class Kick(User):
    """Out of the server, or only out of the room."""

    only_from_room: bool = False


def _account(application: Application, user: User) -> Account:
    return accounts.addressed(ApplicationId(application.pk), user.user_id, user.external_id)


def _target(to: Text | Data) -> Target:
    return Target(AccountId(to.user_id), to.external_id, RoomId(to.room_id))


def text(application: Application, said: Text) -> None:
    """Show a text."""
    pushes.push_text(application=application, target=_target(said), text=said.text)


def buffer(application: Application, said: Data) -> None:
    """Hand a small parcel over."""
    pushes.push_parcel(application=application, target=_target(said), data=said.data)


def filter_data(application: Application, said: Data) -> None:
    """Hand filter data over."""
    pushes.push_filter_data(application=application, target=_target(said), data=said.data)


def user_info(application: Application, said: Info) -> None:
    """Set info items, name, level and group of a user, online or not."""
    facts: dict[str, Any] = {"items": said.items, "nickname": said.name, "level": said.level, "group_id": said.group_id}
    profile.set_info(account=_account(application, said), **facts)


def groups(application: Application, said: Groups) -> None:
    """Name the groups of friends."""
    profile.set_groups(application=application, names=said.groups)


def set_friends(application: Application, said: Friends) -> None:
    """Set whom a user has for friends, and in which groups."""
    named = {name for names in said.friends.values() for name in names}
    if len(named) > friends.MOST_FRIENDS:
        raise InvalidArgument(f"more than {friends.MOST_FRIENDS} friends")
    found = {name: _friend(application, name) for name in named}
    groups = {group: [found[name] for name in names] for group, names in said.friends.items()}
    friends.set_friends(owner=_account(application, said), groups=groups)


def _friend(application: Application, name: int | str) -> Account:
    number, external_id = (name, "") if isinstance(name, int) else (0, name)
    return accounts.addressed(ApplicationId(application.pk), number, external_id)


def kick(application: Application, said: Kick) -> None:
    """Put a user out."""
    account = _account(application, said)
    if not said.only_from_room:
        profile.kick(account=account)
        return
    seat = room_selectors.seat_of(AccountId(account.pk))
    if seat is None:
        raise PeerLeftRoom
    rooms.leave(session_id=SessionId(seat.session_id), reason="kicked")


def finish_call(application: Application, said: User) -> None:
    """End the user's call, or the ringing."""
    account_id = AccountId(_account(application, said).pk)
    call = call_selectors.live_calls(account_id).first()
    if call is None:
        raise CallMissing
    calls.hang_up(call=call, by=account_id)


@dataclass(frozen=True, slots=True)
class Verb:
    """What a request of that name carries and does."""

    of: type[Request]
    run: Callable[[Application, Any], None]


VERBS = {
    "text": Verb(Text, text),
    "buffer": Verb(Data, buffer),
    "filter-data": Verb(Data, filter_data),
    "user-info": Verb(Info, user_info),
    "groups": Verb(Groups, groups),
    "friends": Verb(Friends, set_friends),
    "kick": Verb(Kick, kick),
    "finish-call": Verb(User, finish_call),
}
STATUS: dict[type[DomainError], int] = {
    AccountMissing: 404,
    AddresseeMissing: 404,
    RoomMissing: 404,
    CallMissing: 404,
    PeerLeftRoom: 404,
    InvalidArgument: 422,
    MessageTooLarge: 413,
}


@csrf_exempt
@require_POST
def call_verb(request: HttpRequest, verb: str) -> HttpResponse:
    """Run one verb: 204, or an error as JSON {"error": ..., "message": ...}."""
    try:
        application = application_of(request)
    except Refused:
        return _error(401, "not_authorized", "A valid token or signature is needed.")
    row = VERBS.get(verb)
    if row is None:
        return _error(404, "no_such_verb", f"There is {', '.join(VERBS)}.")
    try:
        row.run(application, msgspec.json.decode(request.body or b"{}", type=row.of))
    except msgspec.MsgspecError as wrong:
        return _error(422, "invalid_body", str(wrong))
    except DomainError as refused:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(refused).__name__).lower()
        return _error(STATUS.get(type(refused), 409), name, str(refused))
    log.info("application %s: %s", application.pk, verb)
    return HttpResponse(status=204)


def _error(status: int, name: str, message: str) -> HttpResponse:
    body = msgspec.json.encode({"error": name, "message": message})
    return HttpResponse(body, status=status, content_type="application/json")
