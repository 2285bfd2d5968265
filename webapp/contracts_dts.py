"""The type files that customers use, and what the modules export; a test fails when one is stale."""

from __future__ import annotations

from pathlib import Path

from webapp.dialects.anychat import dts as anychat
from webapp.dialects.crvideo import dts as crvideo
from webapp.generated import GeneratedFiles

FOLDER = Path(__file__).resolve().parent.parent / "frontend"


def rendered() -> dict[str, str]:
    """Path below frontend/ -> text."""
    return anychat.rendered() | crvideo.rendered()


FILES = GeneratedFiles(FOLDER, rendered)
