"""Periodic work of the accounts: tokens that run out, visitors whom nobody will ask for again."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.accounts import visitors
from webapp.domain.presence import tokens


@shared_task(name="accounts.sweep")
def sweep() -> None:
    """Forget them, a thousand at a time."""
    visitors.forget_visitors()


@shared_task(name="accounts.sweep_tokens")
def sweep_tokens() -> None:
    """Warn pages whose tokens run out, and end the logins whose tokens have."""
    tokens.sweep()
