"""What can happen to recordings and snapshots, as facts."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.domain.recordings.views import FileView, OutputView, RecordingView, SnapshotView
from webapp.kernel.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class RecordingRequested(Event):
    """Somebody asked for it; nothing has been written yet."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingStarted(Event):
    """The first packet is in the file."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingPaused(Event):
    """What happens from now on is not recorded."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingResumed(Event):
    """It goes on."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingRearranged(Event):
    """From now on its film has another layout, or other streams are written to files of their own."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class LiveOutputChanged(Event):
    """An output of its live mix runs, is tried again, has failed or ended."""

    recording: RecordingView
    output: OutputView


@register
@dataclass(frozen=True, slots=True)
class RecordedFileBegun(Event):
    """A chosen stream has opened, and is written to a file of its own."""

    recording: RecordingView
    file: FileView


@register
@dataclass(frozen=True, slots=True)
class RecordingStopped(Event):
    """No more is recorded; `reason` is "stopped", "left", "emptied" or "limit"."""

    recording: RecordingView
    reason: str


@register
@dataclass(frozen=True, slots=True)
class RecordingTracksClosed(Event):
    """The raw tracks are complete on disk; a worker makes one film of them."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingPlayable(Event):
    """Files of single people can be fetched and played already; the film is still being made."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class FilmProgressed(Event):
    """So much of the film is made."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingWritten(Event):
    """The film can be fetched and played."""

    recording: RecordingView


@register
@dataclass(frozen=True, slots=True)
class RecordingFailed(Event):
    """There will be no film; `reason` is a sentence."""

    recording: RecordingView
    reason: str


@register
@dataclass(frozen=True, slots=True)
class SnapshotRequested(Event):
    """The room's media node shall take a still picture of a camera: a JPEG of `quality` (1 to 100) at `path`."""

    room_id: int
    session_id: str
    camera: int
    token: str
    path: str
    quality: int


@register
@dataclass(frozen=True, slots=True)
class SnapshotFailed(Event):
    """There will be no such picture; `reason` is a sentence."""

    snapshot: SnapshotView
    reason: str


@register
@dataclass(frozen=True, slots=True)
class SnapshotTaken(Event):
    """A still picture can be fetched."""

    snapshot: SnapshotView
