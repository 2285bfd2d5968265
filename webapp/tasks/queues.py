"""Periodic work of the queues: offers nobody answered, people who are gone, agents who became free."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.queues import services


@shared_task(name="queues.sweep")
def sweep() -> None:
    """Do what is due; may run twice without harm."""
    services.sweep()
