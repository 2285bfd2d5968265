"""Appends to a recording's manifest: one JSON line per fact, on disk as soon as it is true."""

from __future__ import annotations

from pathlib import Path

import msgspec

from webapp.media.core.timeline import SegmentClosed, SegmentStarted

MANIFEST = "manifest.jsonl"


def append(directory: Path, fact: SegmentStarted | SegmentClosed) -> None:
    """Write one line; one unbuffered append, so that several nodes can share the file. Raises OSError."""
    with (directory / MANIFEST).open("ab", buffering=0) as manifest:
        manifest.write(msgspec.json.encode(fact) + b"\n")
