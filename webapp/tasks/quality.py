"""Periodic work of quality: old samples are forgotten."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.quality import services


@shared_task(name="quality.sweep")
def sweep() -> None:
    """Forget what is old; may run twice without harm."""
    services.sweep()
