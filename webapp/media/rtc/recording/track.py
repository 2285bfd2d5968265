"""One recorded stream on the writer thread: batches of records in, short files and manifest lines out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from webapp.media.core.tape import HEAD
from webapp.media.core.timeline import SegmentClosed, SegmentStarted
from webapp.media.rtc.recording.batch import Batch
from webapp.media.rtc.recording.folder import Folder, Label
from webapp.media.rtc.recording.tape_file import TapeFile

logger = logging.getLogger(__name__)

SEGMENT_MS = 20_000  # a file costs as much as a second of a large picture


@dataclass(slots=True)
class _Open:
    name: str
    file: TapeFile
    started_at_ms: int
    packets: int = 0


class Track:
    """Writes one stream as a row of files of SEGMENT_MS; `on_started` gets when each file begins (Unix ms).

    Raises OSError when the disk refuses.
    """

    def __init__(self, folder: Folder, label: Label, on_started: Callable[[int], None]) -> None:
        self._folder = folder
        self._label = label
        self._on_started = on_started
        self._open: _Open | None = None
        self._continues = False

    def write(self, batch: Batch) -> None:
        """Append records, in a new file when the last one is long enough."""
        records = batch.records()
        begins_at_ms = HEAD.unpack_from(records)[2] // 1000
        if self._open and begins_at_ms - self._open.started_at_ms >= SEGMENT_MS:
            self.finish(begins_at_ms)
            self._continues = True
        segment = self._open or self._begin(begins_at_ms)
        segment.file.append(records)
        segment.packets += len(batch.packets)

    def finish(self, at_ms: int) -> None:
        """Close the file, if one is open, and note its SHA-256."""
        segment, self._open = self._open, None
        if segment is None:
            return
        digest = segment.file.close()
        fact = SegmentClosed(segment.name, at_ms, segment.packets, segment.file.size, digest)
        self._folder.note(fact)
        logger.debug("segment %s closed, %d packets", segment.name, segment.packets)

    def _begin(self, at_ms: int) -> _Open:
        who = self._label
        name, file = self._new_file()
        self._open = _Open(name, file, at_ms)
        line = SegmentStarted(
            name, who.account, who.kind, who.index, who.codec, at_ms, self._folder.node, self._continues
        )
        self._folder.note(line)
        logger.debug("segment %s started", name)
        self._on_started(at_ms)
        return self._open

    def _new_file(self) -> tuple[str, TapeFile]:
        """A recorder that is still closing may take a name between our look and our file."""
        while True:
            name = self._folder.new_name(self._label)
            with suppress(FileExistsError):
                return name, TapeFile(self._folder.path / name)
