"""The folder of one recording as one node fills it: unused file names, and the manifest that tells what is in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from webapp.media.core.plan import Kind
from webapp.media.core.tape import SUFFIX
from webapp.media.core.timeline import SegmentClosed, SegmentStarted

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Label:
    """Whose stream it is, and which."""

    account: int
    kind: Kind
    index: int
    codec: str


class Folder:
    """Used on the writer thread only. Everything raises OSError when the disk refuses."""

    def __init__(self, path: Path, node: str) -> None:
        self.path = path
        self.node = node
        self._next: int | None = None

    def new_name(self, label: Label) -> str:
        """A name that no file has; a node that was restarted finds its predecessor's files and counts on."""
        if self._next is None:
            self.path.mkdir(parents=True, exist_ok=True)
            self._next = max((self._number(file.name) for file in self.path.glob(f"*{SUFFIX}")), default=-1) + 1
        number, self._next = self._next, self._next + 1
        return f"{self.node}-{number}-{label.account}-{label.kind}{label.index}{SUFFIX}"

    def _number(self, name: str) -> int:
        number = name.removeprefix(f"{self.node}-").split("-", 1)[0]
        return int(number) if name.startswith(f"{self.node}-") and number.isdecimal() else -1

    def note(self, fact: SegmentStarted | SegmentClosed) -> None:
        """Append a line to the manifest: one unbuffered write, so that several nodes can share the file."""
        manifest = os.open(self.path / MANIFEST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(manifest, msgspec.json.encode(fact) + b"\n")
        finally:
            os.close(manifest)
