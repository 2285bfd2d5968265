"""TCP, for pages whose network lets no UDP through: each packet behind its length (RFC 4571), ICE passive (RFC 6544).

Memory is bounded: a viewer who reads too slowly loses pictures first, strangers are few and have little time.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable

from webapp.media.core.formats import SOUND_TYPES
from webapp.media.forwarder import Address, Receiver, SendRun
from webapp.media.rtc.path import OnPacket, Path
from webapp.media.rtc.udp import bind, new_socket

logger = logging.getLogger(__name__)

LENGTH_BYTES = 2
MAX_FRAME = 2048  # bytes; no browser sends more at once, and nothing larger could be forwarded
READ_BYTES = 64 << 10
PICTURE_LIMIT = 128 << 10  # bytes that wait to be sent; above it pictures are dropped,
UNSENT_LIMIT = 256 << 10  # and above this everything
SEND_BUFFER = 64 << 10  # what the kernel may hold: what is there can no longer be dropped
MAX_STRANGERS = 64  # connections that have not yet proved whose they are
STRANGER_S = 10.0
IDLE_S = 30.0  # a page says at least every few seconds that it still consents (RFC 7675)
BACKLOG = 128
SWEEP_S = 1.0


class TcpWire:
    """One connection that a page opened; satisfies `Wire`."""

    descriptor = None
    send_run: SendRun | None = None

    def __init__(self, connection: socket.socket, address: Address, on_packet: OnPacket, on_closed: OnClosed) -> None:
        self.is_open, self.is_claimed = True, False
        self.opened_s = self.last_heard_s = time.monotonic()
        self._address = address
        self._socket, self._on_packet, self._on_closed = connection, on_packet, on_closed
        self._received, self._unsent = bytearray(), bytearray()
        self._waits_for_room = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connection.fileno(), self._on_readable)

    @property
    def path(self) -> Path:
        """The only way it leads."""
        return Path(self, self._address)

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """The page has proved whose the connection is."""
        self.is_claimed = True

    def leave(self, address: Address) -> None:
        """Close: a connection leads to one page only."""
        self.close()

    def is_over(self, now_s: float) -> bool:
        """Whether a page has been silent, or a stranger has been here, for too long."""
        return now_s - self.last_heard_s > IDLE_S if self.is_claimed else now_s - self.opened_s > STRANGER_S

    def close(self) -> None:
        """End the connection; what is not sent yet is lost."""
        if not self.is_open:
            return
        self.is_open = False
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())
        self._socket.close()
        self._unsent.clear()
        self._on_closed(self)

    # ---- out

    def sendto(self, data: bytes | bytearray | memoryview, address: Address) -> None:
        """Send one packet; raises BlockingIOError when too much waits already, or the connection has ended."""
        if not self.is_open or len(self._unsent) > (PICTURE_LIMIT if _is_picture(data) else UNSENT_LIMIT):
            raise BlockingIOError
        self._unsent += len(data).to_bytes(LENGTH_BYTES, "big")
        self._unsent += data
        if not self._waits_for_room:
            self._flush()

    def _flush(self) -> None:
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return
        del self._unsent[:sent]
        if bool(self._unsent) == self._waits_for_room:
            return
        self._waits_for_room = bool(self._unsent)
        if self._waits_for_room:
            self._loop.add_writer(self._socket.fileno(), self._flush)
        else:
            self._loop.remove_writer(self._socket.fileno())

    # ---- in

    def _on_readable(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self.last_heard_s = time.monotonic()
        self._received += data
        self._take_frames()

    def _take_frames(self) -> None:
        """Hand on the packets that are complete; the rest waits, and is less than one packet."""
        at, received = 0, self._received
        while self.is_open and at + LENGTH_BYTES <= len(received):
            length = int.from_bytes(received[at : at + LENGTH_BYTES], "big")
            if length > MAX_FRAME:
                logger.debug("a TCP connection of %s is closed: it sends no packets", self._address[0])
                self.close()
                return
            end = at + LENGTH_BYTES + length
            if end > len(received):
                break
            self._on_packet(bytes(received[at + LENGTH_BYTES : end]), self.path, self.last_heard_s)
            at = end
        del received[:at]


OnClosed = Callable[[TcpWire], None]


def _is_picture(data: bytes | bytearray | memoryview) -> bool:
    """Whether it is RTP (RFC 7983 7, RFC 5761 4) and carries no sound."""
    return data[0] >> 6 == 2 and not 192 <= data[1] <= 223 and data[1] & 0x7F not in SOUND_TYPES


class TcpDoor:
    """A listening socket, and the connections that came through it."""

    def __init__(self, address: str, port: int, on_packet: OnPacket, on_closed: Callable[[Path], None]) -> None:
        """Bind it; raises OSError."""
        self._socket = new_socket(address, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Inherited by connections.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bind(self._socket, address, port)
        self._socket.listen(BACKLOG)
        self.port: int = self._socket.getsockname()[1]
        self._on_packet, self._on_closed = on_packet, on_closed
        self._wires: dict[TcpWire, None] = {}  # oldest first
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sweeper: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to accept, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._accept()

    def _accept(self) -> None:
        assert self._loop is not None
        self._loop.add_reader(self._socket.fileno(), self._on_connection)

    def close(self) -> None:
        """Close the door and all connections."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        for wire in list(self._wires):
            wire.close()

    def _on_connection(self) -> None:
        try:
            connection, address = self._socket.accept()
        except BlockingIOError:
            return
        except OSError as error:  # no descriptors left: those who wait are heard again after the next sweep
            logger.warning("a TCP connection cannot be taken: %s", error)
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._sweep_later()
            return
        connection.setblocking(False)
        strangers = [wire for wire in self._wires if not wire.is_claimed]
        if len(strangers) >= MAX_STRANGERS:
            strangers[0].close()  # the oldest has had the most time
        self._wires[TcpWire(connection, address[:2], self._on_packet, self._on_wire_closed)] = None
        self._sweep_later()

    def _on_wire_closed(self, wire: TcpWire) -> None:
        self._wires.pop(wire, None)
        self._on_closed(wire.path)

    def _sweep_later(self) -> None:
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        """Close what has had its time, once a second while there is anything."""
        now_s, self._sweeper = time.monotonic(), None
        for wire in list(self._wires):
            if wire.is_over(now_s):
                wire.close()
        self._accept()
        if self._wires:
            self._sweep_later()
