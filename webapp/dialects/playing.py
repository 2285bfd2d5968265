"""What every SDK facade may say about playing something to the room, in our own words ("sb.play." + verb)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from webapp.dialects.base import SILENT, Actor, Command, Int, News, Param, Str, said
from webapp.domain.playback import selectors, services
from webapp.domain.playback.events import (
    MediaFileUploaded,
    MediaMoved,
    MediaPaused,
    MediaResumed,
    MediaStarted,
    MediaStopped,
)
from webapp.domain.presence import selectors as presence
from webapp.kernel.events import Event


def library(who: Actor, a: Any) -> list[dict[str, Any]]:
    """The media files of the house, for those who may play them; nothing for others."""
    account = presence.live(who.session_id).account
    is_allowed = account is not None and services.may_play_files(account)
    rows: list[dict[str, Any]] = msgspec.to_builtins(selectors.library(who.application_id)) if is_allowed else []
    return rows


def _command(verb: str, run: Callable[[Actor, Any], Any], doc: str, *params: Param) -> Command:
    return Command(f"sb.play.{verb}", "neutral", params, run=run, doc=doc)


COMMANDS: tuple[Command, ...] = (
    Command(
        "sb.play.library",
        "neutral",
        run=library,
        returns="unknown[]",
        ret=lambda a, files: files,
        doc="The media files that one may have the server play: id, name, duration_ms, has_sound, has_picture.",
    ),
    _command(
        "file",
        lambda who, a: services.start_file(session_id=who.session_id, file_id=a.file),
        "The server plays a media file to the room.",
        Int("file"),
    ),
    _command(
        "page",
        lambda who, a: services.start_page(
            session_id=who.session_id, name=a.name, duration_ms=a.duration_ms, has_picture=bool(a.has_picture)
        ),
        'This page plays something to the room: it publishes picture and sound as "screen" 1 and "audio" 1.',
        Str("name"),
        Int("duration_ms", 0),
        Int("has_picture", 1),
    ),
    _command("pause", lambda who, a: services.pause(session_id=who.session_id), "What one plays stands still."),
    _command("resume", lambda who, a: services.resume(session_id=who.session_id), "What one plays goes on."),
    _command(
        "seek",
        lambda who, a: services.seek(session_id=who.session_id, position_ms=a.position_ms),
        "What one plays goes on from another position.",
        Int("position_ms"),
    ),
    _command(
        "volume",
        lambda who, a: services.set_volume(session_id=who.session_id, volume=a.volume),
        "How loud what one plays is for everybody, 0 to 100.",
        Int("volume"),
    ),
    _command("stop", lambda who, a: services.stop(session_id=who.session_id), "Nothing is played any more."),
)

# No vendor but CRVideo has words for it: pages see it in the mirror. Why it ended is heard by the SDK itself.
NEWS: dict[type[Event], News] = {
    **dict.fromkeys((MediaFileUploaded, MediaStarted, MediaPaused, MediaResumed, MediaMoved), SILENT),
    MediaStopped: said(lambda e: [("sb.played", e.playback.account_id, e.reason)]),
}
