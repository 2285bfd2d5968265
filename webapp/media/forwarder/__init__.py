"""Forwarding of encoded RTP packets: one interface, two twins (`native` in C, `pyfwd` in Python), chosen here.

MEDIA_NATIVE=0 in the environment chooses Python; so does a machine where `script/setup` found no C compiler.
"""

import os
from typing import TYPE_CHECKING

from webapp.media.forwarder.outgoing import Address, SendRun
from webapp.media.forwarder.receiver import Back
from webapp.media.forwarder.srtp import SrtpHandle, unprotect


def _why_python() -> str:
    """Why the native twin is not used; empty when it is."""
    if os.environ.get("MEDIA_NATIVE") == "0":
        return "MEDIA_NATIVE is 0"
    try:
        import webapp.media.forwarder.native.library  # noqa: F401
    except ImportError as error:
        return str(error)
    return ""


WHY_PYTHON = _why_python()

if TYPE_CHECKING or WHY_PYTHON:
    from webapp.media.forwarder.pyfwd import DelayTrend, InStream, OutStream, Pump, Receiver, SendLog, new_event_loop
else:
    from webapp.media.forwarder.native import DelayTrend, InStream, OutStream, Pump, Receiver, SendLog, new_event_loop

__all__ = [
    "WHY_PYTHON",
    "Address",
    "Back",
    "DelayTrend",
    "InStream",
    "OutStream",
    "Pump",
    "Receiver",
    "SendLog",
    "SendRun",
    "SrtpHandle",
    "new_event_loop",
    "unprotect",
]
