"""Where the bytes of media files lie: media/. Knows no database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

FOLDER = "media"


def root() -> Path:
    """The storage directory."""
    return Path(settings.STORAGE_DIR)


def drop(path: str) -> None:
    """Remove a file, if it is there; an empty path names none."""
    if path:
        (root() / path).unlink(missing_ok=True)
