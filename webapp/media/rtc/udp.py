"""UDP: one socket for all pages. Its RTP takes the forwarder's short cut (`Pump`)."""

from __future__ import annotations

import asyncio
import errno
import socket

from webapp.media.forwarder import Address, Pump, Receiver, SendRun
from webapp.media.forwarder.runs import new_sender
from webapp.media.rtc.path import OnPacket, Path

BUFFER_BYTES = 4 << 20


class UdpWire:
    """A UDP socket of one address family; satisfies `Wire`."""

    is_open = True

    def __init__(self, address: str, port: int, on_datagram: OnPacket) -> None:
        """Bind it; raises OSError."""
        self._socket = _udp_socket(address, port)
        self._on_datagram = on_datagram
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pump = Pump(self._socket, self._on_packet)
        self.port: int = self._socket.getsockname()[1]
        self.sendto = self._socket.sendto
        self.send_run: SendRun | None = new_sender(self._socket)

    @property
    def descriptor(self) -> int:
        """The socket's, for a forwarder that sends by itself."""
        return self._socket.fileno()

    def start(self) -> None:
        """Begin to read, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._pump.start(self._loop)

    def close(self) -> None:
        """Stop reading and close the socket."""
        if self._loop is not None:
            self._pump.stop(self._loop)
        self._socket.close()

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """Give the RTP of the address to the receiver, past `on_datagram`."""
        self._pump.route(address, receiver)

    def leave(self, address: Address) -> None:
        """Give the RTP of the address to nobody."""
        self._pump.route(address, None)

    def _on_packet(self, data: bytes, address: Address, arrival_s: float) -> None:
        self._on_datagram(data, Path(self, address), arrival_s)


def _udp_socket(address: str, port: int) -> socket.socket:
    udp = new_socket(address, socket.SOCK_DGRAM)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        udp.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
    bind(udp, address, port)
    return udp


def new_socket(address: str, kind: socket.SocketKind) -> socket.socket:
    """A socket of the address's family that does not block; IPv6 ones leave IPv4 to their sisters."""
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    made.setblocking(False)
    if made.family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return made


def bind(unbound: socket.socket, address: str, port: int) -> None:
    """Bind to the address, or to all of them when it is not this machine's (NAT); closes it and raises OSError."""
    try:
        unbound.bind((address, port))
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:  # announced to the world, but not ours to bind
            unbound.close()
            raise
        unbound.bind(("", port))
