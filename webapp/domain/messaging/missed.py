"""What is said to a page whose link is lost: kept until it is back, and told then, once and in order."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import msgspec
from django.db import transaction
from django.db.models import Count

from webapp.domain.messaging.events import Said
from webapp.domain.messaging.models import Missed
from webapp.domain.presence import selectors as presence
from webapp.domain.presence.models import Session
from webapp.kernel.events import Audience, Event, person, publish
from webapp.kernel.ids import AccountId, SessionId

log = logging.getLogger(__name__)

MOST_KEPT = 500  # per page; whoever says more to somebody who is away speaks to nobody


@transaction.atomic
def say(event: Said, *, to: Sequence[Audience]) -> None:
    """Tell the event to all who hear; those who are away hear it when they are back.

    Their sessions are held until the end of the transaction, so that nobody comes back between: either the event is
    kept for a page, or it reaches the page that is back already.
    """
    away = _with_space(list(presence.absent(to).select_for_update(of=("self",)).order_by("pk")))
    if away:
        name, fields = type(event).__name__, msgspec.json.encode(event).decode()
        Missed.objects.bulk_create(Missed(session=each, name=name, fields=fields) for each in away)
        event = replace(event, kept_for=tuple(AccountId(each.account_id or 0) for each in away))
    publish(event, to=to)


def _with_space(away: list[Session]) -> list[Session]:
    if not away:
        return []
    kept = Missed.objects.filter(session__in=away).values("session").annotate(count=Count("pk"))
    full = {row["session"] for row in kept if row["count"] >= MOST_KEPT}
    if full:
        log.warning("no more is kept for the lost links of %s", sorted(full))
    return [each for each in away if each.pk not in full]


@transaction.atomic
def tell(*, session_id: SessionId, account_id: AccountId) -> None:
    """The page is back: tell it what was said meanwhile."""
    kept = Missed.objects.filter(session_id=session_id)
    for name, fields in kept.order_by("pk").values_list("name", "fields"):
        publish(msgspec.json.decode(fields, type=Event.known[name]), to=[person(account_id)])
    kept.delete()


def forget(*, session_id: SessionId) -> None:
    """The page will not come back."""
    Missed.objects.filter(session_id=session_id).delete()
