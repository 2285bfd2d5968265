"""Facts, and the one way to tell them. Knows no transport: `wiring` decides who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple, TypeVar

from django.db import transaction

from webapp.kernel.ids import AccountId, ApplicationId, AreaId, RoomId, SessionId


class Audience(NamedTuple):
    """Those who shall hear: one person, or everyone who is in a place right now."""

    kind: Literal["person", "room", "area", "application", "watchers"]
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def person(account_id: AccountId) -> Audience:
    """The live session of one account, if any."""
    return Audience("person", account_id)


def people(account_ids: Iterable[AccountId]) -> list[Audience]:
    """Several persons by name."""
    return [person(account_id) for account_id in account_ids]


def room(room_id: RoomId) -> Audience:
    """Everyone seated in the room."""
    return Audience("room", room_id)


def area(area_id: AreaId) -> Audience:
    """Everyone visiting or serving the area."""
    return Audience("area", area_id)


def application(application_id: ApplicationId) -> Audience:
    """Everyone online in the application."""
    return Audience("application", application_id)


def watchers(application_id: ApplicationId) -> Audience:
    """Everyone in the application who watches who is online there."""
    return Audience("watchers", application_id)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened: a past-tense name, ids and plain values, nothing else."""

    known: ClassVar[dict[str, type[Event]]] = {}


E = TypeVar("E", bound=Event)


def register(cls: type[E]) -> type[E]:
    """Make an event class known by name (class decorator, above `@dataclass`)."""
    if cls.__name__ in Event.known:
        raise ValueError(f"two events are called {cls.__name__}")
    Event.known[cls.__name__] = cls
    return cls


@dataclass(slots=True)
class Speech:
    """What one speaker caused while speaking: these events travel in its own return frame."""

    session_id: SessionId
    audiences: frozenset[Audience]
    own: list[Event] = field(default_factory=list)


Subscriber = Callable[[Event, tuple[Audience, ...], SessionId | None], None]
_subscribers: list[Subscriber] = []
_speech: ContextVar[Speech | None] = ContextVar("speech", default=None)


def subscribe(subscriber: Subscriber) -> None:
    """Add somebody who is told every event, after the commit that made it true."""
    if subscriber not in _subscribers:
        _subscribers.append(subscriber)


@contextmanager
def spoken_by(session_id: SessionId, audiences: Iterable[Audience]) -> Iterator[Speech]:
    """Collect what concerns the speaker; `audiences` are those it belongs to while speaking."""
    speech = Speech(session_id, frozenset(audiences))
    token = _speech.set(speech)
    try:
        yield speech
    finally:
        _speech.reset(token)


def publish(event: Event, *, to: Iterable[Audience]) -> None:
    """Tell `to` once the current transaction commits; a rolled-back fact is never told.

    A socket that belongs to several of the audiences hears the event once. Order of `to` matters only for that.
    """
    audiences = tuple(dict.fromkeys(to))
    speech = _speech.get()
    transaction.on_commit(lambda: _tell(event, audiences, speech))


def _tell(event: Event, audiences: tuple[Audience, ...], speech: Speech | None) -> None:
    told: SessionId | None = None
    if speech and not speech.audiences.isdisjoint(audiences):
        speech.own.append(event)
        told = speech.session_id
    for subscriber in _subscribers:
        subscriber(event, audiences, told)
