"""The recorder of one recording on one node: keeps the room's packets as they come, for the writer thread to store.

Nothing is parsed here: order, losses, frames and clocks are found out from the files, when there is time for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from webapp.media.core import tape
from webapp.media.core.formats import FORMATS
from webapp.media.core.plan import Stream
from webapp.media.rtc.recording.batch import Batch
from webapp.media.rtc.recording.folder import Folder, Label
from webapp.media.rtc.recording.track import Track
from webapp.media.rtc.recording.writer import Writer

FLUSH_S = 0.5  # what a killed process may lose at most
KEYFRAME_EVERY_S = 10.0
_KEYFRAME_TESTS = {form.codec: form.starts_keyframe for form in FORMATS.values()}


class TapeTap:
    """Takes one stream's packets on the event loop; satisfies `webapp.media.rtc.taps.Tap`."""

    def __init__(self, track: Track, label: Label, wall: WallClock) -> None:
        self.track = track
        self.is_video = label.kind != "audio"
        self.keyframe_asked_s = wall.now_s()
        self._wall = wall
        self._starts_keyframe = _KEYFRAME_TESTS.get(label.codec)
        self._batch = Batch()
        self._is_open = self._is_new = True

    @property
    def needs_keyframe(self) -> bool:
        """Whether none has come yet; later ones are asked for by the stream itself."""
        return self._starts_keyframe is not None

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one plaintext RTP packet; `arrival_s` may be on any clock that runs in seconds."""
        if self._is_new and not self._is_wanted(packet, arrival_s):
            return
        self._batch.packets.append(packet)
        self._batch.arrivals_s.append(arrival_s)

    def _is_wanted(self, packet: bytes, arrival_s: float) -> bool:
        """Look at packets until the clock is set and, of a picture, the first key frame is there; and when closed."""
        self._wall.set(arrival_s)
        if self._starts_keyframe is not None and self._starts_keyframe(packet):
            self._starts_keyframe = None
        self._is_new = self._starts_keyframe is not None or not self._is_open
        return self._is_open

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the sender's clock pair: 64-bit NTP time (32.32 s) and RTP timestamp (RFC 3550 6.4.1)."""
        if self._is_open:
            self._batch.add(tape.Report(round(self._wall.now_s() * 1_000_000), ntp, rtp_ts))

    def take(self) -> Batch:
        """Hand over what has come since the last time."""
        batch, self._batch = self._batch, Batch()
        batch.to_wall_s = self._wall.difference_s
        return batch

    def close(self) -> None:
        """Ignore what still comes."""
        self._is_open, self._is_new = False, True


class WallClock:
    """Wall-clock times for arrivals that the caller measures on a clock of its own."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.now_s = now_s
        self.difference_s = 0.0
        self._is_set = False

    def set(self, arrival_s: float) -> None:
        """The first arrival is taken to be now, so the two clocks may start anywhere."""
        if not self._is_set:
            self._is_set, self.difference_s = True, self.now_s() - arrival_s

    def of_arrival_us(self, arrival_s: float) -> int:
        """Translate to microseconds."""
        self.set(arrival_s)
        return int((arrival_s + self.difference_s) * 1_000_000)


class RecorderSet:
    """Records the streams of one recording into `directory`; satisfies `taps.Recorder`.

    Made and used on the event loop; `request_keyframe`, `on_started` (once, wall clock in ms of the first packet) and
    `on_failed` (once, a sentence: nothing more is written) are called on it.
    """

    def __init__(
        self,
        recording_id: int,
        directory: Path,
        node: str,
        request_keyframe: Callable[[Stream], None],
        account_of: Callable[[str], int],
        on_started: Callable[[int], None] | None = None,
        on_failed: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._request_keyframe = request_keyframe
        self._account_of = account_of
        self._on_started, self._on_failed = on_started, on_failed
        self._has_started = False
        self._wall = WallClock(clock)
        self._folder = Folder(directory, node)
        self._writer = Writer(f"recording {recording_id}", self._failed)
        self._taps: dict[Stream, TapeTap] = {}
        self._timer = self._loop.call_later(FLUSH_S, self._tick)

    def attach(self, stream: Stream, codec: str) -> TapeTap:
        """Begin a segment for this stream; a camera or screen is asked for a key frame.

        Any codec can be kept, known or not. Attaching a stream again ends its earlier segment.
        """
        self.detach(stream)
        label = Label(self._account_of(stream.peer), stream.kind, stream.index, codec.lower())
        tap = TapeTap(Track(self._folder, label, self._started), label, self._wall)
        self._taps[stream] = tap
        if tap.is_video:
            self._request_keyframe(stream)
        return tap

    def detach(self, stream: Stream) -> None:
        """End the stream's segment; unknown streams are ignored."""
        tap = self._taps.pop(stream, None)
        if tap is None:
            return
        tap.close()
        batch = tap.take()
        if not batch.is_empty:
            self._writer.submit(partial(tap.track.write, batch))
        self._writer.submit(partial(tap.track.finish, round(self._wall.now_s() * 1000)))

    def flush(self) -> None:
        """Have everything written that has come so far, and see to key frames; done every FLUSH_S by itself."""
        batches = [(tap.track, tap.take()) for tap in self._taps.values()]
        full = [(track, batch) for track, batch in batches if not batch.is_empty]
        if full:
            self._writer.submit_if_room(partial(_write, full))
        for stream, tap in self._taps.items():
            self._mind_keyframes(stream, tap)

    async def close(self) -> None:
        """End every segment and return when the files and the manifest are complete; may be called twice."""
        self._timer.cancel()
        for stream in list(self._taps):
            self.detach(stream)
        await self._writer.close()

    def _tick(self) -> None:
        self._timer = self._loop.call_later(FLUSH_S, self._tick)
        self.flush()

    def _mind_keyframes(self, stream: Stream, tap: TapeTap) -> None:
        """Without them a film could not begin in the middle of a call, nor go on after damage."""
        now_s = self._wall.now_s()
        if tap.is_video and (tap.needs_keyframe or now_s - tap.keyframe_asked_s >= KEYFRAME_EVERY_S):
            tap.keyframe_asked_s = now_s
            self._request_keyframe(stream)

    def _started(self, at_ms: int) -> None:
        """Called on the writer thread for every segment."""
        if self._on_started is not None and not self._has_started:
            self._has_started = True
            self._on_loop(partial(self._on_started, at_ms))

    def _failed(self, error: OSError) -> None:
        """Called on the writer thread."""
        self._on_loop(partial(self._give_up, error.strerror or str(error)))

    def _give_up(self, reason: str) -> None:
        self._timer.cancel()
        for tap in self._taps.values():
            tap.close()
        if self._on_failed is not None:
            self._on_failed(reason)

    def _on_loop(self, call: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the process is ending, the file is not to suffer
            self._loop.call_soon_threadsafe(call)


def _write(batches: Sequence[tuple[Track, Batch]]) -> None:
    for track, batch in batches:
        track.write(batch)
