"""The recordings of one room: which taps hang on which streams, and what the web side is told about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from webapp.media.core.plan import PlannedRecording, Stream
from webapp.media.forwarder import InStream
from webapp.media.node.reports import Reports
from webapp.media.rtc.taps import MakeRecorder, Recorder, Tap


@dataclass(slots=True)
class _Running:
    planned: PlannedRecording
    recorder: Recorder
    taps: dict[Stream, tuple[InStream, Tap]] = field(default_factory=dict)


class Recordings:
    """Attaches recorders to streams as both come and go."""

    def __init__(
        self,
        room: int,
        node: str,
        reports: Reports,
        make_recorder: MakeRecorder,
        request_keyframe: Callable[[Stream], None],
        account_of: Callable[[str], int],
    ) -> None:
        self._room, self._node, self._reports = room, node, reports
        self._make, self._request_keyframe, self._account_of = make_recorder, request_keyframe, account_of
        self._running: dict[int, _Running] = {}

    def put(self, planned: PlannedRecording, streams: dict[Stream, InStream]) -> None:
        """Start the recording, or change which streams it takes; `streams` are those open now."""
        running = self._running.get(planned.id)
        if running is None:
            running = self._running[planned.id] = self._start(planned)
        running.planned = planned
        for stream in set(running.taps) - set(planned.streams):
            self._detach(running, stream)
        for stream in planned.streams:
            if stream in streams:
                self._attach(running, stream, streams[stream])

    def set_stream(self, stream: Stream, source: InStream | None) -> None:
        """The stream is now fed by this source, or (None) by nobody."""
        for running in self._running.values():
            if source is None:
                self._detach(running, stream)
            elif stream in running.planned.streams:
                self._attach(running, stream, source)

    async def stop(self, key: int) -> None:
        """End the recording; the web side is told once its files are closed."""
        running = self._running.pop(key, None)
        if running is None:
            return
        for stream in list(running.taps):
            self._detach(running, stream)
        await running.recorder.close()
        self._reports.tracks_written(key, self._room)

    async def stop_all(self) -> None:
        """End every recording of the room."""
        for key in list(self._running):
            await self.stop(key)

    def _start(self, planned: PlannedRecording) -> _Running:
        recorder = self._make(
            planned.id,
            Path(planned.directory),
            self._node,
            self._request_keyframe,
            self._account_of,
            on_started=lambda at_ms: self._reports.recording_started(planned.id, self._room, at_ms),
            on_failed=lambda reason: self._reports.recording_failed(planned.id, self._room, reason),
        )
        return _Running(planned, recorder)

    def _attach(self, running: _Running, stream: Stream, source: InStream) -> None:
        if stream in running.taps:
            if running.taps[stream][0] is source:
                return
            self._detach(running, stream)
        tap = running.recorder.attach(stream, source.format.codec)
        running.taps[stream] = (source, tap)
        source.add_tap(tap)

    def _detach(self, running: _Running, stream: Stream) -> None:
        attached = running.taps.pop(stream, None)
        if attached is None:
            return
        source, tap = attached
        source.remove_tap(tap)
        running.recorder.detach(stream)
