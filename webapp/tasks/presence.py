"""Periodic work of presence: whoever went silent is lost, and leaves no empty chair claimed."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.presence import services as presence
from webapp.domain.rooms import services as rooms


@shared_task(name="presence.sweep")
def sweep() -> None:
    """Lose silent sessions, then free the chairs of sessions whose follow-up was lost with a process."""
    presence.sweep()
    rooms.clear_orphans()
