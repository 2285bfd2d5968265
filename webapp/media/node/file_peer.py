"""A peer that is no page: a file that this node plays in the name of a person, by a process of its own."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import msgspec

from webapp.media.core import rtcp, side
from webapp.media.core.film_tracks import FILM_TRACKS
from webapp.media.core.plan import Kind, PlannedFile, PlannedPeer, Stream
from webapp.media.core.rtp import MalformedRtp, read_extensions
from webapp.media.forwarder import InStream
from webapp.media.node.reports import Reports
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.link import Endpoint
from webapp.media.rtc.peer import Peer, PeerEvents
from webapp.media.rtc.side_process import NotStarted, SideProcess, Slots, start_in_slot

logger = logging.getLogger(__name__)

MODULE = "webapp.media.player"
BUSY, LOST, FAILED, ENDED = "busy", "lost", "failed", "ended"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a file is played: the room, who is told, and the limit of processes on this machine."""

    room: int
    endpoint: Endpoint
    reports: Reports
    slots: Slots


class FilePeer(Peer):
    """Publishes what the player sends; receives nothing."""

    def __init__(self, planned: PlannedPeer, stage: Stage, events: PeerEvents) -> None:
        super().__init__(planned, stage.endpoint, lambda message: None, events)
        self._stage = stage
        self._sources: dict[Kind, LayeredSource] = {}
        self._streams: dict[int, InStream] = {}
        self._process: SideProcess | None = None
        self._why, self._is_closing = "", False

    @property
    def _file(self) -> PlannedFile:
        assert self.planned.plays is not None
        return self.planned.plays

    def update(self, planned: PlannedPeer, now_s: float) -> None:
        """Start the player, or tell it what is wanted now."""
        self.planned = planned
        if self._process is None and not self._why:
            self._start()
        if self._process is not None:
            self._process.tell(side.told("play", file=msgspec.to_builtins(self._file)))

    def _start(self) -> None:
        try:
            self._process = start_in_slot(MODULE, self._stage.slots, self._on_message, self._on_end)
        except NotStarted as failure:
            logger.warning("no player could be started: %s", failure)
            self._end(BUSY if failure.is_busy else FAILED)

    # ---- what the player says

    def _on_message(self, message: side.Message) -> None:
        match message:
            case side.Packet(track, _, data) if track < len(FILM_TRACKS):
                self._on_rtp(track, data)
            case side.Report(track, _, ntp, timestamp) if track in self._streams:
                stream = self._streams[track]
                report = rtcp.SenderReport(stream.ssrc, ntp, timestamp, 0, 0)
                stream.on_sender_report(report, time.monotonic())
            case side.Told("moved", facts):
                self._stage.reports.playback_moved(self._file.id, self._stage.room, **facts)
            case side.Told("ended"):
                self._why = ENDED
            case side.Told("failed", facts):
                logger.warning("player %d: %s", self._file.id, facts.get("reason"))
                self._why = FAILED

    def _on_rtp(self, track: int, packet: bytes) -> None:
        stream = self._streams.get(track) or self._put(track, packet)
        try:
            stream.on_rtp(packet, read_extensions(packet), time.monotonic())
        except MalformedRtp as error:
            logger.warning("player %d sent no RTP: %r", self._file.id, error)

    def _put(self, track: int, packet: bytes) -> InStream:
        """The first packet of a track."""
        rid, form = FILM_TRACKS[track]
        kind: Kind = "audio" if form.media == "audio" else "screen"
        stream = InStream(int.from_bytes(packet[8:12], "big"), form, lambda: self._want_keyframe(track))
        source = self._sources.setdefault(kind, LayeredSource(kind))
        source.put(rid, stream)
        source.set_open(True, time.monotonic())
        self._streams[track] = stream
        self._events.stream_appeared(Stream(self.planned.peer, kind, self._index(kind)), source)
        return stream

    def _index(self, kind: Kind) -> int:
        return next((index for published, index in self.planned.publishes if published == kind), 0)

    def _want_keyframe(self, track: int) -> None:
        if self._process is not None:
            self._process.send(side.told("keyframe", track=track))

    def _on_end(self, code: int) -> None:
        logger.info("player %d ended (%d)", self._file.id, code)
        self._process = None
        if not self._is_closing:
            self._end(self._why or LOST)

    def _end(self, why: str) -> None:
        self._why = why
        self._stage.reports.playback_ended(self._file.id, self._stage.room, why)

    # ---- time

    @property
    def is_restless(self) -> bool:
        """Whether viewers wait for a key frame."""
        return any(stream.is_restless for stream in self._streams.values())

    def tick_fast(self, now_s: float) -> None:
        """Every beat: key frames that viewers wait for."""
        for stream in self._streams.values():
            stream.due_nacks(now_s)

    def tick_slow(self, now_s: float) -> None:
        """Every second: nothing; the player reports by itself, and what of it was lost is lost."""

    async def close(self) -> None:
        """End the player."""
        self._is_closing = True
        for source in self._sources.values():
            source.detach_all()
        if self._process is not None:
            await self._process.stop()
        await super().close()
        self._sources.clear()  # the streams refer to the peer, and would keep its memory for a while
        self._streams.clear()
