"""What the tests of services share: a fast password hash, and a record of everything that was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from webapp.kernel.events import Audience, Event


@pytest.fixture(autouse=True)
def fast_hasher(settings: Any) -> None:
    """PBKDF2 takes its time on purpose; tests do not have it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Told:
    """Every event that was published and committed, with its audiences, in order."""

    def __init__(self) -> None:
        self.all: list[tuple[Event, tuple[str, ...]]] = []

    def hear(self, event: Event, to: tuple[Audience, ...], told: str | None) -> None:
        self.all.append((event, tuple(map(str, to))))

    def of(self, name: str) -> list[Any]:
        """The events of one class, by its name."""
        return [event for event, _ in self.all if type(event).__name__ == name]

    def names(self, *but: str) -> list[str]:
        """The names of all events, in order."""
        return [name for event, _ in self.all if (name := type(event).__name__) not in but]

    def audience_of(self, event: Any) -> tuple[str, ...]:
        """Whom an event was told to."""
        return next(to for known, to in self.all if known is event)

    def forget(self) -> None:
        self.all.clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Told:
    """Listen in, alone: neither Redis nor follow-ups take part."""
    from webapp.kernel import events

    ear = Told()
    monkeypatch.setattr(events, "_subscribers", [ear.hear])
    return ear
