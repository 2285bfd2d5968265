"""Transactions of the queues: an agent is locked before a ticket, a ticket before a queue, a queue before an area.

Where an unusual mixture breaks that order, the database gives one of the two up, and that one is simply done again.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

log = logging.getLogger(__name__)

ATTEMPTS = 4
DEADLOCK = "40P01"  # PostgreSQL, appendix A: error codes

P = ParamSpec("P")
R = TypeVar("R")


def settled(verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb as one transaction, again when it lost a deadlock; what it publishes is told once, by the commit."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        attempts = 1 if connection.in_atomic_block else ATTEMPTS
        for attempt in range(1, attempts + 1):
            try:
                with transaction.atomic():
                    return verb(*args, **kwargs)
            except OperationalError as error:
                if attempt == attempts or getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
                    raise
                log.warning("%s lost a deadlock and is done again", verb.__name__)
        raise AssertionError("unreachable")

    return run
