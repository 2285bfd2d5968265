"""One recorded stream on the writer thread: packets in, segment files and manifest lines out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from glob import escape
from itertools import count
from pathlib import Path

from webapp.media.core.depacketise import EncodedFrame, assembler_for, parse_rtp
from webapp.media.core.plan import Kind
from webapp.media.core.reorder import Arrived, ReorderBuffer
from webapp.media.core.rtp import MalformedRtp
from webapp.media.core.timeline import SegmentClosed, SegmentStarted, SenderClock, StreamClock
from webapp.media.rtc.recording import manifest
from webapp.media.rtc.recording.segment_file import SegmentFile

logger = logging.getLogger(__name__)

KEYFRAME_EVERY_S = 10.0
KEYFRAME_RETRY_S = 0.5
TICKS_PER_S = {"vp8": 90000, "h264": 90000, "opus": 48000}


@dataclass(frozen=True, slots=True)
class Label:
    """What a track's files are called and whose they are."""

    node: str
    account: int
    kind: Kind
    index: int
    codec: str


@dataclass(slots=True)
class _OpenSegment:
    name: str
    file: SegmentFile
    started_at_ms: int
    parameter_sets: bytes
    frames: int = 0


class Track:
    """Writes one stream as a row of segments; a new one when H.264 parameter sets or the RTP source change.

    `ask_keyframe` is called whenever a keyframe is wanted, `on_started` with the wall clock (ms) of each segment's
    first frame. Times passed in are wall-clock seconds. Raises OSError or av.FFmpegError when the file fails.
    """

    def __init__(
        self,
        directory: Path,
        label: Label,
        sender: SenderClock,
        ask_keyframe: Callable[[], None],
        on_started: Callable[[int], None],
    ) -> None:
        self._directory = directory
        self._label = label
        self._sender = sender
        self._ask_keyframe = ask_keyframe
        self._on_started = on_started
        self._segment: _OpenSegment | None = None
        self._ssrc: int | None = None
        self._keyframe_asked_s: float | None = None
        self._is_abandoned = False
        self._begin_source()

    def _begin_source(self) -> None:
        self._reorder = ReorderBuffer()
        self._assembler = assembler_for(self._label.codec)
        self._clock = StreamClock(TICKS_PER_S[self._label.codec], self._sender)

    def take(self, packet: bytes, arrival_s: float) -> None:
        """Take one RTP packet; a malformed one is dropped, and so is all that comes after a failure."""
        if self._is_abandoned:
            return
        try:
            payload = parse_rtp(packet)
        except MalformedRtp:
            logger.debug("%s: malformed packet dropped", self._label)
            return
        if payload.ssrc != self._ssrc:
            self.finish(arrival_s)
            self._ssrc = payload.ssrc
            self._begin_source()
        for arrived in self._reorder.push(payload.sequence, packet, arrival_s):
            self._assemble(arrived)
        self._mind_keyframes(arrival_s)

    def report(self, ntp_s: float, timestamp: int, wall_s: float) -> None:
        """Take one sender report."""
        self._clock.report(ntp_s, timestamp, wall_s)

    def finish(self, wall_s: float) -> None:
        """Write what is still held and close the file."""
        if self._is_abandoned:
            return
        for arrived in self._reorder.flush():
            self._assemble(arrived)
        self._close_segment(wall_s)

    def abandon(self) -> None:
        """Close the file without a closing line, after a failure; what it holds so far stays readable."""
        self._is_abandoned = True
        segment, self._segment = self._segment, None
        if segment is not None:
            segment.file.close()

    def _assemble(self, arrived: Arrived) -> None:
        payload = parse_rtp(arrived.packet)
        self._clock.arrived(payload.timestamp, arrived.arrival_s)
        for frame in self._assembler.push(payload, after_loss=arrived.after_loss):
            self._write(frame, self._clock.wall_s(frame.timestamp))

    def _mind_keyframes(self, now_s: float) -> None:
        if self._label.codec == "opus":
            return
        if self._keyframe_asked_s is None:
            self._keyframe_asked_s = now_s  # who attached us has asked already
        interval_s = KEYFRAME_RETRY_S if self._assembler.needs_keyframe else KEYFRAME_EVERY_S
        if now_s - self._keyframe_asked_s >= interval_s:
            self._keyframe_asked_s = now_s
            self._ask_keyframe()

    def _write(self, frame: EncodedFrame, wall_s: float) -> None:
        segment = self._segment
        if segment and frame.parameter_sets and frame.parameter_sets != segment.parameter_sets:
            self._close_segment(wall_s)
            segment = None
        if segment is None:
            segment = self._open_segment(frame, wall_s)
        segment.file.write(frame, round(wall_s * 1000) - segment.started_at_ms)
        segment.frames += 1

    def _open_segment(self, first: EncodedFrame, wall_s: float) -> _OpenSegment:
        name, started_at_ms = self._free_name(), round(wall_s * 1000)
        file = SegmentFile(self._directory / name, self._label.codec, first)
        self._segment = _OpenSegment(name, file, started_at_ms, first.parameter_sets)
        who = self._label
        line = SegmentStarted(name, who.account, who.kind, who.index, who.codec, started_at_ms, who.node)
        manifest.append(self._directory, line)
        logger.info("segment %s started", name)
        self._on_started(started_at_ms)
        return self._segment

    def _free_name(self) -> str:
        """The next unused number: a node that was restarted finds its predecessor's files."""
        who, directory = self._label, self._directory
        number = next(n for n in count() if not any(directory.glob(f"{escape(who.node)}-{n}-*")))
        return f"{who.node}-{number}-{who.account}-{who.kind}{who.index}.mkv"

    def _close_segment(self, wall_s: float) -> None:
        segment, self._segment = self._segment, None
        if segment is None:
            return
        segment.file.close()
        closed = SegmentClosed(segment.name, round(wall_s * 1000), segment.frames)
        manifest.append(self._directory, closed)
        logger.info("segment %s closed, %d frames", segment.name, segment.frames)
