"""Forwarding of encoded RTP packets: one interface (InStream, OutStream, unprotect), chosen here.

`pyfwd` is the pure-Python twin; a native one takes its place behind the same names.
"""

from webapp.media.forwarder.pyfwd import Address, InStream, OutStream, SendLog, SrtpHandle, unprotect

__all__ = ["Address", "InStream", "OutStream", "SendLog", "SrtpHandle", "unprotect"]
