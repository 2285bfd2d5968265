"""Periodic work of rooms: those that nobody uses any more are closed."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.rooms import unused


@shared_task(name="rooms.sweep")
def sweep() -> None:
    """Close them, a thousand at a time; may run twice without harm."""
    unused.close_unused()
