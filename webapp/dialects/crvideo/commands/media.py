"""CRVideo: media that somebody plays to the room."""

from __future__ import annotations

from webapp.dialects import playing
from webapp.dialects.base import Command, News
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = playing.COMMANDS

NEWS: dict[type[Event], News] = playing.NEWS
