"""One file of a master: what is written is at once the kernel's, what is closed is on the disk and has its SHA-256."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from webapp.media.core.tape import MAGIC


class TapeFile:
    """Appends to a new file. Everything raises OSError when the disk refuses; what was whole before stays whole."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        self._digest = hashlib.sha256()
        self.size = 0
        try:
            self.append(MAGIC)
        except OSError:
            os.close(self._descriptor)
            raise

    def append(self, data: bytes) -> None:
        """Write all of `data`, or nothing."""
        try:
            self._write(data)
        except OSError:
            os.ftruncate(self._descriptor, self.size)  # half a batch must not stand before what may follow
            raise
        self.size += len(data)
        self._digest.update(data)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def close(self) -> str:
        """See that it is on the disk, and return the SHA-256 of the whole file in hex."""
        try:
            os.fdatasync(self._descriptor)
        finally:
            os.close(self._descriptor)
        return self._digest.hexdigest()
