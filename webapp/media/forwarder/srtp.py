"""SRTP on pylibsrtp's own binding: one scratch buffer per process saves two copies and an allocation per packet."""

from __future__ import annotations

from typing import NewType

from pylibsrtp._binding import ffi, lib

SrtpHandle = NewType("SrtpHandle", object)
"""A libsrtp session: the `_srtp[0]` of a pylibsrtp Session."""

MAX_PACKET = 2048
_TRAILER = 64  # room for the longest SRTP tag

# The hot loop of `pyfwd.incoming` uses these directly.
length = ffi.new("int *")
scratch = ffi.new("char[]", MAX_PACKET + _TRAILER)
scratch_view = memoryview(ffi.buffer(scratch))
memmove = ffi.memmove
srtp_protect = lib.srtp_protect
_srtp_unprotect = lib.srtp_unprotect


def unprotect(srtp: SrtpHandle, data: bytes) -> bytes | None:
    """Decrypt one SRTP packet; None when it is forged, repeated or too long (RFC 3711 3.3)."""
    size = len(data)
    if size > MAX_PACKET:
        return None
    memmove(scratch, data, size)
    length[0] = size
    if _srtp_unprotect(srtp, scratch, length):
        return None
    return scratch_view[: length[0]].tobytes()


def protect(srtp: SrtpHandle, packet: bytes | bytearray) -> memoryview | None:
    """Encrypt one RTP packet; the result lies in the scratch buffer and is gone with the next call."""
    size = len(packet)
    if size > MAX_PACKET:
        return None
    memmove(scratch, packet, size)
    length[0] = size
    if srtp_protect(srtp, scratch, length):
        return None
    return scratch_view[: length[0]]
