"""A subscriber of the load generator: counts in C, answers with the feedback a browser sends."""

from __future__ import annotations

import socket
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import cffi

from bench.media.rtc_client import RtcClient
from webapp.media.core import rtcp
from webapp.media.core.formats import RTX_FORMATS
from webapp.media.core.rtp import read_header
from webapp.media.core.twcc import FeedbackBuilder
from webapp.media.forwarder.build import compiler

MAGIC = b"MPRB"
FILLER = bytes(range(256)) * 8
SO_TIMESTAMPNS = 35
UDP_GRO = 104  # Linux; Python has no name for either
TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_HERE = Path(__file__).parent

ffi: Any = cffi.FFI()
ffi.cdef((_HERE / "receive.h").read_text())


def _build() -> Any:
    cc = compiler()
    if cc is None:
        raise SystemExit("The load generator counts in C: it needs a C compiler.")
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as directory:
        library = Path(directory) / "receive.so"
        subprocess.run([cc, "-O2", "-fPIC", "-shared", "-o", library, _HERE / "receive.c"], check=True)
        return ffi.dlopen(str(library))


lib: Any = _build()
_unknown: Any = ffi.new("uint8_t[]", lib.RX_PACKET)


class Latencies:
    """Microseconds from the publisher's clock to the kernel's receive time, of every packet sent in the window."""

    def __init__(self) -> None:
        self.c: Any = ffi.new("rx_latencies *")

    def begin(self, now_us: int) -> None:
        """What is sent from now on counts, whenever it arrives, and nothing from before."""
        self.c.count, self.c.from_us, self.c.for_us = 0, now_us & 0xFFFFFFFF, 0x7FFFFFFF

    def end(self, now_us: int) -> None:
        """What is sent from now on does not count any more."""
        self.c.for_us = (now_us - self.c.from_us) & 0xFFFFFFFF

    def sorted(self) -> list[int]:
        """All of them, the shortest first."""
        return sorted(ffi.unpack(self.c.values, self.c.count))


class Viewer:
    """One connection that receives some streams."""

    def __init__(self, client: RtcClient, streams: int) -> None:
        self.client = client
        self.is_mute = False  # sends no transport-cc feedback, although it was negotiated
        self.takes_runs = True  # the kernel hands runs of packets over as they were sent, and does not cut them first
        self._expected = streams
        self.feedbacks = 0
        self._c: Any = ffi.new("rx_client *")
        self._feedback = FeedbackBuilder()
        self._c.transport_cc = self._negotiated_extension()

    def _negotiated_extension(self) -> int:
        assert self.client.offer is not None
        lines = self.client.offer.media[0]
        if not any(line.startswith("a=rtcp-fb:") and line.endswith("transport-cc") for line in lines):
            return 0
        extension = next((line for line in lines if line.endswith(TRANSPORT_CC_URI)), "a=extmap:0 ")
        return int(extension.removeprefix("a=extmap:").split(" ")[0].split("/")[0])

    @property
    def received(self) -> int:
        """The media packets that came of those sent in the window."""
        return sum(stream.packets for stream in self._streams())

    @property
    def is_complete(self) -> bool:
        """Whether every stream has come, and its content was right."""
        return sum(1 for _ in self._streams()) == self._expected

    def _streams(self) -> list[Any]:
        return [s for s in self._c.streams[0 : self._c.stream_count] if not s.is_ignored]

    def listen(self) -> int:
        """Prepare the socket for kernel timestamps and, if it shall, for runs; returns its descriptor."""
        descriptor = self.client.detach()
        self.client.socket.setsockopt(socket.IPPROTO_UDP, UDP_GRO, self.takes_runs)
        self.client.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        return descriptor

    def drain(self, latencies: Latencies) -> None:
        """Take everything that arrived."""
        length = lib.rx_drain(self.client.socket.fileno(), self._c, latencies.c, _unknown)
        if length:
            self._meet(self.client.decrypt(ffi.buffer(_unknown, length)[:]))

    def _meet(self, packet: bytes) -> None:
        """A new stream: the payload must be what its publisher sent, and its clock gives the timestamp offset."""
        header = read_header(packet)
        payload = packet[header.payload_start : header.payload_end]
        at, is_repair = payload.find(MAGIC), header.payload_type in RTX_FORMATS
        if at < 0 and not is_repair:
            return  # from before the load began
        stream = self._c.streams[self._c.stream_count]
        stream.ssrc, stream.is_ignored = header.ssrc, is_repair
        if not is_repair:
            stamp, sequence = struct.unpack_from("!LH", payload, at + 4)
            assert payload[at + 10 :] == FILLER[sequence & 255 :][: len(payload) - at - 10], "the payload was changed"
            stream.offset = (header.timestamp - stamp) & 0xFFFFFFFF
        self._c.stream_count += 1

    # ---- what a browser says

    def report(self) -> None:
        """Send a receiver report."""
        blocks = [rtcp.ReportBlock(s.ssrc, 0, 0, s.highest, 0, 0, 0) for s in self._streams()]
        self.client.send_rtcp(rtcp.receiver_report(1, blocks))

    def feed_back(self) -> None:
        """Send transport-cc feedback, where it was negotiated; the times are those of an ideal link."""
        if self.is_mute:
            return
        for arrival in self._c.arrivals[0 : self._c.arrival_count]:
            self._feedback.on_packet(arrival.sequence, arrival.at_ns / 1e9)
        self._c.arrival_count = 0
        for fci in self._feedback.build():
            self.feedbacks += 1
            self.client.send_rtcp(rtcp.transport_feedback(1, self._c.streams[0].ssrc, fci))

    def keep_alive(self) -> None:
        """Send an ICE check."""
        assert self.client.remote is not None
        self.client.send_check(self.client.remote)
