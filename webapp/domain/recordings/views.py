"""The shapes in which pages know recordings and snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from webapp.domain.recordings.lifecycle import RecordingState
from webapp.domain.recordings.models import Image, LiveOutput, RecordedFile, Recording, Snapshot
from webapp.kernel import clock
from webapp.media.core.hls import PLAYLIST


@dataclass(frozen=True, slots=True)
class OutputView:
    """Where a mixed stream goes live; `url` is our play list and `page` the page on which spectators watch it, both
    empty for what is pushed elsewhere.

    `state` is starting, running, retrying, failed or ended; `cause` see `webapp.media.core.live`.
    """

    number: int
    target: str
    state: str
    cause: str
    failure: str
    started_ms: int
    ended_ms: int
    url: str
    page: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file beside the film, size in bytes; `url` is empty until it is written, and where it failed.

    Of a single stream: `target` is its name with folders, `started_ms` (since 1970) when it began.
    """

    number: int
    name: str
    size: int
    failure: str
    url: str
    target: str = ""
    started_ms: int = 0
    duration_s: float = 0


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A row of the mirror's table `recordings`: size in bytes, times in ms since 1970, `url` empty until written.

    It shows the subject and, with `takes_others`, everybody else in the room.
    """

    id: int
    key: str
    room_id: int
    owner_id: int
    owner_external_id: str
    subject_id: int
    takes_others: bool
    form: str
    state: str
    started_ms: int
    stopped_ms: int
    duration_s: float
    url: str
    flags: int
    param: int
    user_str: str
    file_name: str
    size: int
    failure: str
    rev: int
    stop_reason: str = ""
    # Addresses of single people's files, while there is no film yet or when they were asked for; film made in per cent.
    sides: list[str] = field(default_factory=list)
    progress: int = 0
    config: dict[str, Any] = field(default_factory=dict)
    keeps_film: bool = True
    outputs: list[OutputView] = field(default_factory=list)
    files: list[FileView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """A still picture: whom it shows, who took it, where it can be fetched; 0 by 0 pixels where nobody measured it."""

    id: int
    owner_id: int
    subject_id: int
    room_id: int
    flags: int
    param: int
    url: str
    file_name: str
    size: int
    width: int
    height: int
    sha256: str
    taken_ms: int


def view(recording: Recording) -> RecordingView:
    """A recording as pages know it; it is called by its id where the page gave no key."""
    written = recording.state == RecordingState.WRITTEN and recording.path != ""
    return RecordingView(
        id=recording.pk,
        key=recording.key or f"recording-{recording.pk}",
        room_id=recording.room_number,
        owner_id=recording.owner_id,
        owner_external_id=recording.owner.external_id,
        subject_id=recording.subject_id,
        takes_others=recording.mixes_audio or recording.mixes_video,
        form=str(recording.form),
        state=str(recording.state),
        started_ms=clock.ms(recording.started_at),
        stopped_ms=clock.ms(recording.stopped_at),
        duration_s=recording.duration_s,
        url=f"/files/rec/{recording.token}/{quote(recording.file_name, safe='')}" if written else "",
        flags=recording.flags,
        param=recording.param,
        user_str=recording.user_str,
        file_name=recording.file_name,
        size=recording.file_size,
        failure=recording.failure,
        rev=recording.rev,
        stop_reason=recording.stop_reason,
        sides=[f"/files/side/{recording.token}/{quote(path.rsplit('/', 1)[-1])}" for path in recording.sides],
        progress=recording.progress,
        config=recording.config,
        keeps_film=recording.keeps_film,
        outputs=[output_view(output) for output in recording.outputs.all()],
        files=[file_view(file) for file in recording.files.all()],
    )


def file_view(file: RecordedFile) -> FileView:
    """A file beside the film as pages know it."""
    address = f"/files/copy/{file.recording.token}/{file.number}/{quote(file.file_name, safe='')}"
    return FileView(
        number=file.number,
        name=file.file_name,
        size=file.file_size,
        failure=file.failure,
        url=address if file.path else "",
        target=file.target,
        started_ms=clock.ms(file.began_at),
        duration_s=file.duration_s,
    )


def output_view(output: LiveOutput) -> OutputView:
    """A live output as pages know it."""
    place = f"{output.recording.token}/{output.number}/"
    return OutputView(
        number=output.number,
        target=output.target,
        state=str(output.state),
        cause=output.cause,
        failure=output.failure,
        started_ms=clock.ms(output.started_at),
        ended_ms=clock.ms(output.ended_at),
        url="" if output.is_rtmp else f"/files/live/{place}{PLAYLIST}",
        page="" if output.is_rtmp else f"/watch/{place}",
    )


def snapshot_view(snapshot: Snapshot) -> SnapshotView:
    """A snapshot as pages know it."""
    return SnapshotView(
        id=snapshot.pk,
        owner_id=snapshot.owner_id,
        subject_id=snapshot.subject_id,
        room_id=snapshot.room_number,
        flags=snapshot.flags,
        param=snapshot.param,
        url=f"/files/shot/{snapshot.token}/{quote(snapshot.file_name, safe='')}",
        file_name=snapshot.file_name,
        size=snapshot.file_size,
        width=snapshot.width,
        height=snapshot.height,
        sha256=snapshot.sha256,
        taken_ms=clock.ms(snapshot.taken_at),
    )


def image_url(image: Image) -> str:
    """Where an image of the company can be looked at."""
    return f"/files/image/{image.token}/{quote(image.path.rsplit('/', 1)[-1])}"
