"""The one clock of the domain: tests can hold it still and move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.utils import timezone

_offset = timedelta(0)
_held: datetime | None = None


def now() -> datetime:
    """The current moment, timezone-aware."""
    return (_held or timezone.now()) + _offset


def ms(moment: datetime | None) -> int:
    """A moment as milliseconds since 1970 (0 for none), the form in which pages get it."""
    return int(moment.timestamp() * 1000) if moment else 0


def at(moment_ms: int) -> datetime:
    """The moment that `ms` was said of."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC)


@contextmanager
def held(at: datetime | None = None) -> Iterator[None]:
    """Stop the clock (tests)."""
    global _held, _offset
    _held = at or timezone.now()
    try:
        yield
    finally:
        _held, _offset = None, timedelta(0)


def advance(seconds: float) -> None:
    """Move the clock forward (tests; forgotten when `held` ends)."""
    global _offset
    _offset += timedelta(seconds=seconds)
