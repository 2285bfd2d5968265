"""What media nodes report of the files that they play."""

from __future__ import annotations

from celery import shared_task

from webapp.domain.playback import services


@shared_task(name="media.playback_moved")
def playback_moved(playback_id: int, room: int, node: str, position_ms: int, at_ms: int) -> None:
    """A player was at this position at that moment."""
    services.on_moved(playback_id=playback_id, position_ms=position_ms, at_ms=at_ms)


@shared_task(name="media.playback_ended")
def playback_ended(playback_id: int, room: int, node: str, reason: str) -> None:
    """A player has ended, or there is none."""
    services.on_ended(playback_id=playback_id, reason=reason)
