"""SRTP on pylibsrtp's own binding: one scratch buffer per process saves two copies and an allocation per packet."""

from __future__ import annotations

from collections.abc import Callable
from typing import NewType

from pylibsrtp._binding import ffi, lib

SrtpHandle = NewType("SrtpHandle", object)
"""A libsrtp session: the `_srtp[0]` of a pylibsrtp Session."""

Cipher = Callable[[object, object, object], int]
"""One of libsrtp's four functions: session, packet, length; 0 is success."""

MAX_PACKET = 2048
TRAILER = 64  # room for the longest SRTP tag

_scratch = bytearray(MAX_PACKET + TRAILER)
_scratch_view = memoryview(_scratch)
_scratch_at = ffi.from_buffer(_scratch)

# The packet path of `pyfwd` uses these directly; of the buffer C has the address.
length = ffi.new("int *")
RUN = 16  # packets that leave together at most
room = bytearray(RUN * (MAX_PACKET + TRAILER))
room_view = memoryview(room)
room_at = ffi.from_buffer(room)
srtp_protect = lib.srtp_protect
srtp_unprotect = lib.srtp_unprotect
_srtp_protect_rtcp, _srtp_unprotect_rtcp = lib.srtp_protect_rtcp, lib.srtp_unprotect_rtcp


def unprotect(srtp: SrtpHandle, data: bytes) -> bytes | None:
    """Decrypt one SRTP packet; None when it is forged, repeated or too long (RFC 3711 3.3)."""
    found = _apply(srtp_unprotect, srtp, data)
    return found.tobytes() if found is not None else None


def unprotect_rtcp(srtp: SrtpHandle, data: bytes) -> bytes | None:
    """Decrypt one SRTCP packet; None when it is forged, repeated or too long (RFC 3711 3.4)."""
    found = _apply(_srtp_unprotect_rtcp, srtp, data)
    return found.tobytes() if found is not None else None


def protect(srtp: SrtpHandle, packet: bytes | bytearray) -> memoryview | None:
    """Encrypt one RTP packet; the result lies in the scratch buffer and is gone with the next call."""
    return _apply(srtp_protect, srtp, packet)


def protect_rtcp(srtp: SrtpHandle, packet: bytes) -> memoryview | None:
    """Encrypt one RTCP packet; the result lies in the scratch buffer and is gone with the next call."""
    return _apply(_srtp_protect_rtcp, srtp, packet)


def _apply(work: Cipher, srtp: SrtpHandle, data: bytes | bytearray) -> memoryview | None:
    size = len(data)
    if size > MAX_PACKET:
        return None
    _scratch[:size] = data
    length[0] = size
    return None if work(srtp, _scratch_at, length) else _scratch_view[: length[0]]
