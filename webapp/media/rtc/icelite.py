"""ICE-lite (RFC 8445 2.5) over one UDP port per process: STUN checks answered, datagrams sorted by sender.

DTLS, SRTP and SRTCP go to the transport that proved, by a STUN message integrity, to own the address.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import secrets
import socket
import struct
import time
from collections.abc import Callable

from aioice import stun

from webapp.media.forwarder import Address, Pump, Receiver

logger = logging.getLogger(__name__)

BUFFER_BYTES = 4 << 20
MIN_DATAGRAM = 12
MAX_QUEUED = 64  # handshake datagrams nobody reads yet
MAX_ADDRESSES = 8  # per transport: a page has a few candidates, not hundreds


class LiteTransport:
    """One remote peer: what aiortc's RTCDtlsTransport asks of its ICE transport, and no more."""

    role = "controlled"

    def __init__(self, mux: UdpMux) -> None:
        self._mux = mux
        self.ufrag = secrets.token_hex(4)
        self.password = secrets.token_hex(12)
        self.remote_address: Address | None = None
        self.nominated = asyncio.Event()
        self.last_seen_s = time.monotonic()
        self.receiver: Receiver | None = None
        self.on_srtcp: Callable[[bytes], None] | None = None
        self.on_address: Callable[[Address], None] | None = None
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_QUEUED)

    async def _recv(self) -> bytes:
        data = await self._queue.get()
        if data is None:
            raise ConnectionError("the transport is closed")
        return data

    async def _send(self, data: bytes) -> None:
        if self.remote_address is not None:
            self._mux.sendto(data, self.remote_address)

    def listen(self, receiver: Receiver) -> None:
        """Give the peer's RTP to the receiver, whichever of its addresses it comes from."""
        self.receiver = receiver
        self._mux.route(self, receiver)

    def on_dtls(self, data: bytes) -> None:
        """Hand a datagram to the DTLS pump; a flooded queue drops it (DTLS repeats itself)."""
        if not self._queue.full():
            self._queue.put_nowait(data)

    def on_check(self, address: Address, *, nominates: bool, now_s: float) -> None:
        """A valid STUN check came from the address: follow it there when the peer says so."""
        self.last_seen_s = now_s
        if self.remote_address == address or not (nominates or self.remote_address is None):
            return
        self.remote_address = address
        self.nominated.set()
        if self.on_address is not None:
            self.on_address(address)

    def close(self) -> None:
        """Stop receiving; a waiting DTLS pump ends with ConnectionError."""
        self._mux.forget(self)
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)


class UdpMux:
    """The process's one socket. Its RTP takes the forwarder's short cut (`Pump`); the rest is sorted here."""

    def __init__(self, address: str, port: int = 0) -> None:
        self._socket = _bound_socket(address, port)
        self.port: int = self._socket.getsockname()[1]
        self.dropped = self.ignored = 0
        self._by_ufrag: dict[str, LiteTransport] = {}
        self._by_address: dict[Address, LiteTransport] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pump = Pump(self._socket, self._on_datagram)
        self.raw_sendto: Callable[[memoryview, Address], object] = self._socket.sendto

    @property
    def descriptor(self) -> int:
        """The socket's, for a forwarder that sends by itself."""
        return self._socket.fileno()

    def start(self) -> None:
        """Begin to read, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._pump.on_readable)

    def close(self) -> None:
        """Stop reading and close the socket."""
        if self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def new_transport(self) -> LiteTransport:
        """A transport with fresh credentials."""
        transport = LiteTransport(self)
        self._by_ufrag[transport.ufrag] = transport
        return transport

    def forget(self, transport: LiteTransport) -> None:
        """Route nothing to the transport any more."""
        self._by_ufrag.pop(transport.ufrag, None)
        for address in self._addresses_of(transport):
            self._release(address)

    def route(self, transport: LiteTransport, receiver: Receiver) -> None:
        """Give the RTP of all addresses the transport owns to the receiver."""
        for address in self._addresses_of(transport):
            self._pump.route(address, receiver)

    def sendto(self, data: bytes, address: Address) -> None:
        """Send one datagram; a full buffer or a vanished route drops it."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            self.dropped += 1

    def _on_datagram(self, data: bytes, address: Address, arrival_s: float) -> None:
        """What is not RTP of a connected page."""
        if len(data) < MIN_DATAGRAM:
            self.ignored += 1
        elif data[0] < 128:
            self._on_handshake(data, address)
        elif address in self._by_address:
            self._on_media(self._by_address[address], data, arrival_s)
        else:
            self.ignored += 1

    def _on_media(self, transport: LiteTransport, data: bytes, arrival_s: float) -> None:
        if 192 <= data[1] <= 223:  # RFC 5761 4: the second byte tells RTCP from RTP
            if transport.on_srtcp is not None:
                transport.on_srtcp(data)
        elif transport.receiver is not None:
            transport.receiver.on_srtp(data, arrival_s)

    def _on_handshake(self, data: bytes, address: Address) -> None:
        if data[0] < 4:  # RFC 7983: STUN
            self._on_stun(data, address)
            return
        transport = self._by_address.get(address)
        if transport is not None:
            transport.on_dtls(data)
        else:
            self.ignored += 1

    def _on_stun(self, data: bytes, address: Address) -> None:
        message = _read_check(data)
        transport = self._by_ufrag.get(_our_ufrag(message)) if message is not None else None
        if message is None or transport is None or not _is_authentic(message, transport.password):
            self.ignored += 1
            return
        self.sendto(_response(message, transport.password, address), address)
        self._claim(address, transport)
        transport.on_check(address, nominates="USE-CANDIDATE" in message.attributes, now_s=time.monotonic())

    def _claim(self, address: Address, transport: LiteTransport) -> None:
        if self._by_address.get(address) is transport:
            return
        known = self._addresses_of(transport)
        if len(known) >= MAX_ADDRESSES:
            self._release(next(a for a in known if a != transport.remote_address))
        self._by_address[address] = transport
        self._pump.route(address, transport.receiver)

    def _release(self, address: Address) -> None:
        del self._by_address[address]
        self._pump.route(address, None)

    def _addresses_of(self, transport: LiteTransport) -> list[Address]:
        return [address for address, owner in self._by_address.items() if owner is transport]


def _bound_socket(address: str, port: int) -> socket.socket:
    """A UDP socket on the address, or on all of them when the address is not this machine's (NAT)."""
    udp = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        udp.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
    try:
        udp.bind((address, port))
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:  # announced to the world, but not ours to bind
            udp.close()
            raise
        udp.bind(("", port))
    return udp


def _read_check(data: bytes) -> stun.Message | None:
    """A STUN binding request; None for anything else."""
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError, KeyError):
        return None
    is_request = message.message_class == stun.Class.REQUEST and message.message_method == stun.Method.BINDING
    return message if is_request else None


def _our_ufrag(message: stun.Message) -> str:
    return str(message.attributes.get("USERNAME", "")).partition(":")[0]


def _is_authentic(message: stun.Message, password: str) -> bool:
    return "MESSAGE-INTEGRITY" in message.attributes and message.check_message_integrity(password.encode())


def _response(request: stun.Message, password: str, address: Address) -> bytes:
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
    )
    response.attributes["XOR-MAPPED-ADDRESS"] = address[:2]
    response.add_message_integrity(password.encode())
    response.add_fingerprint()
    return bytes(response)
