"""Where the bytes of media files lie: media/. Knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

FOLDER = "media"


def root() -> Path:
    """The storage directory."""
    return Path(settings.STORAGE_DIR)


def keep(name: str, content: Iterable[bytes]) -> tuple[str, int]:
    """Write a file; returns its path below the storage directory and its bytes. Raises OSError."""
    path = root() / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        size = sum(file.write(piece) for piece in content)
    return str(path.relative_to(root())), size


def drop(path: str) -> None:
    """Remove a file, if it is there; an empty path names none."""
    if path:
        (root() / path).unlink(missing_ok=True)
