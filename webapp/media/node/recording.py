"""The recordings of one room: what of which streams they take, and what the web side is told about them.

A recording has a recorder that keeps packets, or a mixer that shows them live, or both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from webapp.media.core.live import PlannedLive
from webapp.media.core.plan import PlannedRecording, Stream
from webapp.media.core.scene import Source
from webapp.media.core.shown import Spots, spots
from webapp.media.core.style import Framing
from webapp.media.node.feed import Feed
from webapp.media.node.reports import Reports
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.mixer import LiveMixer, MixerContext
from webapp.media.rtc.side_process import Slots
from webapp.media.rtc.taps import MakeRecorder, Recorder

Sources = Mapping[Stream, LayeredSource]
RequestKeyframe = Callable[[Stream], None]
AccountOf = Callable[[str], int]


class _Attached:
    """One recorder and what feeds it. A film `remembers` those who left: they keep their places in it."""

    def __init__(self, make: Callable[[RequestKeyframe], Recorder], account_of: AccountOf, *, remembers: bool) -> None:
        self._account_of, self._remembers = account_of, remembers
        self._feeds: dict[Stream, Feed] = {}
        self._recorded: frozenset[Source] = frozenset()
        self._spots = lru_cache(1)(spots)
        self.recorder = make(self._request_keyframe)

    def follow(self, wanted: Collection[Stream], sources: Sources, framing: Framing | None, now_s: float) -> None:
        """Let go of streams that are not wanted any more or closed, and take the layers that are needed of the others.

        Without a framing, and of screens, that is the highest.
        """
        for stream in [stream for stream in self._feeds if stream not in wanted or stream not in sources]:
            self._feeds.pop(stream).close()
        places = self._places(framing, {stream: sources[stream] for stream in wanted if stream in sources})
        for stream in wanted:
            if stream in sources:
                feed = self._feeds.get(stream) or self._feeds.setdefault(stream, Feed(self.recorder, stream))
                feed.follow(sources[stream], places.get(self._source(stream)), now_s)

    def _places(self, framing: Framing | None, sources: Sources) -> Spots:
        """Where those may be seen of whom pictures came."""
        named = {self._source(stream): source for stream, source in sources.items()}
        present = frozenset(name for name, source in named.items() if name in self._recorded or source.is_flowing)
        self._recorded = present | self._recorded if self._remembers else present
        return self._spots(framing, self._recorded, present) if framing is not None else {}

    def _source(self, stream: Stream) -> Source:
        return self._account_of(stream.peer), stream.kind, stream.index

    def _request_keyframe(self, stream: Stream) -> None:
        feed = self._feeds.get(stream)
        if feed is not None:
            feed.request_keyframe(time.monotonic())

    async def close(self) -> None:
        """Let go of everything and return when the recorder has finished."""
        for stream in list(self._feeds):
            self._feeds.pop(stream).close()
        recorder = self.recorder
        del self.recorder  # it refers to us
        await recorder.close()


@dataclass(slots=True)
class _Running:
    planned: PlannedRecording
    tapes: _Attached | None = None
    mixer: _Attached | None = None

    def follow(self, sources: Sources, now_s: float) -> None:
        """Have the recorder and the mixer take what they need of the sources that are open."""
        planned = self.planned
        if self.tapes is not None:
            self.tapes.follow(planned.streams, sources, planned.framing, now_s)
        if self.mixer is not None and planned.live is not None:
            self.mixer.follow(planned.streams, sources, planned.live.framing, now_s)


class Recordings:
    """Attaches recorders and mixers to streams as all of them come and go."""

    def __init__(
        self,
        room: int,
        node: str,
        reports: Reports,
        make_recorder: MakeRecorder,
        account_of: AccountOf,
        slots: Slots,
    ) -> None:
        self._room, self._node, self._reports = room, node, reports
        self._make, self._account_of = make_recorder, account_of
        self._slots = slots
        self._running: dict[int, _Running] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def put(self, planned: PlannedRecording, sources: Sources, now_s: float) -> None:
        """Start the recording, or change what it takes and shows; `sources` are those open now."""
        running = self._running.get(planned.id)
        if running is None:
            tapes = self._attached(partial(self._recorder, planned), remembers=True) if planned.directory else None
            running = self._running[planned.id] = _Running(planned, tapes)
        running.planned = planned
        self._mix(running)
        running.follow(sources, now_s)

    def follow(self, sources: Sources, now_s: float) -> None:
        """Take what is needed of the sources that are open now; call when they change, and once a second."""
        for running in self._running.values():
            running.follow(sources, now_s)

    async def stop(self, key: int) -> None:
        """End the recording; the web side is told once its files are closed."""
        running = self._running.pop(key, None)
        if running is None:
            return
        for attached in (running.tapes, running.mixer):
            if attached is not None:
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
            running.mixer = self._attached(partial(self._mixer, planned, planned.live), remembers=False)
        elif isinstance(mixer.recorder, LiveMixer):
            mixer.recorder.show(planned.live, planned.streams)

    def _close(self, mixer: _Attached) -> None:
        task = asyncio.ensure_future(mixer.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _attached(self, make: Callable[[RequestKeyframe], Recorder], *, remembers: bool) -> _Attached:
        return _Attached(make, self._account_of, remembers=remembers)

    def _mixer(self, planned: PlannedRecording, live: PlannedLive, request_keyframe: RequestKeyframe) -> Recorder:
        tell = partial(self._reports.output_told, planned.id, self._room)
        context = MixerContext(self._slots, request_keyframe, self._account_of, tell)
        return LiveMixer(live, planned.streams, context)

    def _recorder(self, planned: PlannedRecording, request_keyframe: RequestKeyframe) -> Recorder:
        return self._make(
            planned.id,
            Path(planned.directory),
            self._node,
            request_keyframe,
            self._account_of,
            on_started=lambda at_ms: self._reports.recording_started(planned.id, self._room, at_ms),
            on_failed=lambda reason: self._reports.recording_failed(planned.id, self._room, reason),
        )
