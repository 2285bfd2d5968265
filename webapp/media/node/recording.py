"""The recordings of one room: which taps hang on which streams, and what the web side is told about them.

A recording has a recorder that keeps packets, or a mixer that shows them live, or both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from webapp.media.core.plan import PlannedRecording, Stream
from webapp.media.forwarder import InStream
from webapp.media.node.reports import Reports
from webapp.media.rtc.mixer import LiveMixer, MixerContext
from webapp.media.rtc.side_process import Slots
from webapp.media.rtc.taps import MakeRecorder, Recorder, Tap


class _Attached:
    """One recorder and the taps that it has on streams."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._taps: dict[Stream, tuple[InStream, Tap]] = {}

    def follow(self, wanted: Iterable[Stream], streams: Mapping[Stream, InStream]) -> None:
        """Let go of streams that are not wanted any more, and take those that are open."""
        for stream in set(self._taps) - set(wanted):
            self.detach(stream)
        for stream in wanted:
            if stream in streams:
                self.attach(stream, streams[stream])

    def attach(self, stream: Stream, source: InStream) -> None:
        """The stream is fed by this source now."""
        if stream in self._taps:
            if self._taps[stream][0] is source:
                return
            self.detach(stream)
        tap = self.recorder.attach(stream, source.format.codec)
        self._taps[stream] = (source, tap)
        source.add_tap(tap)

    def detach(self, stream: Stream) -> None:
        """The stream is fed by nobody now; unknown ones are ignored."""
        attached = self._taps.pop(stream, None)
        if attached is None:
            return
        source, tap = attached
        source.remove_tap(tap)
        self.recorder.detach(stream)

    async def close(self) -> None:
        """Let go of everything and return when the recorder has finished."""
        for stream in list(self._taps):
            self.detach(stream)
        await self.recorder.close()


@dataclass(slots=True)
class _Running:
    planned: PlannedRecording
    tapes: _Attached | None = None
    mixer: _Attached | None = None

    @property
    def attached(self) -> list[_Attached]:
        return [each for each in (self.tapes, self.mixer) if each is not None]


class Recordings:
    """Attaches recorders and mixers to streams as all of them come and go."""

    def __init__(
        self,
        room: int,
        node: str,
        reports: Reports,
        make_recorder: MakeRecorder,
        request_keyframe: Callable[[Stream], None],
        account_of: Callable[[str], int],
        slots: Slots,
    ) -> None:
        self._room, self._node, self._reports = room, node, reports
        self._make, self._request_keyframe, self._account_of = make_recorder, request_keyframe, account_of
        self._slots = slots
        self._running: dict[int, _Running] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def put(self, planned: PlannedRecording, streams: dict[Stream, InStream]) -> None:
        """Start the recording, or change which streams it takes and shows; `streams` are those open now."""
        running = self._running.get(planned.id)
        if running is None:
            tapes = _Attached(self._recorder(planned)) if planned.directory else None
            running = self._running[planned.id] = _Running(planned, tapes)
        running.planned = planned
        self._mix(running)
        for attached in running.attached:
            attached.follow(planned.streams, streams)

    def set_stream(self, stream: Stream, source: InStream | None) -> None:
        """The stream is now fed by this source, or (None) by nobody."""
        for running in self._running.values():
            for attached in running.attached:
                if source is None:
                    attached.detach(stream)
                elif stream in running.planned.streams:
                    attached.attach(stream, source)

    async def stop(self, key: int) -> None:
        """End the recording; the web side is told once its files are closed."""
        running = self._running.pop(key, None)
        if running is None:
            return
        for attached in running.attached:
            await attached.close()
        self._reports.tracks_written(key, self._room)

    async def stop_all(self) -> None:
        """End every recording of the room."""
        for key in list(self._running):
            await self.stop(key)
        await asyncio.gather(*self._closing)

    def _mix(self, running: _Running) -> None:
        """Start, change or end the live mix."""
        planned, mixer = running.planned, running.mixer
        if planned.live is None:
            if mixer is not None:
                running.mixer = None
                self._close(mixer)
        elif mixer is None:
            tell = partial(self._reports.output_told, planned.id, self._room)
            context = MixerContext(self._slots, self._request_keyframe, self._account_of, tell)
            running.mixer = _Attached(LiveMixer(planned.live, planned.streams, context))
        elif isinstance(mixer.recorder, LiveMixer):
            mixer.recorder.show(planned.live, planned.streams)

    def _close(self, mixer: _Attached) -> None:
        task = asyncio.ensure_future(mixer.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _recorder(self, planned: PlannedRecording) -> Recorder:
        return self._make(
            planned.id,
            Path(planned.directory),
            self._node,
            self._request_keyframe,
            self._account_of,
            on_started=lambda at_ms: self._reports.recording_started(planned.id, self._room, at_ms),
            on_failed=lambda reason: self._reports.recording_failed(planned.id, self._room, reason),
        )
