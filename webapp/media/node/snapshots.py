"""Still pictures of a room's live streams: what is in the history will do, else the next key frame is asked for.

Packets are only collected on the loop; decoding and writing are the work of one thread per node.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from webapp.media.core.depacketise import EncodedFrame, assembler_for, parse_rtp
from webapp.media.core.reorder import ReorderBuffer
from webapp.media.core.rtp import MalformedRtp
from webapp.media.forwarder import InStream
from webapp.media.node.darkroom import Undecodable, make_still
from webapp.media.node.reports import Reports
from webapp.media.protocol import TakeSnapshot

logger = logging.getLogger(__name__)

PATIENCE_S = 3.0  # so long a camera may need for a key frame
LOOK_BACK = 600  # packets of the history; 2 s of a large picture
MAX_OPEN = 16  # pictures of one room on their way at the same time
_TIMESTAMP = slice(4, 8)
_darkroom = ThreadPoolExecutor(1, "darkroom")


def since_keyframe(stream: InStream) -> list[bytes]:
    """The packets from the latest key frame on, in order; none when it is too long ago or something is missing."""
    newest, starts = stream.stats.newest, stream.format.starts_keyframe
    if newest is None or starts is None:
        return []
    found: list[bytes] = []
    keyframe = b""
    for back in range(LOOK_BACK):
        packet = stream.packet((newest - back) & 0xFFFF)
        if keyframe and (packet is None or packet[_TIMESTAMP] != keyframe):
            return found[::-1]
        if packet is None:
            return []
        if not keyframe and starts(packet):
            keyframe = packet[_TIMESTAMP]  # parameter sets may lie in packets of their own before this one
        found.append(packet)
    return []


def lowest_in_time(frames: Sequence[EncodedFrame]) -> list[EncodedFrame]:
    """The frames without those of higher layers in time: to decode them is a fourth of the work.

    The last of them is at most three pictures older than the last of all.
    """
    return [frame for frame in frames if not frame.temporal_layer]


class Exposure:
    """One picture being taken: a tap (see `rtc.taps`) that puts packets together until there is a whole picture."""

    def __init__(
        self, wish: TakeSnapshot, source: InStream, now_s: float, on_ready: Callable[[Exposure], object]
    ) -> None:
        self.wish, self.source, self.begun_s = wish, source, now_s
        self._on_ready = on_ready
        self.frames: list[EncodedFrame] = []
        self.seen_s = now_s
        self._order: ReorderBuffer[bytes] = ReorderBuffer()
        self._assembler = assembler_for(source.format.codec)

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one packet; says once when there is a picture in `frames`."""
        if self.frames:
            return
        self._take(packet, arrival_s)
        if self.frames:
            self._on_ready(self)

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Clocks of senders do not matter: the server's time counts."""

    def look_back(self) -> bool:
        """Begin with what the stream has kept; False when that holds no key frame."""
        packets = since_keyframe(self.source)
        for packet in packets:
            self._take(packet, self.source.last_arrival_s)
        return bool(packets)

    def _take(self, packet: bytes, arrival_s: float) -> None:
        try:
            payload = parse_rtp(packet)
        except MalformedRtp:
            return
        for turn in self._order.push(payload.sequence, packet, arrival_s):
            self.frames += self._assembler.push(parse_rtp(turn.packet), after_loss=turn.after_loss)
            self.seen_s = arrival_s


class Snapshots:
    """Takes the pictures of one room and reports them."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._open: list[Exposure] = []
        self._work: set[asyncio.Task[None]] = set()

    def take(self, wish: TakeSnapshot, source: InStream | None) -> None:
        """Begin to take a picture of the stream; whatever becomes of it is reported."""
        if source is None:
            self._fail(wish, "The camera does not send.")
        elif source.format.media != "video":
            self._fail(wish, "Sound has no picture.")
        elif len(self._open) + len(self._work) >= MAX_OPEN:
            self._fail(wish, "Too many snapshots at once.")
        else:
            self._expose(wish, source)

    def _expose(self, wish: TakeSnapshot, source: InStream) -> None:
        loop = asyncio.get_running_loop()
        # Not at once: a stream that is telling its taps about a packet must not lose one of them meanwhile.
        exposure = Exposure(wish, source, time.monotonic(), lambda ready: loop.call_soon(self._on_ready, ready))
        if not exposure.look_back():
            source.request_keyframe(exposure.begun_s)
        if exposure.frames:
            self._develop(exposure)
            return
        source.add_tap(exposure)
        self._open.append(exposure)

    def _on_ready(self, exposure: Exposure) -> None:
        if exposure in self._open:
            self._close(exposure)
            self._develop(exposure)

    def tick(self, now_s: float) -> None:
        """Give up on those that had to wait too long; call it every second or oftener."""
        for exposure in list(self._open):
            if now_s - exposure.begun_s > PATIENCE_S:
                self._close(exposure)
                self._fail(exposure.wish, "The camera sent no key frame.")

    def close(self) -> None:
        """Give up on pictures that are not there yet."""
        for exposure in list(self._open):
            self._close(exposure)
            self._fail(exposure.wish, "The room was closed.")

    def _close(self, exposure: Exposure) -> None:
        self._open.remove(exposure)
        exposure.source.remove_tap(exposure)

    def _develop(self, exposure: Exposure) -> None:
        task = asyncio.ensure_future(self._finish(exposure))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _finish(self, exposure: Exposure) -> None:
        wish, form, frames = exposure.wish, exposure.source.format, lowest_in_time(exposure.frames)
        newer = (exposure.frames[-1].timestamp - frames[-1].timestamp & 0xFFFFFFFF) / form.clock_hz
        taken_ms = round((time.time() - (time.monotonic() - exposure.seen_s) - newer) * 1000)
        work = partial(make_still, form.codec, frames, Path(wish.path), wish.quality)
        try:
            still = await asyncio.get_running_loop().run_in_executor(_darkroom, work)
        except (Undecodable, OSError) as error:
            self._fail(wish, str(error))
            return
        picture = {"size": still.size, "sha256": still.sha256, "width": still.width, "height": still.height}
        self._reports.snapshot_taken(wish.token, wish.room, taken_ms, picture)

    def _fail(self, wish: TakeSnapshot, reason: str) -> None:
        logger.warning("no snapshot of %s %s %d: %s", wish.peer, wish.kind, wish.index, reason)
        self._reports.snapshot_failed(wish.token, wish.room, reason)
