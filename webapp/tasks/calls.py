"""Periodic work of calls: rings and invitations that nobody answered."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.calls import invitations, services


@shared_task(name="calls.sweep")
def sweep() -> None:
    """End what has waited too long; may run twice without harm."""
    services.sweep()
    invitations.sweep()
