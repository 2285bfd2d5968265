"""Conference: the host records by itself; the manual has no word for recordings on the server."""

from __future__ import annotations

from webapp.dialects import neutral
from webapp.dialects.base import SILENT, Command, News, said
from webapp.domain.recordings.events import (
    FilmProgressed,
    LiveOutputChanged,
    RecordedFileBegun,
    RecordingFailed,
    RecordingPaused,
    RecordingPlayable,
    RecordingRearranged,
    RecordingRequested,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    RecordingTracksClosed,
    RecordingWritten,
    SnapshotFailed,
    SnapshotRequested,
    SnapshotTaken,
)
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = ()

NEWS: dict[type[Event], News] = {
    RecordingRequested: SILENT,
    RecordingStarted: SILENT,
    RecordingPaused: SILENT,
    RecordingResumed: SILENT,
    RecordedFileBegun: SILENT,
    RecordingRearranged: SILENT,
    RecordingStopped: SILENT,
    RecordingTracksClosed: SILENT,
    RecordingPlayable: SILENT,
    FilmProgressed: SILENT,
    LiveOutputChanged: SILENT,
    RecordingWritten: SILENT,
    RecordingFailed: SILENT,
    SnapshotRequested: SILENT,
    SnapshotTaken: said(neutral.snapped),
    SnapshotFailed: said(neutral.not_snapped),
}
