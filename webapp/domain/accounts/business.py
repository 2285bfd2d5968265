"""The port through which a company's own server takes part: what it is asked and told. Adapters: webapp/business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.accounts.models import Account, Application
from webapp.kernel.errors import (
    AccountLocked,
    AddressLocked,
    BadCredentials,
    CallRejected,
    DomainError,
    ExternalAuthDenied,
    ExternalAuthMissing,
    ExternalAuthUnexpected,
    ExternalAuthUnreachable,
    PeerBusy,
    PeerOffline,
    RoomEntryRejected,
    ServiceNotEnabled,
    TokenUnreadable,
    VisitorsRefused,
)


class Unanswered(Exception):
    """The company's server did not answer, or not in a way that can be understood."""


@dataclass(frozen=True, slots=True)
class Party:
    """An account as the company's server sees it."""

    user_id: int
    external_id: str
    name: str
    level: int

    @classmethod
    def of(cls, account: Account) -> Party:
        """The account's facts."""
        return cls(account.pk, account.external_id, account.name, account.level)


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Who wants to log in with a name and a password; an empty password asks for a visit."""

    login_name: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class AuthCode:
    """What a page shows beside its secret or token, for the company to check."""

    external_id: str
    nickname: str
    auth_code: str
    address: str


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """Who wants to enter which room; `room_id` is 0 when only a name was given."""

    user: Party
    room_id: int
    room_name: str


@dataclass(frozen=True, slots=True)
class VideoCall:
    """Who wants to call whom; `ext`, `flags` and `param` are the caller's own."""

    caller: Party
    callee: Party
    ext: str
    flags: int
    param: int


@dataclass(frozen=True, slots=True)
class InfoControl:
    """A command about `target_id` (the user itself when -1) whose meaning the company defines."""

    user: Party
    target_id: int
    code: int
    wparam: int
    lparam: int
    text: str


@dataclass(frozen=True, slots=True)
class FilterData:
    """Opaque data of a page for the company's server."""

    user: Party
    data: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision. `reason` says why not; the rest describes a user whose login is allowed, where it differs."""

    allow: bool
    reason: str = ""
    external_id: str = ""
    nickname: str = ""
    level: int | None = None
    role: str = ""


class Business:
    """A company's server, seen from here. Derive from it and override; `None` means: the server's own rules decide."""

    def listens(self, application: Application) -> bool:
        """Whether commands and data of this application's pages find somebody."""
        return True

    def verify_user(self, application: Application, attempt: LoginAttempt) -> Answer | None:
        """May this name and password log in, and as whom?"""
        return None

    def verify_auth_code(self, application: Application, shown: AuthCode) -> Answer | None:
        """Does this code let this user in? Asked where the application has it so."""
        return None

    def prepare_enter_room(self, application: Application, entry: RoomEntry) -> Answer | None:
        """May this user enter this room?"""
        return None

    def prepare_video_call(self, application: Application, call: VideoCall) -> Answer | None:
        """May this user call that one?"""
        return None

    def user_info_control(self, application: Application, control: InfoControl) -> None:
        """A page has sent a command."""

    def filter_data(self, application: Application, sent: FilterData) -> None:
        """A page has sent data."""

    def on_event(self, application: Application, name: str, facts: Mapping[str, Any]) -> None:
        """Something has happened; names and facts are listed in docs/BUSINESS.md."""


_attached: list[Business] = []

LOGIN_REASONS: dict[str, type[DomainError]] = {
    "account_locked": AccountLocked,
    "address_locked": AddressLocked,
    "visitors_refused": VisitorsRefused,
}
AUTH_CODE_REASONS: dict[str, type[DomainError]] = {"malformed": TokenUnreadable}
CALL_REASONS: dict[str, type[DomainError]] = {"busy": PeerBusy, "offline": PeerOffline}


def attach(businesses: Iterable[Business]) -> None:
    """Say who is asked and told, in this order; replaces earlier ones."""
    _attached[:] = businesses


def is_attached() -> bool:
    """Whether anybody can be asked or told at all."""
    return bool(_attached)


def verify_user(application: Application, attempt: LoginAttempt) -> Answer | None:
    """The company's word on a login; None where it has none. A login nobody vouches for is refused.

    Refuses with: BadCredentials, AccountLocked, AddressLocked, VisitorsRefused, ExternalAuthUnreachable.
    """
    try:
        answer = _first(lambda each: each.verify_user(application, attempt))
    except Unanswered as silent:
        raise ExternalAuthUnreachable(str(silent)) from silent
    if answer is not None and not answer.allow:
        raise LOGIN_REASONS.get(answer.reason, BadCredentials)
    return answer


def check_auth_code(application: Application, shown: AuthCode) -> Answer | None:
    """The company's word on the code of a login; None where no codes are used. A code nobody checked lets nobody in.

    Refuses with: ExternalAuthUnexpected, ExternalAuthMissing, ExternalAuthUnreachable, ExternalAuthDenied,
    TokenUnreadable. Rule: CRVideo error table, 14 to 19.
    """
    if not application.asks_auth_codes:
        if shown.auth_code:
            raise ExternalAuthUnexpected
        return None
    if not shown.auth_code:
        raise ExternalAuthMissing
    try:
        answer = _first(lambda each: each.verify_auth_code(application, shown))
    except Unanswered as silent:
        raise ExternalAuthUnreachable(str(silent)) from silent
    if answer is None:
        raise ExternalAuthUnreachable("nobody checks codes")
    if not answer.allow:
        raise AUTH_CODE_REASONS.get(answer.reason, ExternalAuthDenied)
    return answer


def check_room_entry(account: Account, room_id: int, room_name: str = "") -> None:
    """Refuses with: RoomEntryRejected."""
    entry = RoomEntry(Party.of(account), room_id, room_name)
    answer = _decision(account.application, lambda each: each.prepare_enter_room(account.application, entry))
    if not answer.allow:
        raise RoomEntryRejected(answer.reason or RoomEntryRejected.sentence)


def check_video_call(caller: Account, callee: Account, ext: str, flags: int, param: int) -> None:
    """Refuses with: CallRejected, PeerBusy, PeerOffline."""
    call = VideoCall(Party.of(caller), Party.of(callee), ext, flags, param)
    answer = _decision(caller.application, lambda each: each.prepare_video_call(caller.application, call))
    if not answer.allow:
        raise CALL_REASONS.get(answer.reason, CallRejected)


def pass_info_control(application: Application, control: InfoControl) -> None:
    """Refuses with: ServiceNotEnabled where nobody would hear it."""
    for each in _listening(application):
        each.user_info_control(application, control)


def pass_filter_data(application: Application, sent: FilterData) -> None:
    """Refuses with: ServiceNotEnabled where nobody would hear it."""
    for each in _listening(application):
        each.filter_data(application, sent)


def tell(application: Application, name: str, facts: Mapping[str, Any]) -> None:
    """Tell whoever listens what has happened."""
    for each in _attached:
        if each.listens(application):
            each.on_event(application, name, facts)


def _first(ask: Callable[[Business], Answer | None]) -> Answer | None:
    return next((answer for each in _attached if (answer := ask(each)) is not None), None)


def _decision(application: Application, ask: Callable[[Business], Answer | None]) -> Answer:
    try:
        return _first(ask) or Answer(allow=True)
    except Unanswered:
        return Answer(allow=application.unanswered_is_yes)


def _listening(application: Application) -> list[Business]:
    found = [each for each in _attached if each.listens(application)]
    if not found:
        raise ServiceNotEnabled("the application has no business server")
    return found
