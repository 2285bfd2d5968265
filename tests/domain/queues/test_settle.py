"""A transaction that lost a deadlock is done again; every other failure is not."""

from __future__ import annotations

import pytest


def failing(times: int, sqlstate: str) -> tuple[list[int], object]:
    """A verb that the database gives up so many times."""
    from django.db import OperationalError

    from webapp.domain.queues.settle import settled

    tries: list[int] = []

    class Given(Exception):
        """What the database driver raises."""

    Given.sqlstate = sqlstate  # type: ignore[attr-defined]

    @settled
    def verb() -> str:
        tries.append(len(tries))
        if len(tries) <= times:
            raise OperationalError("given up") from Given()
        return "done"

    return tries, verb


def test_a_lost_deadlock_is_tried_again(transactional_db: None) -> None:
    """PostgreSQL 40P01: one of two is given up, and shall simply be repeated."""
    tries, verb = failing(2, "40P01")
    assert verb() == "done"  # type: ignore[operator]
    assert tries == [0, 1, 2]


def test_it_is_given_up_in_the_end(transactional_db: None) -> None:
    """Four times is enough: then somebody has to look."""
    from django.db import OperationalError

    tries, verb = failing(9, "40P01")
    with pytest.raises(OperationalError):
        verb()  # type: ignore[operator]
    assert len(tries) == 4


def test_any_other_failure_is_not_repeated(transactional_db: None) -> None:
    """A lost connection (08006) has not been undone for certain."""
    from django.db import OperationalError

    tries, verb = failing(1, "08006")
    with pytest.raises(OperationalError):
        verb()  # type: ignore[operator]
    assert len(tries) == 1


def test_inside_another_transaction_the_outer_one_decides(transactional_db: None) -> None:
    """A part of a transaction cannot be repeated alone: the database has undone all of it."""
    from django.db import OperationalError, transaction

    tries, verb = failing(1, "40P01")
    with pytest.raises(OperationalError), transaction.atomic():
        verb()  # type: ignore[operator]
    assert len(tries) == 1
