"""Forgetting visitors: each visit makes an account, and most of them nobody will ask for again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import CASCADE, Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from webapp.domain.accounts.models import Account
from webapp.kernel import clock

log = logging.getLogger(__name__)

# What means nothing without the person. Everything else that would go with the account is history, and keeps it by
# name: recordings, calls, tickets with services and ratings, messages, transfers.
PASSING = frozenset(
    {
        "presence.Session",
        "accounts.FailedLogin",
        "accounts.Friend",
        "queues.Profile",
        "quality.Sample",
        "attributes.Attribute",
        "accounts.TokenLease",
    }
)
AT_ONCE = 1000


def saw(account: Account) -> None:
    """Remember when a visitor was last here; of others nobody asks."""
    if account.is_visitor:
        Account.objects.filter(pk=account.pk).update(last_seen_at=clock.now())


def forget_visitors() -> int:
    """Delete visitors who have been offline for `VISITORS_KEPT_DAYS` and are part of no history; returns how many."""
    if not settings.VISITORS_KEPT_DAYS:
        return 0
    chosen = list(_forgettable().values_list("pk", flat=True)[:AT_ONCE])
    Account.objects.filter(pk__in=chosen).delete()
    if chosen:
        log.info("%s visitors forgotten", len(chosen))
    return len(chosen)


def _forgettable() -> QuerySet[Account]:
    long_ago = clock.now() - timedelta(days=settings.VISITORS_KEPT_DAYS)
    seen = Q(last_seen_at__lt=long_ago) | Q(last_seen_at=None, created_at__lt=long_ago)
    gone = Account.objects.filter(seen, is_visitor=True).exclude(sessions__state="logged_in")
    for relation in _history():
        of_him = {relation.field.name: OuterRef("pk")}
        gone = gone.exclude(Exists(relation.related_model._default_manager.filter(**of_him)))
    return gone.order_by("pk")


def _history() -> list[ForeignObjectRel]:
    """The relations whose rows would go with an account, and must not."""
    relations = [each for each in Account._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    would_go = (each for each in relations if each.on_delete is CASCADE)
    return [each for each in would_go if each.related_model._meta.label not in PASSING]
