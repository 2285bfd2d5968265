"""The recorder of one recording on one node: takes the room's packets and hands them to the writer thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from webapp.media.core.plan import Stream
from webapp.media.core.timeline import SenderClock
from webapp.media.rtc.recording.track import Label, Track
from webapp.media.rtc.recording.writer import Writer

_NTP_FRACTION = 1 << 32


class StreamTap:
    """Takes one stream's packets on the event loop; satisfies `webapp.media.rtc.taps.Tap`."""

    def __init__(self, track: Track, writer: Writer, wall: WallClock) -> None:
        self._track = track
        self._writer = writer
        self._wall = wall
        self._is_open = True

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one plaintext RTP packet; `arrival_s` may be on any clock that runs in seconds."""
        if self._is_open:
            job = partial(self._track.take, packet, self._wall.of_arrival(arrival_s))
            self._writer.submit_if_room(job, self._give_up)

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the sender's clock pair: 64-bit NTP time (32.32 s) and RTP timestamp (RFC 3550 6.4.1)."""
        if self._is_open:
            job = partial(self._track.report, ntp / _NTP_FRACTION, rtp_ts, self._wall.now_s())
            self._writer.submit_if_room(job, self._give_up)

    def close(self) -> None:
        """End the segment; later packets are ignored."""
        if self._is_open:
            self._is_open = False
            self._writer.submit(partial(self._track.finish, self._wall.now_s()), self._track.abandon)

    def _give_up(self) -> None:
        """Called on the writer thread."""
        self._is_open = False
        self._track.abandon()


class WallClock:
    """Wall-clock seconds for arrival times that the caller measures on a clock of its own."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.now_s = now_s
        self._difference_s: float | None = None

    def of_arrival(self, arrival_s: float) -> float:
        """Translate; the first arrival is taken to be now, so the two clocks may start anywhere."""
        if self._difference_s is None:
            self._difference_s = self.now_s() - arrival_s
        return arrival_s + self._difference_s


class RecorderSet:
    """Records the streams of one recording into `directory`, without decoding; satisfies `taps.Recorder`.

    Made and used on the event loop; `request_keyframe` and `on_started` (once, wall clock in ms of the first packet
    written) are called on it.
    """

    def __init__(
        self,
        recording_id: int,
        directory: Path,
        node: str,
        request_keyframe: Callable[[Stream], None],
        account_of: Callable[[str], int],
        on_started: Callable[[int], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._recording_id = recording_id
        self._directory = directory
        self._node = node
        self._request_keyframe = request_keyframe
        self._account_of = account_of
        self._on_started = on_started
        self._has_started = False
        self._wall = WallClock(clock)
        self._writer = Writer(f"recording {recording_id}")
        self._writer.submit(partial(directory.mkdir, parents=True, exist_ok=True), lambda: None)
        self._senders: dict[str, SenderClock] = {}
        self._taps: dict[Stream, StreamTap] = {}

    def attach(self, stream: Stream, codec: str) -> StreamTap:
        """Begin a segment for this stream and ask for a keyframe; `codec` is vp8, h264 or opus in any case.

        Attaching a stream again ends its earlier segment. Raises KeyError for another codec.
        """
        self.detach(stream)
        label = Label(self._node, self._account_of(stream.peer), stream.kind, stream.index, codec.lower())
        sender = self._senders.setdefault(stream.peer, SenderClock())
        track = Track(self._directory, label, sender, partial(self._ask_keyframe, stream), self._started)
        self._taps[stream] = StreamTap(track, self._writer, self._wall)
        if codec.lower() != "opus":
            self._request_keyframe(stream)
        return self._taps[stream]

    def detach(self, stream: Stream) -> None:
        """End the stream's segment; unknown streams are ignored."""
        tap = self._taps.pop(stream, None)
        if tap is not None:
            tap.close()

    async def close(self) -> None:
        """End every segment and return when the files and the manifest are complete; may be called twice."""
        for stream in list(self._taps):
            self.detach(stream)
        await self._writer.close()

    def _ask_keyframe(self, stream: Stream) -> None:
        """Called on the writer thread."""
        self._on_loop(partial(self._request_if_attached, stream))

    def _request_if_attached(self, stream: Stream) -> None:
        if stream in self._taps:
            self._request_keyframe(stream)

    def _started(self, at_ms: int) -> None:
        """Called on the writer thread for every segment."""
        if self._on_started is not None and not self._has_started:
            self._has_started = True
            self._on_loop(partial(self._on_started, at_ms))

    def _on_loop(self, call: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the process is ending, the file is not to suffer
            self._loop.call_soon_threadsafe(call)
