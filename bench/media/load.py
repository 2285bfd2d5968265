"""The load itself: one paced publisher, many subscribers that count, in one thread beside the measured process.

The publisher's RTP timestamp is a microsecond clock, so every received packet tells how long it travelled.
"""

from __future__ import annotations

import secrets
import select
import socket
import struct
import time
from dataclasses import dataclass, field

from bench.media.rtc_client import RtcClient
from webapp.media.core import formats, rtcp
from webapp.media.core.rtp import abs_send_time, read_header

PACKETS_PER_FRAME = 10
BURSTS = (4, 4, 2)  # how a browser's pacer sends a frame
BURST_GAP_S = 0.005
KEYFRAME_EVERY = 30
MAGIC = b"MPRB"
KEEPALIVE_S = 2.5
REPORT_S = 1.0
_FILLER = bytes(range(256)) * 8
_TIMESTAMP = struct.Struct("@qq")  # struct timespec of SO_TIMESTAMPNS
SO_TIMESTAMPNS = 35


def now_us() -> int:
    """The wall clock in microseconds."""
    return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1000


class Publisher:
    """Sends `rate` packets per second in frames of ten, each frame in three bursts."""

    def __init__(self, client: RtcClient, mid: str, *, rate: int = 300, payload_bytes: int = 1100) -> None:
        self.client, self.sent = client, 0
        self._mid, self._size = mid.encode(), payload_bytes
        self._frame_s = PACKETS_PER_FRAME / rate
        self._ssrc = secrets.randbelow(0x7FFFFFFF) + 1
        self._sequence = self._transport_sequence = self._frame = self._burst = 0
        self._frame_at_s = time.monotonic()

    @property
    def due_s(self) -> float:
        """When the next burst is to be sent, on the monotonic clock."""
        return self._frame_at_s + self._burst * BURST_GAP_S

    def send_burst(self) -> None:
        """Send the next burst."""
        first = sum(BURSTS[: self._burst])
        for index in range(first, first + BURSTS[self._burst]):
            self.client.send_rtp(self._packet(index))
            self.sent += 1
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
        body += _FILLER[self._sequence & 255 :][: self._size - len(body)]
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


@dataclass
class Subscriber:
    """Counts one stream from the clear RTP header; decrypts one packet to learn the timestamp offset."""

    client: RtcClient
    ssrc: int
    received: int = 0
    highest: int = 0
    is_verified: bool = False
    latencies_us: list[int] = field(default_factory=list)
    _offset: int = 0

    def listen(self) -> int:
        """Prepare the socket for kernel timestamps; returns its descriptor."""
        descriptor = self.client.detach()
        self.client.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        return descriptor

    def drain(self, *, is_measuring: bool) -> None:
        """Take everything that arrived."""
        receive = self.client.socket.recvmsg
        while True:
            try:
                data, control, _, _ = receive(2048, 64)
            except OSError:
                return
            if len(data) > 12 and data[0] >> 6 == 2 and data[8:12] == self.ssrc.to_bytes(4, "big"):
                self._take(data, control, is_measuring=is_measuring)

    def _take(self, data: bytes, control: list[tuple[int, int, bytes]], *, is_measuring: bool) -> None:
        if not self.is_verified:
            self._verify(self.client.decrypt(data))
        if not is_measuring:
            return
        self.received += 1
        self.highest = int.from_bytes(data[2:4], "big")
        if control:
            seconds, nanoseconds = _TIMESTAMP.unpack(control[0][2][: _TIMESTAMP.size])
            arrived = seconds * 1_000_000 + nanoseconds // 1000
            sent = int.from_bytes(data[4:8], "big") - self._offset
            self.latencies_us.append((arrived - sent + 0x80000000 & 0xFFFFFFFF) - 0x80000000)

    def _verify(self, packet: bytes) -> None:
        """The payload must be what the publisher sent; its clock gives the timestamp offset."""
        header = read_header(packet)
        payload = packet[header.payload_start : header.payload_end]
        at = payload.find(MAGIC)
        if at < 0:  # a packet from before the load began
            return
        stamp, sequence = struct.unpack_from("!LH", payload, at + 4)
        assert payload[at + 10 :] == _FILLER[sequence & 255 :][: len(payload) - at - 10], "the payload was changed"
        self._offset = header.timestamp - stamp
        self.is_verified = True

    def report(self) -> None:
        """Send a receiver report, as every browser does."""
        block = rtcp.ReportBlock(self.ssrc, 0, 0, self.highest, 0, 0, 0)
        self.client.send_rtcp(rtcp.receiver_report(1, [block]))

    def keep_alive(self) -> None:
        """Send an ICE check."""
        assert self.client.remote is not None
        self.client.send_check(self.client.remote)


class Load:
    """Publisher and subscribers, driven by one poll loop."""

    def __init__(self, publisher: Publisher, subscribers: list[Subscriber]) -> None:
        self.publisher, self.subscribers = publisher, subscribers
        self._poll = select.epoll()
        self._by_descriptor = {subscriber.listen(): subscriber for subscriber in subscribers}
        self._publisher_descriptor = publisher.client.detach()
        for descriptor in (*self._by_descriptor, self._publisher_descriptor):
            self._poll.register(descriptor, select.EPOLLIN)
        self._next_report_s = self._next_keepalive_s = time.monotonic()

    def run(self, seconds: float, *, is_measuring: bool) -> None:
        """Send and receive for that long."""
        end_s = time.monotonic() + seconds
        while (now_s := time.monotonic()) < end_s:
            if now_s >= self.publisher.due_s:
                self.publisher.send_burst()
            self._do_chores(now_s)
            self._receive(max(0.0, self.publisher.due_s - time.monotonic()), is_measuring=is_measuring)

    def _receive(self, timeout_s: float, *, is_measuring: bool) -> None:
        for descriptor, _ in self._poll.poll(timeout_s):
            subscriber = self._by_descriptor.get(descriptor)
            if subscriber is not None:
                subscriber.drain(is_measuring=is_measuring)
            else:
                self._discard_feedback()

    def _discard_feedback(self) -> None:
        try:
            while True:
                self.publisher.client.socket.recv(2048)
        except OSError:
            return

    def _do_chores(self, now_s: float) -> None:
        if now_s >= self._next_report_s:
            self._next_report_s = now_s + REPORT_S
            for subscriber in self.subscribers:
                subscriber.report()
        if now_s >= self._next_keepalive_s:
            self._next_keepalive_s = now_s + KEEPALIVE_S
            assert self.publisher.client.remote is not None
            self.publisher.client.send_check(self.publisher.client.remote)
            for subscriber in self.subscribers:
                subscriber.keep_alive()
