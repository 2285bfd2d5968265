"""The system's own functions for many packets at once, which Python has no form of; no compiler is needed."""

from __future__ import annotations

import ctypes
import struct
import sys
from typing import Any

from pylibsrtp._binding import ffi

MESSAGE = struct.Struct("@PIPNPNi4x")  # a msghdr of 64-bit Linux (man 2 recvmsg)
PART = struct.Struct("@PN")  # an iovec


def function(name: str, signature: str) -> Any:
    """The C library's function; None where there is none, or where C lays the structures above out otherwise."""
    if not sys.platform.startswith("linux") or struct.calcsize("P") != 8:
        return None
    found = getattr(ctypes.CDLL(None), name, None)
    return ffi.cast(signature, ctypes.cast(found, ctypes.c_void_p).value) if found is not None else None


def address_of(buffer: bytearray) -> int:
    """Where its bytes are; it must not change its size from then on."""
    return int(ffi.cast("uintptr_t", ffi.from_buffer(buffer)))
