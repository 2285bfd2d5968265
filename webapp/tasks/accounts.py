"""Periodic work of the accounts: visitors whom nobody will ask for again."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.accounts import visitors


@shared_task(name="accounts.sweep")
def sweep() -> None:
    """Forget them, a thousand at a time."""
    visitors.forget_visitors()
