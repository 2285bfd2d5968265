"""Sending packets that lie one behind the other by one system call; the kernel takes them apart (UDP GSO)."""

from __future__ import annotations

import socket
import struct
from typing import Any

from pylibsrtp._binding import ffi

from webapp.media.forwarder import libc
from webapp.media.forwarder.srtp import room

UDP_SEGMENT = 103  # Linux; Python has no name for it
REMEMBERED = 1024  # addresses in the kernel's form

Address = tuple[str, int]

_CONTROL = struct.Struct("@NiiH6x")  # a cmsghdr with the size of the packets
_PORT = struct.Struct("!H")
_sendmsg: Any = libc.function("sendmsg", "ssize_t (*)(int, void *, int)")


class RunSender:
    """Sends what lies in the room of `srtp` on one socket.

    The message is made once, and a run changes three numbers in it: Python's own `sendmsg` makes it anew each time,
    by code that nothing else keeps in the processor's caches.
    """

    def __init__(self, udp: socket.socket) -> None:
        self._descriptor, self._family = udp.fileno(), udp.family
        self._names: dict[Address, bytes] = {}
        name_size = len(self._name_of(("::" if self._family == socket.AF_INET6 else "0.0.0.0", 0)))
        self._name, self._part, self._control = bytearray(name_size), bytearray(libc.PART.size), bytearray(24)
        libc.PART.pack_into(self._part, 0, libc.address_of(room), 0)
        _CONTROL.pack_into(self._control, 0, _CONTROL.size - 6, socket.IPPROTO_UDP, UDP_SEGMENT, 0)
        name, part, control = (libc.address_of(buffer) for buffer in (self._name, self._part, self._control))
        self._message = ffi.from_buffer(
            bytearray(libc.MESSAGE.pack(name, name_size, part, 1, control, _CONTROL.size, 0))
        )
        self._total, self._size = memoryview(self._part).cast("L"), memoryview(self._control).cast("H")

    def __call__(self, total: int, size: int, address: Address) -> None:
        """Send so many bytes: packets of this size, the last perhaps shorter; raises OSError."""
        self._name[:] = self._names.get(address) or self._remember(address)
        self._total[1], self._size[8] = total, size
        if _sendmsg(self._descriptor, self._message, 0) < 0:
            raise OSError(ffi.errno, "a run was not sent")

    def _remember(self, address: Address) -> bytes:
        if len(self._names) >= REMEMBERED:
            self._names.clear()
        name = self._names[address] = self._name_of(address)
        return name

    def _name_of(self, address: Address) -> bytes:
        """A sockaddr_in or a sockaddr_in6."""
        host, port = socket.inet_pton(self._family, address[0]), _PORT.pack(address[1])
        is_six = self._family == socket.AF_INET6
        return struct.pack("@H", self._family) + port + (bytes(4) + host + bytes(4) if is_six else host + bytes(8))


def new_sender(udp: socket.socket) -> RunSender | None:
    """A sender for the socket; None where packets can only leave one by one."""
    return RunSender(udp) if _sendmsg is not None else None
