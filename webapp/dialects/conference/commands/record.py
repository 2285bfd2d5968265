"""Conference: the host records by itself; the manual has no word for recordings on the server."""

from __future__ import annotations

from webapp.dialects.base import SILENT, Command, News
from webapp.domain.recordings.events import (
    RecordingFailed,
    RecordingRequested,
    RecordingStarted,
    RecordingStopped,
    RecordingTracksClosed,
    RecordingWritten,
    SnapshotTaken,
)
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = ()

NEWS: dict[type[Event], News] = {
    RecordingRequested: SILENT,
    RecordingStarted: SILENT,
    RecordingStopped: SILENT,
    RecordingTracksClosed: SILENT,
    RecordingWritten: SILENT,
    RecordingFailed: SILENT,
    SnapshotTaken: SILENT,
}
