"""Reading a UDP socket in Python: everything that waits there by one system call, where the system has such a one.

Besides other calls this saves the exception that says there is no more, and an address in words for each packet.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

from pylibsrtp._binding import ffi

from webapp.media.forwarder import libc
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.srtp import MAX_PACKET

START = 64  # bytes of a packet, in which the extensions mostly end
SLOTS = 64  # packets of one reading; then the rest of the loop gets its turn

_SIZE = MAX_PACKET
_NAME = 28  # bytes of the longest address, a sockaddr_in6
_HEADER = struct.Struct(libc.MESSAGE.format + "N")  # a mmsghdr: a message, and how many bytes came
_CAME = libc.MESSAGE.size  # where the latter are in it

# One reading at a time: what it brought lies here until the next one.
received = bytearray(SLOTS * _SIZE)
places: list[Any] = [ffi.from_buffer(received) + n * _SIZE for n in range(SLOTS)]
starts = [memoryview(received)[n * _SIZE : n * _SIZE + START] for n in range(SLOTS)]
views = [memoryview(received)[n * _SIZE : (n + 1) * _SIZE] for n in range(SLOTS)]

Sender = bytes | Address
"""Who sent a datagram, to be looked up or given to `address_of`: as the kernel writes it, or in words."""

Datagram = tuple[int, int, Sender]
"""In which slot it lies, how long it is (bytes), and who sent it."""


class OneByOne:
    """Reads any UDP socket."""

    def __init__(self, udp: socket.socket) -> None:
        self._receive = udp.recvfrom_into

    def read(self) -> list[Datagram]:
        """What came, in order."""
        found: list[Datagram] = []
        try:
            for slot, view in enumerate(views):
                size, sender = self._receive(view)
                found.append((slot, size, sender[:2]))
        except OSError:  # nothing left, or an ICMP error of an earlier send
            pass
        return found


class AllAtOnce:
    """Reads a UDP socket by `recvmmsg` of Linux."""

    def __init__(self, udp: socket.socket) -> None:
        self._descriptor = udp.fileno()
        self._names = bytearray(SLOTS * _NAME)
        self._parts, self._headers = bytearray(SLOTS * libc.PART.size), bytearray(SLOTS * _HEADER.size)
        names, parts = libc.address_of(self._names), libc.address_of(self._parts)
        for n in range(SLOTS):
            libc.PART.pack_into(self._parts, n * libc.PART.size, libc.address_of(received) + n * _SIZE, _SIZE)
            part, name = parts + n * libc.PART.size, names + n * _NAME
            _HEADER.pack_into(self._headers, n * _HEADER.size, name, _NAME, part, 1, 0, 0, 0, 0)
        self._headers_at = ffi.from_buffer(self._headers)
        self._sizes = memoryview(self._headers).cast("I")[_CAME // 4 :: _HEADER.size // 4]
        self._senders = [memoryview(self._names)[n * _NAME : (n + 1) * _NAME] for n in range(SLOTS)]

    def read(self) -> list[Datagram]:
        """What came, in order."""
        count = _recvmmsg(self._descriptor, self._headers_at, SLOTS, socket.MSG_DONTWAIT, _NULL)
        sizes, senders = self._sizes, self._senders
        return [(slot, sizes[slot], senders[slot].tobytes()) for slot in range(count)]


def address_of(sender: Sender) -> Address:
    """The address in words."""
    if not isinstance(sender, bytes):
        return sender
    family, port = struct.unpack_from("@H", sender)[0], int.from_bytes(sender[2:4], "big")
    host = sender[8:24] if family == socket.AF_INET6 else sender[4:8]
    return socket.inet_ntop(family, host), port


_recvmmsg: Any = libc.function("recvmmsg", "int (*)(int, void *, unsigned int, int, void *)")
_NULL: Any = ffi.NULL
Reader = AllAtOnce if _recvmmsg is not None else OneByOne
