"""A forwarder between two wires with a loss pattern: real UDP and SRTP towards viewers, and no clock."""

from __future__ import annotations

import secrets
import socket
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import cast

from pylibsrtp import Policy, Session

from bench.media.rtc_client import rtp_packet
from webapp.media.core import rtcp, rtp
from webapp.media.core.formats import EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, VP8, Format
from webapp.media.forwarder import SendLog, SendRun, SrtpHandle, pyfwd
from webapp.media.forwarder.runs import new_sender

UDP_GRO = 104  # Linux; Python has no name for it

twin: ModuleType = pyfwd
"""The forwarder under test; the fixture `each_twin` changes it."""

KEY = b"\x10\x10\x02\x00\x9d\x01\x2a"
DELTA = b"\x10\x11\x02\x00"


def srtp_sessions() -> tuple[Session, Session]:
    """One end that encrypts and one that decrypts."""
    key, profile = secrets.token_bytes(30), Policy.SRTP_PROFILE_AES128_CM_SHA1_80
    sides = (Policy.SSRC_ANY_OUTBOUND, Policy.SSRC_ANY_INBOUND)
    encrypting, decrypting = (Session(Policy(key=key, ssrc_type=side, srtp_profile=profile)) for side in sides)
    return encrypting, decrypting


def udp_socket(family: int = socket.AF_INET) -> socket.socket:
    """A socket on the loopback; raises OSError where there is no such family."""
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
    return made


class Viewer:
    """A subscriber at the far end of a lossy wire: collects packets, asks for what it lacks."""

    def __init__(
        self,
        *,
        kind: Format = VP8,
        loses: Callable[[int], bool] = lambda n: False,
        log: SendLog | None = None,
        over_tcp: bool = False,
        family: int = socket.AF_INET,
        send_run: SendRun | None = None,
    ) -> None:
        """`over_tcp`: the forwarder may not send by itself."""
        self._sending, self._receiving = srtp_sessions()
        self._loses, self._count = loses, 0
        self._packets: list[bytes] = []
        self._padding: list[bytes] = []
        self.empty: list[int] = []
        """The numbers of the packets that came again and had nothing in them."""
        self.reports: list[rtcp.Packet] = []
        self._socket, port = udp_socket(family), udp_socket(family)
        for mine in (self._socket, port):
            weakref.finalize(self, mine.close)
        self.out = twin.OutStream(
            srtp=cast(SrtpHandle, self._sending._srtp[0]),
            sendto=port.sendto,
            address=self._socket.getsockname()[:2],
            send_rtcp=lambda data: self.reports.extend(rtcp.parse(data)),
            ssrc=77,
            rtx_ssrc=78,
            clock_hz=kind.clock_hz,
            log=log or twin.SendLog(),
            descriptor=None if over_tcp else port.fileno(),
            send_run=None if over_tcp else send_run or new_sender(port),
        )

    @property
    def packets(self) -> list[bytes]:
        """What came, retransmissions unwrapped."""
        self._drain()
        return self._packets

    @property
    def padding(self) -> list[bytes]:
        """The bandwidth probes that came."""
        self._drain()
        return self._padding

    def _drain(self) -> None:
        while True:
            try:
                self._take(self._socket.recv(2048))
            except BlockingIOError:
                return

    def _take(self, data: bytes) -> None:
        self._count += 1
        if self._loses(self._count):
            return
        packet = self._receiving.unprotect(data)
        if rtp.read_header(packet).ssrc == self.out.rtx_ssrc:
            if rtp.is_padding_only(packet):
                self._padding.append(packet)
                return
            original = rtp.unwrap_rtx(packet, payload_type=VP8.payload_type, ssrc=77)
            if original is None:
                start = rtp.payload_offset(packet)
                self.empty.append(int.from_bytes(packet[start : start + 2], "big"))
                return
            packet = original
        self._packets.append(packet)

    def takes_runs(self) -> None:
        """Let the kernel hand over whole what left together; from now on use `runs` only."""
        self._socket.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 1)

    def runs(self) -> list[int]:
        """How many packets left together each time."""
        found = []
        with suppress(BlockingIOError):
            while True:
                data, told, _, _ = self._socket.recvmsg(0x10000, 64)
                size = next((int.from_bytes(value[:2], sys.byteorder) for _, kind, value in told if kind == UDP_GRO), 0)
                found.append(-(-len(data) // (size or len(data))))
        return found

    def numbers(self) -> list[int]:
        """The sequence numbers that came, in order of arrival."""
        return [rtp.read_header(p).sequence for p in self.packets]

    def payloads(self) -> list[bytes]:
        """The payloads that came, in order of arrival."""
        return [p[rtp.read_header(p).payload_start :] for p in self.packets]

    def missing(self) -> list[int]:
        """The holes between the first and the newest number."""
        have = self.numbers()
        first = have[0]
        span = max((n - first + 0x8000 & 0xFFFF) - 0x8000 for n in have)
        return [n for n in ((first + step) & 0xFFFF for step in range(span + 1)) if n not in have]

    def ask_again(self) -> None:
        """Send a NACK for every hole."""
        self.out.on_nack(self.missing(), 0.0)


class Sender:
    """A publisher's stream: makes packets, and answers what the node asks for."""

    def __init__(self, *, first: int = 65500, ssrc: int = 5, kind: Format = VP8) -> None:
        self.plis = 0
        self.stream = twin.InStream(ssrc, kind, self._on_pli)
        self.sequence, self.timestamp, self.now_s = first, 0xFFFFF000, 100.0
        self._ssrc = ssrc
        self.sent_s: list[float] = []
        self._sent: dict[int, bytes] = {}
        self._type = kind.payload_type

    def _on_pli(self) -> None:
        self.plis += 1

    def hear(self, level: int) -> None:
        """A packet of sound arrives that is so loud, in -dBov."""
        _, packet = self.make(b"\xfc", {EXT_AUDIO_LEVEL: bytes((level,))})
        self.deliver(packet)

    def make(self, payload: bytes, elements: dict[int, bytes] | None = None) -> tuple[int, bytes]:
        """The next packet, not yet sent."""
        packet = rtp_packet(
            payload_type=self._type,
            sequence=self.sequence,
            timestamp=self.timestamp,
            ssrc=self._ssrc,
            payload=payload,
            mid="0",
            elements={EXT_TRANSPORT_CC: b"\xff\xff", **(elements or {})},
        )
        number, self.sequence = self.sequence, (self.sequence + 1) & 0xFFFF
        self.timestamp = (self.timestamp + 3000) & 0xFFFFFFFF
        self.now_s += 1 / 30
        self._sent[number] = packet
        return number, packet

    def deliver(self, packet: bytes) -> None:
        """The packet arrives at the node."""
        self.sent_s.append(self.now_s)
        self.stream.on_rtp(packet, rtp.read_extensions(packet), self.now_s)

    def send(self, payload: bytes) -> int:
        """Make and deliver."""
        number, packet = self.make(payload)
        self.deliver(packet)
        return number

    def answer_nacks(self) -> list[int]:
        """Deliver again what the node asks for; returns it."""
        asked = self.stream.due_nacks(self.now_s)
        for number in asked:
            self.deliver(self._sent[number])
        return asked
