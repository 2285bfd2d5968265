"""What a dialect is: three tables (commands, news, errors) over one domain. No vendor word appears here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace as Args
from typing import Any, Protocol, TypeVar

from webapp.kernel.errors import DomainError, InvalidArgument, NotLoggedIn
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId, ApplicationId, RoomId, SessionId

log = logging.getLogger("webapp.dialect")

NOBODY, NOWHERE, NO_ROOM = AccountId(0), ApplicationId(0), RoomId(0)
Callback = tuple[Any, ...]  # (name, *positional arguments), as the page will receive them
COOKIE = {"$": "cookie"}  # stands for the live reference that the page kept back at the call


class Where(StrEnum):
    """Who answers a function: the server, the page's mirror, or the browser itself."""

    SERVER = "server"
    MIRROR = "mirror"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is speaking or listening: one live session; `account_id` is 0 before login, `room_id` 0 outside rooms."""

    session_id: SessionId
    account_id: AccountId = NOBODY
    application_id: ApplicationId = NOWHERE
    external_id: str = ""
    address: str = ""
    room_id: RoomId = NO_ROOM


# --- parameters -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: its printed name, how to read a JSON value, its TypeScript type, its default.

    `default` fills arguments that the page left out; None means it must be given.
    `stays` marks what never leaves the page (a cookie, an element).
    """

    name: str
    read: Callable[[Any], Any]
    ts: str
    default: Any = None
    stays: bool = False


def _int(value: Any) -> int:
    """Pages pass numbers, numeric text and booleans alike; anything else is a mistake."""
    match value:
        case bool():
            return int(value)
        case int():
            number = value
        case float() if value.is_integer():
            number = int(value)
        case str() if value.strip().lstrip("-").isdigit():
            number = int(value)
        case _:
            raise InvalidArgument(f"not a whole number: {value!r:.40}")
    if not -(2**31) <= number < 2**32:
        raise InvalidArgument(f"out of range: {number}")
    return number


def _str(value: Any) -> str:
    match value:
        case str():
            return value
        case bool() | dict() | list():
            raise InvalidArgument(f"not a text: {value!r:.40}")
        case int() | float():
            return str(value)
        case None:
            return ""
        case _:
            raise InvalidArgument(f"not a text: {value!r:.40}")


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise InvalidArgument(f"not a list: {value!r:.40}")
    return [_str(item) for item in value]


def Int(name: str, default: int | None = None) -> Param:
    return Param(name, _int, "number", default)


def Str(name: str, default: str | None = None) -> Param:
    return Param(name, _str, "string", default)


def Texts(name: str) -> Param:
    return Param(name, _texts, "readonly string[]", ())


def Json(name: str, default: Any = None, ts: str = "unknown") -> Param:
    return Param(name, lambda value: value, ts, default)


def Cookie(name: str = "cookie") -> Param:
    """A caller's context: stays in the page, comes back by reference wherever an answer says COOKIE."""
    return Param(name, lambda value: value, "unknown", "", stays=True)


def Local(name: str, ts: str) -> Param:
    """A value only the page can use (an element, a File)."""
    return Param(name, lambda value: value, ts, "", stays=True)


# --- rows -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a call brought: the value it returns and the callbacks that answer it."""

    ret: Any = 0
    callbacks: Sequence[Callback] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One function of the vendor's manual. `run` calls one service; `answer` and `refusal` word its outcome.

    `login_needed` commands from a stranger are refused with NotLoggedIn before `run`.
    `ret` and `refused_ret` make the returned value where a dialect returns the verdict itself.
    """

    name: str
    section: str
    params: tuple[Param, ...] = ()
    where: Where = Where.SERVER
    run: Callable[[Actor, Any], Any] | None = None
    answer: Callable[[Any, Any], Sequence[Callback]] = lambda args, result: ()
    refusal: Callable[[Any, int], Sequence[Callback]] = lambda args, code: ()
    returns: str = "number"
    login_needed: bool = True
    ret: Callable[[Any, Any], Any] = lambda args, result: 0
    refused_ret: Callable[[int], Any] = lambda code: code
    doc: str = ""

    def read(self, values: Sequence[Any]) -> Args:
        """The call's arguments by name. Missing ones take their default. Raises InvalidArgument."""
        sent = [param for param in self.params if not param.stays]
        args = Args()
        for index, param in enumerate(sent):
            given = index < len(values)
            if not given and param.default is None:
                raise InvalidArgument(f"{self.name}: {param.name} is missing")
            value = values[index] if given else param.default
            setattr(
                args, param.name, param.default if value is None and param.default is not None else param.read(value)
            )
        return args

    def blank(self) -> Args:
        """Arguments for wording a refusal when the real ones could not be read."""
        return Args(**{p.name: 0 if p.ts == "number" else "" for p in self.params})


@dataclass(frozen=True, slots=True)
class News:
    """How a dialect words an event for listeners. With `to_each`, the words depend on who listens.

    `but` names the account that does not hear it (usually the one it is about). `about` says that the words depend
    only on whether the listener is that account: two encodings serve everybody.
    """

    words: Callable[..., Sequence[Callback]]
    to_each: bool = False
    but: Callable[[Any], AccountId] | None = None
    about: Callable[[Any], int] | None = None

    def said_to(self, event: Event, listener: Actor) -> Sequence[Callback]:
        """The callbacks for one listener."""
        if self.but is not None and self.but(event) == listener.account_id:
            return ()
        return self.words(event, listener) if self.to_each else self.words(event)


def said(words: Callable[[Any], Sequence[Callback]], but: Callable[[Any], AccountId] | None = None) -> News:
    """The same words for everybody: encoded once."""
    return News(words, but=but)


def said_to_each(
    words: Callable[[Any, Actor], Sequence[Callback]], *, about: Callable[[Any], int] | None = None
) -> News:
    """Words that depend on the listener; with `about`, only on whether they are about the listener."""
    return News(words, to_each=True, about=about)


SILENT = News(lambda event: ())  # written, never forgotten: this dialect has no word for the event


class Chapter(Protocol):
    """A module of a dialect: one chapter of its manual."""

    @property
    def COMMANDS(self) -> tuple[Command, ...]: ...

    @property
    def NEWS(self) -> Mapping[type[Event], News]: ...


K = TypeVar("K")
V = TypeVar("V")


def _merge(dialect: str, into: dict[K, V], rows: Mapping[K, V]) -> None:
    twice = into.keys() & rows.keys()
    if twice:
        raise ValueError(f"{dialect} has two rows for {sorted(map(str, twice))}")
    into.update(rows)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A vendor's language: what its pages may say, what they hear, and its numbers."""

    name: str
    commands: Mapping[str, Command]
    news: Mapping[type[Event], News]
    errors: Mapping[type[DomainError], int]
    unknown_function: type[DomainError] = InvalidArgument
    constants: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, name: str, chapters: Sequence[Chapter], errors: Mapping[type[DomainError], int], **more: Any
    ) -> Dialect:
        """A dialect from its chapters. A function or an event worded twice is a mistake. Raises ValueError."""
        commands: dict[str, Command] = {}
        news: dict[type[Event], News] = {}
        for chapter in chapters:
            _merge(name, commands, {row.name: row for row in chapter.COMMANDS})
            _merge(name, news, chapter.NEWS)
        return cls(name, commands, news, errors, **more)

    def number(self, refused: DomainError) -> int:
        """This dialect's number for a refusal; a subclass uses its nearest listed ancestor."""
        for cls in type(refused).__mro__:
            if cls in self.errors:
                return int(self.errors[cls])
        raise LookupError(f"{self.name} has no number for {type(refused).__name__}")

    def speak(self, actor: Actor, name: str, values: Sequence[Any]) -> Spoken:
        """Run one call of a page and word its outcome; only here are refusals caught."""
        row = self.commands.get(name)
        if row is None or row.run is None:
            log.warning("%s: unknown function %.60r from session %s", self.name, name, actor.session_id)
            return Spoken(self.number(self.unknown_function()))
        args = row.blank()
        try:
            args = row.read(values)
            if row.login_needed and not actor.account_id:
                raise NotLoggedIn
            result = row.run(actor, args)
        except DomainError as refused:
            return self._refuse(row, args, refused, actor)
        return Spoken(row.ret(args, result), row.answer(args, result))

    def fault(self, name: str, code_of: type[DomainError]) -> Spoken:
        """The answer to a call that hit a bug of ours."""
        row = self.commands.get(name)
        code = self.number(code_of())
        return Spoken(row.refused_ret(code), row.refusal(row.blank(), code)) if row else Spoken(code)

    def _refuse(self, row: Command, args: Args, refused: DomainError, actor: Actor) -> Spoken:
        code = self.number(refused)
        log.info(
            "%s refused to session %s: %s (%s) %s", row.name, actor.session_id, type(refused).__name__, code, refused
        )
        return Spoken(row.refused_ret(code), row.refusal(args, code))
