"""Writes the takes of one track, a new file whenever a decoder could not simply go on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import av
import msgspec

from webapp.media.compose.take_file import TakeFile
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.plan import Kind
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Open:
    take: Segment
    file: TakeFile
    parameter_sets: bytes


class TakeWriter:
    """Collects in `takes` what it has written; `stem` begins the files' names below the recording's folder."""

    def __init__(self, directory: Path, stem: str, like: Segment) -> None:
        self.stem = stem
        self.takes: list[Segment] = []
        self._directory = directory
        self._like = like
        self._open: _Open | None = None

    @property
    def kind(self) -> Kind:
        """What the track is."""
        return self._like.kind

    def write(self, codec: str, frame: EncodedFrame, at_ms: int) -> None:
        """Append a frame at its wall-clock time; one that no file can hold is left out with a warning."""
        current = self._open
        if current and frame.parameter_sets and frame.parameter_sets != current.parameter_sets:
            self.end(at_ms)
            current = None
        try:
            current = current or self._begin(codec, frame, at_ms)
        except av.FFmpegError as error:
            logger.warning("%s: a frame left out: %s", self.stem, error)
            return
        current.file.write(frame, at_ms - current.take.started_at_ms)

    def end(self, at_ms: int | None) -> None:
        """Close the open take, which was seen until then; None when nobody knows."""
        current, self._open = self._open, None
        if current is not None:
            current.file.close()
            self.takes.append(msgspec.structs.replace(current.take, closed_at_ms=at_ms))

    def _begin(self, codec: str, first: EncodedFrame, at_ms: int) -> _Open:
        like = self._like
        name = f"{self.stem}-{len(self.takes)}.mkv"
        take = Segment(name, like.account, like.kind, like.index, codec, at_ms, like.node)
        self._open = _Open(take, TakeFile(self._directory / name, codec, first), first.parameter_sets)
        return self._open
