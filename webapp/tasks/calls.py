"""Periodic work of calls: rings that nobody answered."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.calls import services


@shared_task(name="calls.sweep")
def sweep() -> None:
    """End what has rung too long; may run twice without harm."""
    services.sweep()
