"""Verbs of quality: note what a page measured, forget what is old."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, NamedTuple

import msgspec

from webapp.domain.accounts.models import Account
from webapp.domain.quality.models import BEST, Reason, Sample
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument, InvalidState, NotSeated
from webapp.kernel.ids import AccountId, ApplicationId, RoomId

log = logging.getLogger(__name__)

MOST_ROWS = 12
"""A page tells every ten seconds, and at a change of class two seconds later at the earliest."""
TOLD_APART_S = 1
MOST_AN_HOUR = 5000
KEPT_DAYS = 14
FORGOTTEN_AT_ONCE = 5000


class Told(NamedTuple):
    """One row as the page sends it: account 0 is the page's own sending."""

    account: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    score: Annotated[int, msgspec.Meta(ge=0, le=BEST)]
    reason: Reason
    loss_percent: Annotated[int, msgspec.Meta(ge=0, le=100)]
    rtt_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)]


def note(*, application_id: ApplicationId, room_id: RoomId, reporter_id: AccountId, rows: Any) -> None:
    """Keep what a page in a room measured: at most twelve rows, once a second, five thousand an hour.

    Refuses with: NotSeated, InvalidArgument, InvalidState (told too often).
    """
    if not room_id:
        raise NotSeated
    told = _read(rows)
    _check_pace(reporter_id, len(told))
    known = _known(application_id, [row.account for row in told if row.account])
    place = {"application_id": application_id, "room_number": room_id, "reporter_id": reporter_id, "at": clock.now()}
    Sample.objects.bulk_create(
        Sample(
            **place,
            subject_id=row.account or reporter_id,
            score=row.score,
            reason=row.reason.value,
            loss_percent=row.loss_percent,
            rtt_ms=row.rtt_ms,
        )
        for row in told
        if not row.account or row.account in known
    )


def sweep() -> int:
    """Forget samples older than two weeks, some thousands at a time; returns how many."""
    old = Sample.objects.filter(at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    chosen = list(old.order_by("at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    Sample.objects.filter(pk__in=chosen).delete()
    if chosen:
        log.info("%s samples of quality forgotten", len(chosen))
    return len(chosen)


def _read(rows: Any) -> list[Told]:
    try:
        told = msgspec.convert(rows, type=list[Told])
    except msgspec.ValidationError as wrong:
        raise InvalidArgument(str(wrong)) from None
    if not 0 < len(told) <= MOST_ROWS or len({row.account for row in told}) < len(told):
        raise InvalidArgument("one row for each of at most twelve people")
    return told


def _check_pace(reporter_id: AccountId, rows: int) -> None:
    now, mine = clock.now(), Sample.objects.filter(reporter_id=reporter_id)
    if mine.filter(at__gt=now - timedelta(seconds=TOLD_APART_S)).exists():
        raise InvalidState("quality was told a moment ago")
    if mine.filter(at__gt=now - timedelta(hours=1)).count() + rows > MOST_AN_HOUR:
        raise InvalidState("quality was told too often within an hour")


def _known(application_id: ApplicationId, accounts: Sequence[int]) -> set[int]:
    """Those of the accounts that the page may speak of."""
    mine = Account.objects.filter(application_id=application_id, pk__in=accounts)
    return set(mine.values_list("pk", flat=True))
