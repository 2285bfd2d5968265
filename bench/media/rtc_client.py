"""A minimal WebRTC client: one socket, full ICE's checks, DTLS-SRTP, SDP answers; no codec.

It stands for one RTCPeerConnection of a page. Its packets are plaintext RTP and RTCP as bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import socket
import struct
from collections.abc import Callable, Mapping
from typing import cast

import pylibsrtp
from aioice import stun
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtcicetransport import RTCIceTransport

CHECK_EVERY_S = 0.1
CONNECT_TIMEOUT_S = 20.0
_ECHOED = ("a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", "a=extmap:", "a=rtcp-mux", "a=rtcp-rsize")
_certificate = RTCCertificate.generateCertificate()


class Offer:
    """What a client needs of an offer."""

    def __init__(self, sdp: str) -> None:
        lines = [line.strip() for line in sdp.splitlines()]
        self.ufrag = _value(lines, "ice-ufrag")
        self.password = _value(lines, "ice-pwd")
        algorithm, digest = _value(lines, "fingerprint").split(" ", 1)
        self.fingerprint = RTCDtlsFingerprint(algorithm, digest)
        self.candidates = [
            (found[1], int(found[2]))
            for line in lines
            if (found := re.match(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", line))
        ]
        self.bundle = next(line for line in lines if line.startswith("a=group:BUNDLE"))
        self.media: list[list[str]] = []
        for line in lines:
            if line.startswith("m="):
                self.media.append([line])
            elif self.media:
                self.media[-1].append(line)

    def ssrcs(self, mid: str) -> list[int]:
        """The SSRCs announced for an m-line: the media's, then the retransmissions'."""
        section = next(lines for lines in self.media if f"a=mid:{mid}" in lines)
        found = [int(line[7:].split(" ")[0]) for line in section if line.startswith("a=ssrc:")]
        return list(dict.fromkeys(found))


def _value(lines: list[str], name: str) -> str:
    prefix = f"a={name}:"
    return next(line[len(prefix) :] for line in lines if line.startswith(prefix))


class RtcClient:
    """One connection to a server that offers; ICE controlling, DTLS client."""

    role = "controlling"

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((address, 0))
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.remote: tuple[str, int] | None = None
        self.offer: Offer | None = None
        self.on_rtp: Callable[[bytes], None] = lambda packet: None
        self.on_rtcp: Callable[[bytes], None] = lambda packet: None
        self.drop_outgoing: Callable[[bytes], bool] = lambda packet: False
        self._answered_checks: asyncio.Event = asyncio.Event()
        self._handshake: asyncio.Queue[bytes] = asyncio.Queue()
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self), [_certificate])
        self._dtls._set_role("client")
        self._loop = asyncio.get_running_loop()
        self._keepalive: asyncio.Task[None] | None = None

    # ---- SDP

    def answer(self, sdp: str) -> str:
        """Answer an offer: send on what the server receives, receive what it sends."""
        self.offer = Offer(sdp)
        lines = ["v=0", f"o=- {secrets.randbits(40)} 2 IN IP4 127.0.0.1", "s=-", "t=0 0", self.offer.bundle]
        for section in self.offer.media:
            lines += self._answer_media(section)
        return "\r\n".join(lines) + "\r\n"

    def _answer_media(self, section: list[str]) -> list[str]:
        direction = {"a=sendonly": "a=recvonly", "a=recvonly": "a=sendonly"}
        ours = next((direction[line] for line in section if line in direction), "a=inactive")
        return [
            section[0],
            "c=IN IP4 127.0.0.1",
            ours,
            *(line for line in section if line.startswith(_ECHOED)),
            *self.transport_lines(),
        ]

    def transport_lines(self) -> list[str]:
        """Our ICE credentials and DTLS fingerprint, as SDP lines; we are the DTLS client."""
        digest = next(f for f in _certificate.getFingerprints() if f.algorithm == "sha-256")
        return [
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            f"a=fingerprint:sha-256 {digest.value}",
            "a=setup:active",
        ]

    # ---- connection

    async def connect(self) -> None:
        """Check the server's candidates until one answers, then shake hands; raises ConnectionError, TimeoutError."""
        assert self.offer is not None
        self._loop.add_reader(self.socket.fileno(), self._on_readable)
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            while not self._answered_checks.is_set():
                for candidate in self.offer.candidates:
                    self.send_check(candidate)
                await asyncio.wait([asyncio.ensure_future(self._answered_checks.wait())], timeout=CHECK_EVERY_S)
            await self._dtls.start(RTCDtlsParameters(fingerprints=[self.offer.fingerprint]))
        if self._dtls.state != "connected":
            raise ConnectionError(f"DTLS {self._dtls.state}")
        self._keepalive = asyncio.ensure_future(self._keep_alive())

    async def _keep_alive(self) -> None:
        while self.remote is not None:
            await asyncio.sleep(2.5)
            self.send_check(self.remote)

    def send_check(self, address: tuple[str, int]) -> None:
        """Send one nominating ICE check."""
        assert self.offer is not None
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.offer.ufrag}:{self.ufrag}"
        request.attributes["PRIORITY"] = 1845494271
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.offer.password.encode())
        self.socket.sendto(bytes(request), address)

    async def rebind(self) -> None:
        """Go on from another port, as after a change of network."""
        self._loop.remove_reader(self.socket.fileno())
        old, self.socket = self.socket, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((old.getsockname()[0], 0))
        old.close()
        self._loop.add_reader(self.socket.fileno(), self._on_readable)
        assert self.remote is not None
        self.send_check(self.remote)

    def detach(self) -> int:
        """Stop reading: the caller reads the socket from now on. Returns its descriptor."""
        if self._keepalive is not None:
            self._keepalive.cancel()
        self._loop.remove_reader(self.socket.fileno())
        return self.socket.fileno()

    async def close(self, *, say_goodbye: bool = True) -> None:
        """Close the connection; without a goodbye the server must find out by itself."""
        if self._keepalive is not None:
            self._keepalive.cancel()
        if say_goodbye:
            await self._dtls.stop()
        elif self._dtls._task is not None:
            self._dtls._task.cancel()
        self._loop.remove_reader(self.socket.fileno())
        self.socket.close()

    # ---- packets

    def send_rtp(self, packet: bytes) -> None:
        """Encrypt and send one RTP packet, unless the wire loses it."""
        if not self.drop_outgoing(packet):
            self._send_now(self._dtls._tx_srtp.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send one RTCP packet."""
        self._send_now(self._dtls._tx_srtp.protect_rtcp(packet))

    def send_raw(self, data: bytes) -> None:
        """Send any datagram to the server."""
        self._send_now(data)

    def encrypt(self, packet: bytes) -> bytes:
        """Encrypt one RTP packet, to be sent with `send_raw`."""
        return self._dtls._tx_srtp.protect(packet)

    def decrypt(self, data: bytes) -> bytes:
        """Decrypt one received SRTP packet; raises pylibsrtp.Error."""
        return self._dtls._rx_srtp.unprotect(data)

    def decrypt_rtcp(self, data: bytes) -> bytes:
        """Decrypt one received SRTCP packet; raises pylibsrtp.Error."""
        return self._dtls._rx_srtp.unprotect_rtcp(data)

    def _send_now(self, data: bytes) -> None:
        assert self.remote is not None
        with contextlib.suppress(BlockingIOError):
            self.socket.sendto(data, self.remote)

    async def _recv(self) -> bytes:
        return await self._handshake.get()

    async def _send(self, data: bytes) -> None:
        self._send_now(data)

    def _on_readable(self) -> None:
        while True:
            try:
                data, address = self.socket.recvfrom(2048)
            except OSError:
                return
            if data[0] < 4:
                self.on_stun(data, address)
            elif data[0] < 64:
                self._handshake.put_nowait(data)
            else:
                self._on_media(data)

    def on_stun(self, data: bytes, address: tuple[str, int]) -> None:
        """Take the answer to a check, or answer the server's own."""
        message = stun.parse_message(data)
        if message.message_class == stun.Class.RESPONSE:
            self.remote = address
            self._answered_checks.set()
        elif message.message_class == stun.Class.REQUEST:
            self.socket.sendto(self._answer_to(message, address), address)

    def _answer_to(self, request: stun.Message, address: tuple[str, int]) -> bytes:
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
        )
        response.attributes["XOR-MAPPED-ADDRESS"] = address
        response.add_message_integrity(self.password.encode())
        response.add_fingerprint()
        return bytes(response)

    def _on_media(self, data: bytes) -> None:
        if self._dtls.state != "connected":
            return
        with contextlib.suppress(pylibsrtp.Error):
            if 192 <= data[1] <= 223:
                self.on_rtcp(self.decrypt_rtcp(data))
            else:
                self.on_rtp(self.decrypt(data))


def rtp_packet(
    *,
    payload_type: int,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    marker: bool = False,
    mid: str = "",
    elements: Mapping[int, bytes] | None = None,
) -> bytes:
    """One RTP packet, with a MID extension (id 4) and other extension elements (by id) when asked for."""
    extensions = {**({4: mid.encode()} if mid else {}), **(elements or {})}
    second = payload_type | (0x80 if marker else 0)
    header = struct.pack(
        "!BBHLL", 0x90 if extensions else 0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    )
    if not extensions:
        return header + payload
    element = b"".join(bytes((key << 4 | len(data) - 1,)) + data for key, data in extensions.items())
    element += bytes(-len(element) % 4)
    return header + struct.pack("!HH", 0xBEDE, len(element) // 4) + element + payload
