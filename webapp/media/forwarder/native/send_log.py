"""What went out on one connection, noted by the C packet path; see `pyfwd.send_log`."""

from __future__ import annotations

import struct
from typing import Any

from webapp.media.core.bandwidth.heard import Sent
from webapp.media.forwarder.native.library import ffi, lib

_SENT = struct.Struct("@dI4x")  # sw_sent


class SendLog:
    """Numbers the packets of one connection and remembers the last 4096."""

    __slots__ = ("c",)

    def __init__(self, first: int = 0) -> None:
        """`first` is the first packet's number (mod 2**16)."""
        self.c: Any = ffi.new("sw_log *", {"next": first})

    @property
    def octets(self) -> int:
        """The bytes of all packets stamped."""
        return int(self.c.octets)

    def stamp(self, size_bytes: int, now_s: float) -> int:
        """The number (mod 2**16) of the packet that leaves now."""
        return int(lib.sw_log_stamp(self.c, size_bytes, now_s))

    def find_run(self, first: int, count: int) -> list[Sent | None]:
        """When and how large `count` packets from number `first` on were; None for those forgotten or never sent."""
        found = bytearray(count * _SENT.size)
        lib.sw_log_find(self.c, first, count, ffi.from_buffer("sw_sent[]", found))
        return [entry if entry[1] else None for entry in _SENT.iter_unpack(found)]
