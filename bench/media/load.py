"""The load itself: paced publishers and viewers that count, in one thread beside the measured process.

A publisher's RTP timestamp is a microsecond clock, so every received packet tells how long it travelled.
"""

from __future__ import annotations

import heapq
import itertools
import secrets
import select
import struct
import time
from collections.abc import Callable

from bench.media.rtc_client import RtcClient
from bench.media.viewer import FILLER, MAGIC, Latencies, Viewer
from webapp.media.core import formats
from webapp.media.core.rtp import abs_send_time

WARMUP_S, MOST_WARMUP_S = 2.0, 60.0
PACKETS_PER_FRAME = 10
BURSTS = (4, 4, 2)  # how a browser's pacer sends a frame
BURST_GAP_S = 0.005
KEYFRAME_EVERY = 30
KEEPALIVE_S = 2.5
REPORT_S = 1.0
FEEDBACK_S = 0.06  # Chromium sends about 16 a second


def now_us() -> int:
    """The wall clock in microseconds."""
    return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1000


class Publisher:
    """Sends `rate` packets per second in frames of ten, each frame in three bursts."""

    def __init__(self, client: RtcClient, mid: str, *, rate: int = 300, payload_bytes: int = 1100) -> None:
        self.client, self.sent = client, 0
        self._mid, self._size = mid.encode(), payload_bytes
        self.pace(rate)
        self._ssrc = secrets.randbelow(0x7FFFFFFF) + 1
        self._sequence = self._transport_sequence = self._frame = self._burst = 0
        self._frame_at_s = time.monotonic() + secrets.randbelow(1000) / 1000 * self._frame_s

    def pace(self, rate: float) -> None:
        """Send so many packets per second, from the next frame on."""
        self._frame_s = PACKETS_PER_FRAME / rate

    @property
    def due_s(self) -> float:
        """When the next burst is to be sent, on the monotonic clock."""
        return self._frame_at_s + self._burst * BURST_GAP_S

    def send_burst(self) -> None:
        """Send the next burst: encrypted first, then back to back."""
        first = sum(BURSTS[: self._burst])
        packets = [self._packet(index) for index in range(first, first + BURSTS[self._burst])]
        for data in [self.client.encrypt(packet) for packet in packets]:
            self.client.send_raw(data)
        self.sent += len(packets)
        self._burst += 1
        if self._burst == len(BURSTS):
            self._burst, self._frame = 0, self._frame + 1
            # After a stall, go on from now: a backlog would be another load than the one described.
            self._frame_at_s = max(self._frame_at_s + self._frame_s, time.monotonic() - 0.2)

    def _packet(self, index: int) -> bytes:
        stamp = now_us() & 0xFFFFFFFF
        is_key = self._frame % KEYFRAME_EVERY == 0
        marker = 0x80 if index == PACKETS_PER_FRAME - 1 else 0
        header = struct.pack("!BBHLL", 0x90, formats.VP8.payload_type | marker, self._sequence, stamp, self._ssrc)
        body = bytes((0x10 if index == 0 else 0, 0x10 if is_key else 0x11, 2, 0)) + b"\x9d\x01\x2a\x00\x05\xd0\x02"
        body += MAGIC + struct.pack("!LH", stamp, self._sequence)
        body += FILLER[self._sequence & 255 :][: self._size - len(body)]
        self._sequence = (self._sequence + 1) & 0xFFFF
        return header + self._extensions() + body

    def _extensions(self) -> bytes:
        """What a browser sends: MID, abs-send-time, transport-cc."""
        self._transport_sequence = (self._transport_sequence + 1) & 0xFFFF
        elements = bytes((formats.EXT_MID << 4 | len(self._mid) - 1,)) + self._mid
        sent_at = abs_send_time(time.monotonic()).to_bytes(3, "big")
        elements += bytes((formats.EXT_ABS_SEND_TIME << 4 | 2,)) + sent_at
        elements += struct.pack("!BH", formats.EXT_TRANSPORT_CC << 4 | 1, self._transport_sequence)
        elements += bytes(-len(elements) % 4)
        return struct.pack("!HH", 0xBEDE, len(elements) // 4) + elements

    def keep_alive(self) -> None:
        """Send an ICE check."""
        assert self.client.remote is not None
        self.client.send_check(self.client.remote)


class Load:
    """Publishers and viewers, driven by one poll loop and one row of chores."""

    def __init__(self, publishers: list[Publisher], viewers: list[Viewer]) -> None:
        self.publishers, self.viewers = publishers, viewers
        self.latencies = Latencies()
        self._poll = select.epoll()
        self._by_descriptor = {viewer.listen(): viewer for viewer in viewers}
        self._sending = {publisher.client.detach(): publisher for publisher in publishers}
        for descriptor in (*self._by_descriptor, *self._sending):
            self._poll.register(descriptor, select.EPOLLIN)
        self._order = itertools.count()
        self._chores: list[tuple[float, int, float, Callable[[], None]]] = []
        for viewer in viewers:
            self._repeat(REPORT_S, viewer.report)
            self._repeat(FEEDBACK_S, viewer.feed_back)
            self._repeat(KEEPALIVE_S, viewer.keep_alive)
        for publisher in publishers:
            self._repeat(KEEPALIVE_S, publisher.keep_alive)

    def _repeat(self, every_s: float, chore: Callable[[], None]) -> None:
        """Do it so often, beginning at a moment of its own."""
        first_s = time.monotonic() + every_s * secrets.randbelow(1000) / 1000
        heapq.heappush(self._chores, (first_s, next(self._order), every_s, chore))

    def warm_up(self) -> None:
        """Send and receive until every viewer has every stream: bandwidth estimates must grow first."""
        until_s = time.monotonic() + MOST_WARMUP_S
        self.run(WARMUP_S)
        while not all(viewer.is_complete for viewer in self.viewers):
            assert time.monotonic() < until_s, "a stream did not come"
            self.run(1.0)

    def measure(self, seconds: float) -> None:
        """Send and receive for that long; what is sent meanwhile counts, also what is still under way at the end."""
        self.latencies.begin(now_us())
        self.run(seconds)
        self.latencies.end(now_us())

    def run(self, seconds: float) -> None:
        """Send and receive for that long."""
        end_s = time.monotonic() + seconds
        while (now_s := time.monotonic()) < end_s:
            for publisher in self.publishers:
                if now_s >= publisher.due_s:
                    publisher.send_burst()
            self._do_chores(now_s)
            due_s = min(self._chores[0][0], *(publisher.due_s for publisher in self.publishers))
            self._receive(max(0.0, due_s - time.monotonic()))

    def _receive(self, timeout_s: float) -> None:
        for descriptor, _ in self._poll.poll(timeout_s):
            viewer = self._by_descriptor.get(descriptor)
            if viewer is not None:
                viewer.drain(self.latencies)
            else:
                self._discard_feedback(self._sending[descriptor])

    def _discard_feedback(self, publisher: Publisher) -> None:
        try:
            while True:
                publisher.client.socket.recv(2048)
        except OSError:
            return

    def _do_chores(self, now_s: float) -> None:
        while self._chores[0][0] <= now_s:
            due_s, order, every_s, chore = self._chores[0]
            chore()
            heapq.heapreplace(self._chores, (max(due_s + every_s, now_s - 1), order, every_s, chore))
